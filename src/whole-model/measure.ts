import { exp, log } from '../numerics/math.ts';
import { normalQuantile } from '../numerics/normal.ts';
import { smallSampleFactor } from '../numerics/student-t.ts';

/**
 * A number with its 95 % interval. `value` is null where it is not defined (the precision of a
 * model that never says yes), `low` and `high` where one row more would be needed to know.
 */
export interface Measure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** 97.5 % quantile of the standard normal distribution. */
export const Z = normalQuantile(0.975);

export const UNDEFINED: Measure = { value: null, low: null, high: null };

/** A number that is known without error. */
export const exactly = (value: number): Measure => ({ value, low: value, high: value });

/** A measure within the range that its number can have. */
const within = (value: number, low: number, high: number, range: Range): Measure => ({
  value,
  low: Math.max(range[0], low),
  high: Math.min(range[1], high),
});

/** Least and greatest number that a measure can be. */
export type Range = readonly [least: number, most: number];
export const ANY: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
export const POSITIVE: Range = [0, Number.POSITIVE_INFINITY];
export const SHARE: Range = [0, 1];

/** A share of rows with the interval of Wilson (J. Am. Stat. Assoc. 22, 1927). */
export function proportion(count: number, of: number): Measure {
  if (of === 0) return UNDEFINED;
  const p = count / of;
  const z2 = Z * Z;
  const centre = (p + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of * of))) / (1 + z2 / of);
  // At the ends, rounding must not leave the share itself outside.
  return within(p, Math.min(p, centre - half), Math.max(p, centre + half), SHARE);
}

/** A number whose standard error is known. */
export function withError(value: number, error: number, range: Range = ANY): Measure {
  if (!Number.isFinite(error)) return { value, low: null, high: null };
  return within(value, value - Z * error, value + Z * error, range);
}

/** The mean of values, one a row, with Student's interval. */
export function meanOf(values: ArrayLike<number>, range: Range = ANY): Measure {
  const { mean, error } = moments(values);
  if (values.length === 0) return UNDEFINED;
  return withError(mean, error * smallSampleFactor(values.length - 1), range);
}

/** Mean of values, and the mean's standard error (infinite of one value). */
export function moments(values: ArrayLike<number>): { readonly mean: number; readonly error: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) * (values[i] - mean);
  return { mean, error: n < 2 ? Number.POSITIVE_INFINITY : Math.sqrt(squares / (n - 1) / n) };
}

/**
 * A statistic with the interval of the delta method.
 * @param influence rows: how much the statistic moves with the weight of each row; its mean is 0.
 */
export function byInfluence(value: number, influence: ArrayLike<number>, range: Range = ANY): Measure {
  const n = influence.length;
  if (n < 2) return { value, low: null, high: null };
  let squares = 0;
  for (let i = 0; i < n; i++) squares += influence[i] * influence[i];
  return withError(value, Math.sqrt(squares / (n - 1) / n) * smallSampleFactor(n - 1), range);
}

/** A share between 0 and 1 whose interval is symmetric in log-odds, and so never leaves them. */
export function inLogOdds(share: number, error: number): Measure {
  const centre = log(share / (1 - share));
  const half = (Z * error) / (share * (1 - share));
  const at = (x: number): number => 1 / (1 + exp(-x));
  return { value: share, low: at(centre - half), high: at(centre + half) };
}
