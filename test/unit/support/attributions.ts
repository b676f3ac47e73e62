import type { Attribution } from '../../../src/explainers/explainer.ts';

/** Largest difference of two lists of the same length; Infinity where one of them has a NaN. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const off = Math.abs(a[i] - b[i]);
    most = Math.max(most, Number.isNaN(off) ? Number.POSITIVE_INFINITY : off);
  }
  return most;
}

/** Sum of the squared differences. */
export const squaredDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);

/** |base + Σ values − prediction| of each output. */
export const residuals = ({ players, base, prediction, values }: Attribution): number[] =>
  Array.from(base, (start, k) => {
    const own = values.subarray(k * players, (k + 1) * players);
    return Math.abs(own.reduce((sum, value) => sum + value, start) - prediction[k]);
  });

/** The largest of the residuals, each relative to the size of what is summed. */
export const relativeResidual = (found: Attribution): number =>
  Math.max(
    ...residuals(found).map((residual, k) => {
      const own = found.values.subarray(k * found.players, (k + 1) * found.players);
      const ends = Math.abs(found.base[k]) + Math.abs(found.prediction[k]);
      return (
        residual /
        Math.max(
          own.reduce((sum, value) => sum + Math.abs(value), ends),
          1e-300,
        )
      );
    }),
  );

/** Share of the true values that 95 % intervals hold, over as many seeds. */
export function coverage(explain: (seed: number) => Attribution, truth: ArrayLike<number>, seeds: number): number {
  let held = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const { values, standardErrors } = explain(seed);
    values.forEach((value, i) => {
      if (Math.abs(value - truth[i]) <= 1.96 * standardErrors![i] + 1e-12) held += 1;
    });
  }
  return held / (seeds * truth.length);
}

/** What is found where no player can matter and every coalition is worth `value`. */
export const nothingFor = (players: number, value: number): Partial<Attribution> => ({
  values: new Float64Array(players),
  prediction: Float64Array.of(value),
  coalitions: 0,
  complete: true,
});
