import type { Attribution } from '../explainer.ts';

/**
 * The largest standard error divided by the sum of absolute attributions, of the worst output;
 * Infinity where there are no errors.
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
    if (largest > 0) worst = Math.max(worst, largest / sum);
  }
  return worst;
}
