import { exp, log } from './math.ts';

const DENSITY_AT_ZERO = 0.3989422804014327;

/** Density of the standard normal distribution. */
const normalDensity = (x: number): number => DENSITY_AT_ZERO * exp(-0.5 * x * x);

/**
 * P(Z ≤ x) of the standard normal distribution. Absolute error below 1e-15, relative error below
 * 1e-12 in the lower tail. Near zero by Marsaglia's series (J. Stat. Softw. 11(4), 2004), in the
 * tails by Laplace's continued fraction of Mills' ratio.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 3) return 1 - upperTail(x);
  if (x < -3) return upperTail(-x);
  let term = x;
  let sum = x;
  for (let i = 3; Math.abs(term) > 1e-18; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + normalDensity(x) * sum;
}

/** P(Z > x) for x ≥ 3. */
function upperTail(x: number): number {
  if (x > 40) return 0;
  let fraction = x;
  for (let i = 100; i >= 1; i--) fraction = x + i / fraction;
  return normalDensity(x) / fraction;
}

/**
 * The x with P(Z ≤ x) = p. Relative error about 1e-15 (Wichura, algorithm AS 241, Appl. Statist.
 * 37, 1988). The polynomials are written out for speed: this runs for every number drawn.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    const above =
      ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r +
        45921.953931549871457) *
        r +
        13731.693765509461125) *
        r +
        1971.5909503065514427) *
        r +
        133.14166789178437745) *
        r +
      3.387132872796366608;
    const below =
      ((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r + 21213.794301586595867) *
        r +
        5394.1960214247511077) *
        r +
        687.1870074920579083) *
        r +
        42.313330701600911252) *
        r +
      1;
    return (q * above) / below;
  }
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return tail === 0 ? (q < 0 ? -Infinity : Infinity) : Number.NaN;
  const distance = Math.sqrt(-log(tail));
  const x = distance <= 5 ? middle(distance - 1.6) : far(distance - 5);
  return q < 0 ? -x : x;
}

function middle(r: number): number {
  const above =
    ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r +
      1.27045825245236838258) *
      r +
      3.64784832476320460504) *
      r +
      5.7694972214606914055) *
      r +
      4.6303378461565452959) *
      r +
    1.42343711074968357734;
  const below =
    ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r +
      0.14810397642748007459) *
      r +
      0.68976733498510000455) *
      r +
      1.6763848301838038494) *
      r +
      2.05319162663775882187) *
      r +
    1;
  return above / below;
}

function far(r: number): number {
  const above =
    ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r +
      0.026532189526576123093) *
      r +
      0.29656057182850489123) *
      r +
      1.7848265399172913358) *
      r +
      5.4637849111641143699) *
      r +
    6.6579046435011037772;
  const below =
    ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r +
      7.868691311456132591e-4) *
      r +
      0.0148753612908506148525) *
      r +
      0.13692988092273580531) *
      r +
      0.59983220655588793769) *
      r +
    1;
  return above / below;
}

/**
 * Draws from the standard normal distribution truncated to [from, to]: maps a uniform number in
 * [0, 1) to a quantile. Where the interval's probability rounds to 0, the result is the end nearest
 * to zero.
 */
export function truncatedNormal(from: number, to: number): (uniform: number) => number {
  // The lower tail keeps its relative precision, so an interval above zero is mirrored.
  const mirrored = from > 0;
  const low = mirrored ? -to : from;
  const high = mirrored ? -from : to;
  const below = normalCdf(low);
  const share = normalCdf(high) - below;
  const sign = mirrored ? -1 : 1;
  if (!(share > 0)) return () => sign * Math.min(Math.max(0, low), high);
  return (uniform) => sign * Math.min(Math.max(normalQuantile(below + uniform * share), low), high);
}
