import { type Message, message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import type { ExplainerDescription, OptionSpec, OptionValues } from './explainer.ts';

type Given = Readonly<Record<string, unknown>>;

type ChoiceSpec = Extract<OptionSpec, { type: 'choice' }>;

/**
 * One of an option's choices; where a number stands behind it in brackets, the number is the value
 * of another option.
 */
export interface Chosen {
  readonly choice: string;
  readonly number?: { readonly option: string; readonly value: string };
}

/**
 * Reads a choice by its own name or by another library's, which may hold a number:
 * "num_features(10)". Undefined where `value` is no choice.
 */
export function readChoice(spec: ChoiceSpec, value: unknown): Chosen | undefined {
  if (typeof value !== 'string') return undefined;
  const [, word, number] = /^(\w+)\((\d+)\)$/.exec(value) ?? [];
  if (word !== undefined && spec.numbered && Object.hasOwn(spec.numbered, word))
    return { choice: word, number: { option: spec.numbered[word], value: number } };
  const choice = spec.synonyms && Object.hasOwn(spec.synonyms, value) ? spec.synonyms[value] : value;
  return spec.choices.includes(choice) ? { choice } : undefined;
}

/**
 * An explainer's options as it receives them: with defaults filled in, other libraries' names
 * (`alias`) and choices replaced by ours, numbers and switches read from text (as the command line
 * gives them), and ranges and choices checked.
 * @throws OrielError `request-option` for an unknown option, a wrong value, or an option given
 * under two names.
 */
export function readOptions(description: ExplainerDescription, given: Given = {}): OptionValues {
  const values: Record<string, number | boolean | string> = {};
  for (const [name, spec] of Object.entries(description.options)) values[name] = spec.default;
  const seen = new Map<string, string>();
  const take = (name: string, spelling: string, value: unknown): void => {
    const before = seen.get(name);
    if (before !== undefined)
      throw wrong(description, name, message('explaining.option.once', { first: before, second: spelling }), value);
    seen.set(name, spelling);
    values[name] = readOption(description, name, description.options[name], value);
  };
  for (const [spelling, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const name = ownName(description, spelling);
    if (name === undefined) throw wrong(description, spelling, knownNames(description), spelling);
    take(name, spelling, value);
    const spec = description.options[name];
    const number = spec.type === 'choice' ? readChoice(spec, value)?.number : undefined;
    if (number) take(number.option, spelling, number.value);
  }
  return values;
}

function ownName(description: ExplainerDescription, spelling: string): string | undefined {
  if (Object.hasOwn(description.options, spelling)) return spelling;
  return Object.entries(description.options).find(([, spec]) => spec.alias === spelling)?.[0];
}

function readOption(
  description: ExplainerDescription,
  name: string,
  spec: OptionSpec,
  value: unknown,
): number | boolean | string {
  switch (spec.type) {
    case 'boolean': {
      if (value === true || value === 'true') return true;
      if (value === false || value === 'false') return false;
      throw wrong(description, name, message('explaining.option.boolean'), value);
    }
    case 'choice': {
      const own = readChoice(spec, value)?.choice;
      if (own !== undefined) return own;
      throw wrong(description, name, message('explaining.option.choice', { choices: spec.choices }), value);
    }
    default: {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      const integer = spec.type === 'integer';
      // NaN fails both comparisons.
      const inRange = typeof number === 'number' && number >= spec.min && number <= spec.max;
      if (inRange && (!integer || Number.isInteger(number))) return number;
      const limits = { integer, least: spec.min, most: spec.max };
      throw wrong(description, name, message('explaining.option.number', limits), value);
    }
  }
}

function knownNames(description: ExplainerDescription): Message {
  const names = Object.keys(description.options);
  return message('explaining.option.name', { names: names.length > 0 ? names : null });
}

const wrong = (description: ExplainerDescription, option: string, expected: Message, value: unknown): OrielError =>
  new OrielError('request-option', { option, explainer: description.name, expected, value: String(value) });
