// What explainers that use derivatives share.

import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Rows } from '../../games/game.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import type { ExplainerContext, InputNumbers } from '../explainer.ts';

/**
 * Numbers in the rows of one ask: only a few pictures at a time, so that a cancellation need not
 * wait.
 */
const ASK_NUMBERS = 1 << 20;
const ASK_ROWS = 64;

/**
 * The input's numbers.
 * @throws OrielError `request-invalid` where the model gives no derivatives.
 */
export function numbersOf({ numbers }: ExplainerContext, name: string): InputNumbers {
  if (!numbers) throw new OrielError('request-invalid', { text: message('explaining.needsGradients', { name }) });
  return numbers;
}

/** Most rows in an ask. */
export const askRows = ({ instance }: InputNumbers): number =>
  Math.max(1, Math.min(ASK_ROWS, Math.floor(ASK_NUMBERS / instance.length)));

export const toRows = (count: number, columns: number, data: Numbers): Rows => ({ count, columns, data });

/** Writes a point of the straight path from a baseline (at 0) to the input (at 1) into `to`. */
export function between({ instance }: InputNumbers, baseline: Numbers, at: number, to: Numbers): void {
  for (let c = 0; c < instance.length; c++) to[c] = baseline[c] + at * (instance[c] - baseline[c]);
}

/**
 * Adds `weight` × Σ factor × derivative of each player's numbers to `sums` (K × players), for a row
 * of `answered`: K answers, then K × columns derivatives.
 */
export function addByPlayer(
  { playerOf }: InputNumbers,
  { answered, row, outputs }: { readonly answered: Float64Array; readonly row: number; readonly outputs: number },
  { factor, weight = 1 }: { readonly factor: Numbers; readonly weight?: number },
  sums: Float64Array,
): void {
  const columns = playerOf.length;
  const players = sums.length / outputs;
  for (let k = 0; k < outputs; k++) {
    const start = row * outputs * (1 + columns) + outputs + k * columns;
    for (let c = 0; c < columns; c++) sums[k * players + playerOf[c]] += weight * factor[c] * answered[start + c];
  }
}

/** The input less a baseline. */
export const differenceFrom = ({ instance }: InputNumbers, baseline: Numbers): Float64Array =>
  Float64Array.from(instance, (value, c) => value - baseline[c]);
