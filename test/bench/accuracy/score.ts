/** Mean squared difference. */
export function meanSquaredError(found: ArrayLike<number>, truth: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += (found[i] - truth[i]) ** 2;
  return sum / truth.length;
}

/**
 * Mean squared deviation of each output's values from their mean, against which an error is
 * measured. `values` is K × players.
 */
export function variance(values: ArrayLike<number>, players: number): number {
  let sum = 0;
  for (let from = 0; from < values.length; from += players) {
    let mean = 0;
    for (let p = 0; p < players; p++) mean += values[from + p] / players;
    for (let p = 0; p < players; p++) sum += (values[from + p] - mean) ** 2;
  }
  return sum / values.length;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const geometricMean = (values: readonly number[]): number =>
  Math.exp(mean(values.map((value) => Math.log(value))));

/**
 * How many intervals of ±1.96 standard errors contain the truth, which may have an error of its
 * own; `tolerance` allows for rounding.
 */
export function covered(
  { values, standardErrors }: { values: ArrayLike<number>; standardErrors: ArrayLike<number> | null },
  truth: ArrayLike<number>,
  truthError?: ArrayLike<number>,
  tolerance = 0,
): { held: number; of: number } {
  let held = 0;
  for (let i = 0; i < truth.length; i++) {
    const se = Math.hypot(standardErrors?.[i] ?? 0, truthError?.[i] ?? 0);
    if (Math.abs(values[i] - truth[i]) <= 1.96 * se + tolerance) held += 1;
  }
  return { held, of: standardErrors ? truth.length : 0 };
}

/** One budget of an estimator's curve: its error and the time it took. */
export interface Point {
  readonly budget: number;
  readonly error: number;
  readonly time: number;
}

export interface Reach {
  readonly budget: number;
  readonly time: number;
  /** True where the smallest budget was already enough. */
  readonly atMost: boolean;
}

/**
 * The budget at which a falling error first reaches `target`, interpolated between the two budgets
 * around it: the error linearly in logarithms, the time linearly over the budget. Null where it
 * never does. Points are in ascending order of budget.
 */
export function reach(points: readonly Point[], target: number): Reach | null {
  const at = points.findIndex((point) => point.error <= target);
  if (at < 0) return null;
  if (at === 0) return { ...points[0], atMost: true };
  const [before, after] = [points[at - 1], points[at]];
  const least = Math.max(after.error, Number.MIN_VALUE);
  const share = Math.log(before.error / target) / Math.log(before.error / least);
  const budget = before.budget * (after.budget / before.budget) ** share;
  const part = (budget - before.budget) / (after.budget - before.budget);
  return { budget, time: before.time + part * (after.time - before.time), atMost: false };
}
