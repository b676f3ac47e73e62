import type { Attribution } from '../explainer.ts';

/**
 * Beyond so many players, small values that are mostly error add up to a sum that any error is a
 * small part of. Then only the largest values count, as many as a chart shows, and of each only
 * what exceeds its error.
 */
const MANY = 256;
const LARGEST = 20;
const CERTAIN = 2;

/**
 * The largest standard error divided by the sum of absolute attributions (of very many, by what is
 * certain of the largest), of the worst output; Infinity where there are no errors.
 */
export function relativeError(estimate: Attribution): number {
  const { players, outputs, values, standardErrors } = estimate;
  if (!standardErrors) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let output = 0; output < outputs; output++) {
    let sum = 0;
    let largest = 0;
    for (let player = output * players; player < (output + 1) * players; player++) {
      sum += Math.abs(values[player]);
      largest = Math.max(largest, standardErrors[player]);
    }
    if (players > MANY) sum = certain(estimate, standardErrors, output);
    if (largest > 0) worst = Math.max(worst, largest / sum);
  }
  return worst;
}

function certain({ players, values }: Attribution, errors: Float64Array, output: number): number {
  const sizes = new Float64Array(players);
  for (let player = 0; player < players; player++) {
    const at = output * players + player;
    sizes[player] = Math.max(0, Math.abs(values[at]) - CERTAIN * errors[at]);
  }
  return sizes
    .sort()
    .subarray(-LARGEST)
    .reduce((sum, size) => sum + size, 0);
}
