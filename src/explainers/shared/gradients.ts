// What explainers by derivatives have in common.

import { OrielError } from '../../errors.ts';
import type { Rows } from '../../games/game.ts';
import { explainerWords } from '../../words/en.ts';
import type { ExplainerContext, InputNumbers } from '../explainer.ts';

/**
 * Numbers in the rows of one ask: pictures go a few at a time, so that a cancellation need not wait
 * for all.
 */
const ASK_NUMBERS = 1 << 20;
const ASK_ROWS = 64;

/**
 * The input's numbers. Throws `request-invalid` where there are none: the model gives no
 * derivatives.
 */
export function numbersOf({ numbers }: ExplainerContext, name: string): InputNumbers {
  if (!numbers) throw new OrielError('request-invalid', { text: explainerWords.needsGradients(name) });
  return numbers;
}

/** Rows an ask may have. */
export const askRows = ({ instance }: InputNumbers): number =>
  Math.max(1, Math.min(ASK_ROWS, Math.floor(ASK_NUMBERS / instance.length)));

export const rowsOf = (count: number, columns: number, data: Float32Array): Rows => ({ count, columns, data });

/** The point of a straight path from a baseline to the input: 0 is the baseline. */
export function between(
  numbers: InputNumbers,
  baseline: Float32Array,
  at: number,
  into: Float32Array,
  row: number,
): void {
  const { instance } = numbers;
  const start = row * instance.length;
  for (let c = 0; c < instance.length; c++) into[start + c] = baseline[c] + at * (instance[c] - baseline[c]);
}

/**
 * Adds `weight` × Σ factor × derivative of each player's numbers to K × players, for one row of
 * what was answered.
 */
export function addByPlayer(
  numbers: InputNumbers,
  answered: Float64Array,
  row: number,
  outputs: number,
  factor: Float32Array | Float64Array,
  weight: number,
  sums: Float64Array,
): void {
  const { playerOf } = numbers;
  const columns = playerOf.length;
  const players = sums.length / outputs;
  for (let k = 0; k < outputs; k++) {
    const start = row * outputs * (1 + columns) + outputs + k * columns;
    for (let c = 0; c < columns; c++) sums[k * players + playerOf[c]] += weight * factor[c] * answered[start + c];
  }
}

/** The input less a baseline. */
export const differenceFrom = ({ instance }: InputNumbers, baseline: Float32Array): Float64Array =>
  Float64Array.from(instance, (value, c) => value - baseline[c]);
