import type { Card } from '../data/card.ts';
import type { Study } from '../library/index.ts';
import { usage } from './parser-error.ts';

/** A condition on a model's answer, as it was written: `probability > 0.5`, `class = setosa`. */
export interface Condition {
  readonly about: string;
  readonly sign: '>' | '>=' | '<' | '<=' | '=' | '!=';
  readonly value: string;
}

/** From which share on the second of two classes is the answer. */
const HALF = 0.5;

const FORM = /^\s*(?:"([^"]+)"|([^<>=!"]+?))\s*(>=|<=|!=|==|=|>|<)\s*(?:"([^"]+)"|([^<>=!"]+?))\s*$/;

/** Throws `usage-unknown` where it is no condition. */
export function readCondition(text: string): Condition {
  const [, quoted, plain, sign, quotedValue, plainValue] = FORM.exec(text) ?? [];
  const about = quoted ?? plain;
  const value = quotedValue ?? plainValue;
  if (about === undefined || sign === undefined || value === undefined)
    throw usage('cli.batch.wrongWhen', { value: text });
  const isNumber = value.trim() !== '' && Number.isFinite(Number(value));
  const isOfClass = about === 'class';
  if (isOfClass ? !['=', '==', '!='].includes(sign) : !isNumber) throw usage('cli.batch.wrongWhen', { value: text });
  return { about, sign: (sign === '==' ? '=' : sign) as Condition['sign'], value };
}

/** Whether a row's answers, one an output, meet a condition. */
export type Meets = (answers: readonly number[]) => boolean;

const compare: Readonly<Record<Condition['sign'], (one: number, other: number) => boolean>> = {
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '=': (one, other) => one === other,
  '!=': (one, other) => one !== other,
};

/**
 * Whether a row's answers, one an output, meet a condition. An answer that is not known does: what
 * is wrong with the row is to be said. Throws `usage-unknown` for what the model does not answer.
 */
export function meeting(condition: Condition, { card, outputs }: Pick<Study, 'card' | 'outputs'>): Meets {
  const { about, sign, value } = condition;
  const isRegression = card.task === 'regression';
  if (about === 'class' && !isRegression) {
    const classes = classesOf(card, outputs);
    const wanted = classes.indexOf(value);
    if (wanted < 0) throw usage('cli.batch.noClass', { name: value, classes });
    return unlessUnknown((answers) => (predicted(card, answers) === wanted) === (sign === '='));
  }
  const number = numberOf(about, { card, outputs });
  return unlessUnknown((answers) => compare[sign](number(answers), Number(value)));
}

const unlessUnknown =
  (meets: Meets): Meets =>
  (answers) =>
    answers.some(Number.isNaN) || meets(answers);

/** The classes: a model with one output tells how likely the second of two is. */
const classesOf = ({ classes = [] }: Card, outputs: readonly string[]): readonly string[] =>
  outputs.length > 1 ? outputs : [classes[0] ?? '0', outputs[0]];

function predicted({ threshold }: Card, answers: readonly number[]): number {
  const share = answers[answers.length - 1];
  // A score that is no share has its line at 0.
  const line = threshold ?? (share >= 0 && share <= 1 ? HALF : 0);
  if (answers.length <= 2) return share >= line ? 1 : 0;
  return answers.indexOf(Math.max(...answers));
}

function numberOf(
  about: string,
  { card, outputs }: Pick<Study, 'card' | 'outputs'>,
): (answers: readonly number[]) => number {
  const at = outputs.indexOf(about);
  if (at >= 0) return (answers) => answers[at];
  if (card.task === 'regression' && about === 'prediction' && outputs.length === 1) return ([only]) => only;
  if (card.task !== 'regression' && about === 'probability')
    return (answers) => (outputs.length > 2 ? Math.max(...answers) : answers[answers.length - 1]);
  throw usage('cli.batch.noAnswer', { name: about, outputs });
}
