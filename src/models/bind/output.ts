import { type Message, message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import { OrielError } from '../../errors.ts';
import { mostOf } from '../../limits.ts';
import type { Binding, ModelFacts, TensorShape } from '../model.ts';
import { plansOf } from './input-plan.ts';

/**
 * A question that the binding answers with `guess` for now. It has the form of the engine's
 * Question.
 */
export interface BindQuestion {
  readonly about: 'layout' | 'size' | 'normalisation' | 'outputTensor' | `levels of ${string}`;
  readonly text: Message;
  readonly choices: readonly { readonly value: string; readonly label: Message }[];
  readonly guess: string;
  /** Of levels: the column, the order of its levels that is the guess, and the likely ones. */
  readonly order?: {
    readonly column: string;
    readonly levels: readonly string[];
    readonly likely: readonly { readonly name: string; readonly levels: readonly string[] }[];
  };
}

const FLOATS = new Set(['float32', 'float64', 'float16']);
/** Names that exporters give to probabilities, and to what comes before them. */
const PROBABILITIES = /prob|softmax|sigmoid/i;
const SCORES = /score|logit|margin|decision/i;

/**
 * The output to explain and its number of columns K; K is 0 where the file does not say it (opening
 * the model finds out). Probabilities are preferred over scores, scores over other numbers, what
 * fits the card’s classes over what does not; inputs handed on are no answers. Throws
 * `model-output` where there is only a label, or K contradicts the card.
 */
export function chooseOutput(
  facts: ModelFacts,
  card: Card | null,
  batch: number | null,
): { output: string; outputs: number } {
  const { file } = facts;
  const usable = usableOutputs(facts);
  if (usable.length === 0) {
    const answers = facts.outputs.filter(({ name }) => !facts.passedThrough?.includes(name));
    const shaped = answers.find(({ type }) => FLOATS.has(type));
    const output = shaped ?? answers[0] ?? facts.outputs[0];
    const text = shaped ? message('model.outputShape', { shape: shapeText(shaped) }) : message('model.labelOnly');
    throw new OrielError('model-output', { file, output: output.name, text });
  }
  const best = usable.reduce((a, b) => (likelihood(b, card, batch) > likelihood(a, card, batch) ? b : a));
  const outputs = columnsOf(best, batch);
  checkOutputs(outputs, best.name, file);
  const classes = classesOf(card);
  if (classes !== undefined && !fitsClasses(outputs, classes)) {
    const text = message('model.outputClasses', { outputs, classes });
    throw new OrielError('model-output', { file, output: best.name, text });
  }
  return { output: best.name, outputs };
}

/**
 * The question which output is meant, where neither the card's classes nor the names tell it: a
 * model with several heads.
 */
export function outputQuestions(facts: ModelFacts, card: Card | null, batch: number | null): BindQuestion[] {
  const usable = usableOutputs(facts);
  if (usable.length < 2) return [];
  const guess = chooseOutput(facts, card, batch).output;
  const evidence = (output: TensorShape) => likelihood(output, card, batch) >> 1;
  const most = Math.max(...usable.map(evidence));
  if (usable.filter((output) => evidence(output) === most).length === 1) return [];
  const choices = usable.map((output) => ({
    value: output.name,
    label: message('model.outputChoice', { name: output.name, shape: shapeText(output) }),
  }));
  return [{ about: 'outputTensor', text: message('model.question.outputTensor'), choices, guess }];
}

/**
 * A model's facts with the one output that a person, a card or an answer named. Throws
 * `model-output` where the model has none of that name.
 */
export function withOutput(facts: ModelFacts, name: string): ModelFacts {
  const found = facts.outputs.find((output) => output.name === name);
  if (found) return { ...facts, outputs: [found], passedThrough: [] };
  const names = facts.outputs.slice(0, MOST_LISTED).map((output) => output.name);
  throw new OrielError('model-output', { file: facts.file, output: name, text: message('model.noOutput', { names }) });
}

/** Names that an error lists. */
const MOST_LISTED = 12;

/** Tensors of numbers with a row for each of the input's, which are no inputs handed on. */
function usableOutputs({ outputs, passedThrough = [] }: ModelFacts): TensorShape[] {
  const usable = outputs.filter(({ type, shape }) => FLOATS.has(type) && shape.slice(2).every((size) => size === 1));
  // A model whose only answer is an input can still be asked for it.
  return outputs.length === 1 ? usable : usable.filter(({ name }) => !passedThrough.includes(name));
}

/** How likely an output is the answer; the last bit, its width, is no evidence by itself. */
function likelihood(output: TensorShape, card: Card | null, batch: number | null): number {
  const outputs = columnsOf(output, batch);
  const classes = classesOf(card);
  const fits = classes !== undefined && outputs > 0 && fitsClasses(outputs, classes);
  const named = PROBABILITIES.test(output.name) ? 4 : SCORES.test(output.name) ? 2 : 0;
  return (fits ? 8 : 0) + named + (outputs > 1 ? 1 : 0);
}

const classesOf = (card: Card | null): number | undefined =>
  card && card.task !== 'regression' ? card.classes?.length : undefined;

/** Throws `model-output` where K is larger than any real model's. */
export function checkOutputs(outputs: number, output: string, file: string): void {
  if (outputs <= mostOf.outputs) return;
  const text = message('model.outputMany', { outputs, most: mostOf.outputs });
  throw new OrielError('model-output', { file, output, text });
}

/** The binding, unless one call of it has more numbers than any real model's: `model-input`. */
export function withinLimits<B extends Binding>(binding: B, file: string): B {
  for (const { name, width } of plansOf(binding)) {
    const numbers = width * (binding.batch ?? 1);
    if (numbers > mostOf.callNumbers) {
      const text = message('model.callNumbers', { numbers, most: mostOf.callNumbers });
      throw new OrielError('model-input', { input: name, file, text });
    }
  }
  return binding;
}

/**
 * Rows a call must have: as the file fixes them, or one where the model scales its numbers over all
 * rows of a call, so that a row's answer depends on the others. null where any number will do.
 */
export function batchOf(facts: ModelFacts, declared: number | null): number | null {
  return declared ?? (facts.operators.some((operator) => /^(.*:)?DynamicQuantize/.test(operator)) ? 1 : null);
}

export const shapeText = ({ shape }: TensorShape): string => `[${shape.map((size) => size ?? '?').join(', ')}]`;

/** K as the file declares it: [N] and [N, 1] are 1; 0 where it is free. */
function columnsOf({ shape }: TensorShape, batch: number | null): number {
  if (shape.length >= 2) return shape[1] ?? 0;
  if (shape.length === 1 && (shape[0] === null || shape[0] === batch)) return 1;
  return 0;
}

const fitsClasses = (outputs: number, classes: number): boolean =>
  outputs === 0 || outputs === classes || (outputs === 1 && classes === 2);
