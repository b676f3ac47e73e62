import { english } from '../../catalogue/english.ts';
import { type MessageValue, message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import { OrielError } from '../../errors.ts';
import type { ExplainRequest } from '../protocol.ts';

/** A class that nobody named. It is part of records, so it is English everywhere. */
export const className = (n: number): string => english.say('engine.className', { n });

/** Names of a model's K outputs: the only output of a binary model is P(classes[1]). */
export function outputNames(card: Card, outputs: number): string[] {
  const classes = card.classes ?? [];
  if (card.task === 'regression') {
    return outputs === 1
      ? [card.target ?? english.say('engine.outputName', { n: 1 })]
      : Array.from({ length: outputs }, (_, k) => english.say('engine.outputName', { n: k + 1 }));
  }
  if (outputs === 1) return [classes[1] ?? className(1)];
  const names = Array.from({ length: outputs }, (_, k) => classes[k] ?? className(k));
  // Outputs are asked for by name, so names must differ; ImageNet has two cranes.
  return names.map((name, k) => (names.indexOf(name) === k ? name : `${name} (${k})`));
}

/**
 * Indices of the outputs to explain. `default`: binary the last, multiclass the predicted one,
 * regression all, commonly one. `answer` holds the model's K outputs for the input. Throws
 * `request-output` for an unknown name.
 */
export function selectOutputs(
  wanted: ExplainRequest['outputs'],
  names: readonly string[],
  task: Card['task'],
  answer: Float64Array,
): number[] {
  if (wanted === 'all') return names.map((_, index) => index);
  if (wanted === 'default') {
    if (task === 'regression') return names.map((_, index) => index);
    if (task !== 'multiclass') return [names.length - 1];
    return [answer.reduce((best, value, index) => (value > answer[best] ? index : best), 0)];
  }
  return wanted.map((name) => {
    const index = names.indexOf(name);
    if (index < 0) throw new OrielError('request-output', { output: name, outputs: listed(names) });
    return index;
  });
}

/** Whether it takes the model's answer to say which outputs are to be explained. */
export const dependsOnAnswer = (wanted: ExplainRequest['outputs'], task: Card['task']): boolean =>
  wanted === 'default' && task === 'multiclass';

/** Names that an error lists. */
const MOST_LISTED = 12;

const listed = (names: readonly string[]): MessageValue =>
  names.length > MOST_LISTED
    ? message('engine.andMore', { names: names.slice(0, MOST_LISTED), more: names.length - MOST_LISTED })
    : names;
