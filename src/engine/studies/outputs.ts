import type { Card } from '../../data/card.ts';
import { OrielError } from '../../errors.ts';
import { engineWords } from '../../words/en.ts';
import type { ExplainRequest } from '../protocol.ts';

/** Names of a model's K outputs: a binary model's one column is P(classes[1]). */
export function outputNames(card: Card, outputs: number): string[] {
  const classes = card.classes ?? [];
  if (card.task === 'regression') {
    return outputs === 1
      ? [card.target ?? engineWords.outputName(1)]
      : Array.from({ length: outputs }, (_, k) => engineWords.outputName(k + 1));
  }
  if (outputs === 1) return [classes[1] ?? engineWords.className(1)];
  const names = Array.from({ length: outputs }, (_, k) => classes[k] ?? engineWords.className(k));
  // ImageNet has two cranes: outputs are asked for by name, so names must differ.
  return names.map((name, k) => (names.indexOf(name) === k ? name : `${name} (${k})`));
}

/**
 * Indices of the outputs to explain. 'default': binary the last, multiclass the predicted one,
 * regression the only one. `answer` holds the model's K outputs for the input. Throws
 * `request-output` for a name there is not.
 */
export function selectOutputs(
  wanted: ExplainRequest['outputs'],
  names: readonly string[],
  task: Card['task'],
  answer: Float64Array,
): number[] {
  if (wanted === 'all') return names.map((_, index) => index);
  if (wanted === 'default') {
    if (task !== 'multiclass') return [names.length - 1];
    return [answer.reduce((best, value, index) => (value > answer[best] ? index : best), 0)];
  }
  return wanted.map((name) => {
    const index = names.indexOf(name);
    if (index < 0) throw new OrielError('request-output', { output: name, outputs: listed(names) });
    return index;
  });
}

const listed = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
