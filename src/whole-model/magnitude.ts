import { exp, log } from '../numerics/math.ts';
import { normalCdf } from '../numerics/normal.ts';
import { smallSampleFactor } from '../numerics/student-t.ts';
import { type Measure, UNDEFINED, Z } from './measure.ts';
import { distributionOf } from './unmix.ts';

/**
 * The mean size |v| of values that are known with errors. The size of a value with an error is
 * larger than that of the value, on average, and the more so the smaller the value: by 0.8 errors
 * where it is 0. Averaging sizes therefore makes what does not matter seem to matter.
 *
 * Two corrections. Each size is replaced by 3|x| − 3 E|x + sZ| + E|x + √2 sZ|, which takes the
 * error's effect away three times over (the start of the series that undoes a smoothing): where
 * values are spread smoothly about 0, what remains is of the sixth order of the errors. It does
 * remain where many values are exactly 0. How many are is read off the values themselves
 * (`distributionOf`), and what is expected to remain is subtracted.
 */
export interface Magnitude {
  readonly measure: Measure;
  /** The plain mean of sizes, which is too large where errors are. */
  readonly plain: number;
}

export interface MagnitudeOptions {
  /**
   * How many values there are in all, of which these are a random sample; what is estimated is
   * their mean. With all of them, the errors alone remain. Infinite: those that might have been.
   */
  readonly population: number;
}

const ROOT_2_OVER_PI = 0.7978845608028654;

/** E|x + sZ|, of a standard normal Z. */
export function smoothedSize(x: number, s: number): number {
  if (s === 0) return Math.abs(x);
  const t = x / s;
  if (Math.abs(t) > 8) return Math.abs(x);
  return s * ROOT_2_OVER_PI * exp(-0.5 * t * t) + x * (2 * normalCdf(t) - 1);
}

const SQRT3 = Math.sqrt(3);

const corrected = (x: number, s: number): number =>
  3 * Math.abs(x) - 3 * smoothedSize(x, s) + smoothedSize(x, Math.SQRT2 * s);

/** What the corrected size of a value is too large by, on average. */
const remaining = (value: number, s: number): number =>
  3 * smoothedSize(value, s) -
  3 * smoothedSize(value, Math.SQRT2 * s) +
  smoothedSize(value, SQRT3 * s) -
  Math.abs(value);

/**
 * @param values rows.
 * @param errors rows: standard errors; null where values are exact.
 */
export function magnitudeOf(
  values: Float64Array,
  errors: Float64Array | null,
  { population }: MagnitudeOptions,
): Magnitude {
  const n = values.length;
  if (n === 0) return { measure: UNDEFINED, plain: 0 };
  const sizes = new Float64Array(n);
  let [whole, sum, squares] = [0, 0, 0];
  for (let row = 0; row < n; row++) {
    const size = Math.abs(values[row]);
    sizes[row] = errors && errors[row] !== 0 ? corrected(values[row], errors[row]) : size;
    whole += size;
    sum += sizes[row];
  }
  const [plain, mean] = [whole / n, sum / n];
  for (let row = 0; row < n; row++) squares += (sizes[row] - mean) * (sizes[row] - mean);
  const spread = squares / Math.max(1, n - 1);
  const exact = errors === null || errors.every((one) => one === 0);
  const { bias, noise } = exact ? { bias: 0, noise: 0 } : remainders(values, errors);
  const part = Math.min(1, n / population);
  const drawn = (1 - part) * spread;
  const variance = (drawn + part * noise) / n + bias * bias;
  const factor = smallSampleFactor(part < 1 ? n - 1 : n + 2);
  const half = n < 2 && part < 1 ? Number.POSITIVE_INFINITY : Math.sqrt(variance) * factor;
  const value = Math.max(0, mean - bias);
  // What rows that were not drawn leave open is skewed as sizes are; errors are not.
  const skewness = drawn > 0 ? skewnessOf(sizes, mean) * (drawn / (drawn + part * noise)) : 0;
  const low = !exact && mayAllBeZero(values, errors) ? 0 : Math.max(0, value - half * Z);
  const isKnown = Number.isFinite(half);
  return {
    measure: { value, low: isKnown ? low : null, high: isKnown ? value + half * reach(skewness, n) : null },
    plain,
  };
}

/**
 * By how many standard errors the interval of a mean of skewed values reaches up: a few large ones
 * make the mean, and a sample with few of them is small in its mean and in its error at once. The
 * quantile of Student's statistic by Hall's transformation (J. R. Stat. Soc. B 54, 1992), at most
 * twice as far as without skewness: further, a sample says too little of it. The lower end stays,
 * which is on the safe side.
 */
function reach(skewness: number, n: number): number {
  const g = skewness / Math.sqrt(n);
  if (g < 1e-6) return Z;
  const rest = 1 - g * (Z + g / 6);
  return rest > 0 ? Math.min(2 * Z, (3 / g) * (1 - exp(log(rest) / 3))) : 2 * Z;
}

/** Skewness of values without the bias of small samples (Fisher's G1); 0 of fewer than three. */
function skewnessOf(values: Float64Array, mean: number): number {
  const n = values.length;
  if (n < 3) return 0;
  let [squares, cubes] = [0, 0];
  for (let row = 0; row < n; row++) {
    const off = values[row] - mean;
    squares += off * off;
    cubes += off * off * off;
  }
  if (squares === 0) return 0;
  const variance = squares / n;
  return ((cubes / n / (variance * Math.sqrt(variance))) * Math.sqrt(n * (n - 1))) / (n - 2);
}

/** Whether values are no larger than errors alone make them, by a test of chi squared at 2.5 %. */
function mayAllBeZero(values: Float64Array, errors: Float64Array): boolean {
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    if (values[row] === 0) continue;
    if (errors[row] === 0) return false;
    squares += (values[row] / errors[row]) * (values[row] / errors[row]);
  }
  // Its quantile by Wilson and Hilferty.
  const n = values.length;
  const root = 1 - 2 / (9 * n) + Z * Math.sqrt(2 / (9 * n));
  return squares <= n * root * root * root;
}

/** Rows by which it is found how values are distributed; more take long and tell little. */
const MOST_ROWS = 400;

/** What remains of the bias, and the variance of a corrected size, both on average. */
function remainders(all: Float64Array, allErrors: Float64Array): { readonly bias: number; readonly noise: number } {
  const [values, errors] = [all, allErrors].map(everySo);
  const { places, weights } = distributionOf(values, errors);
  const n = values.length;
  let [bias, noise] = [0, 0];
  for (let row = 0; row < n; row++) {
    const s = errors[row];
    if (s === 0) continue;
    for (let place = 0; place < places.length; place++) {
      const weight = weights[row * places.length + place];
      if (weight < 1e-6) continue;
      const size = Math.abs(places[place]) / s;
      bias += weight * s * remainingAt(size);
      noise += weight * s * s * variationAt(size);
    }
  }
  return { bias: bias / n, noise: noise / n };
}

/** Numbers at even steps, at most `MOST_ROWS`. */
function everySo(numbers: Float64Array): Float64Array {
  const count = Math.min(MOST_ROWS, numbers.length);
  return Float64Array.from({ length: count }, (_, i) => numbers[Math.floor((i * numbers.length) / count)]);
}

/** Steps of the tables below, of values in errors. */
const STEP = 0.1;
const BEYOND = 8;

/** A function by its values at steps up to `BEYOND`, with straight lines between them. */
function tabled(of: (t: number) => number, beyond: number): (t: number) => number {
  let table: Float64Array | null = null;
  return (t) => {
    if (t >= BEYOND) return beyond;
    table ??= Float64Array.from({ length: BEYOND / STEP + 1 }, (_, i) => of(i * STEP));
    const place = t / STEP;
    const below = Math.floor(place);
    return table[below] + (place - below) * (table[below + 1] - table[below]);
  };
}

/** What is too large, in errors, of a value of `t` errors. */
const remainingAt = tabled((t) => remaining(t, 1), 0);
const variationAt = tabled(variation, 1);

/**
 * The mean square of how far the corrected size of a value of `t` errors is from its size, in
 * squared errors: its variance, and the square of what it is too large by, since that differs from
 * row to row. By Simpson's rule from −8 to 8 standard deviations.
 */
function variation(t: number): number {
  let [weight, squares] = [0, 0];
  for (let i = 0; i <= 640; i++) {
    const z = -8 + i / 40;
    const own = (i === 0 || i === 640 ? 1 : i % 2 === 1 ? 4 : 2) * exp(-0.5 * z * z);
    const off = corrected(t + z, 1) - t;
    weight += own;
    squares += own * off * off;
  }
  return squares / weight;
}
