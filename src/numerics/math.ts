// Elementary functions made of + − × ÷ and sqrt alone. JavaScript engines differ by an ulp in
// Math.exp, log, pow and trigonometry; games and explainers must give the same bits everywhere, so
// they use these. Accuracy: about 1 ulp. Reductions and polynomials follow fdlibm (Sun
// Microsystems, 1993).

const LN2_HI = 6.9314718036912381649e-1;
const LN2_LO = 1.90821492927058770002e-10;
const scratch = new DataView(new ArrayBuffer(8));

const TWO_TO_1023 = 8.98846567431158e307;
const TWO_TO_54 = 18014398509481984;
const TWO_TO_MINUS_54 = 5.551115123125783e-17;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** x · 2^n for whole n and x near 1: exact, or rounded once where the result is subnormal. */
function scale(x: number, n: number): number {
  if (n > 1023) return scale(x * TWO_TO_1023, n - 1023);
  if (n < -1021) return scale(x, n + 54) * TWO_TO_MINUS_54;
  scratch.setUint32(0, (n + 1023) << 20);
  scratch.setUint32(4, 0);
  return x * scratch.getFloat64(0);
}

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  if (x === 0) return 1;
  const k = Math.round(x / Math.LN2);
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  const r = hi - lo;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  return scale(1 + ((r * c) / (2 - c) - lo + hi), k);
}

/** The k of x = m · 2^k with m in (√½, √2], for finite x > 0. */
function exponent(x: number): number {
  const subnormal = x < SMALLEST_NORMAL;
  scratch.setFloat64(0, subnormal ? x * TWO_TO_54 : x);
  const k = (scratch.getUint32(0) >>> 20) - (subnormal ? 1077 : 1023);
  return mantissaAbove1() > Math.SQRT2 ? k + 1 : k;
}

/** The m of x = m · 2^k with m in (√½, √2], for finite x > 0. */
function mantissa(x: number): number {
  scratch.setFloat64(0, x < SMALLEST_NORMAL ? x * TWO_TO_54 : x);
  const m = mantissaAbove1();
  return m > Math.SQRT2 ? m / 2 : m;
}

/** The number in `scratch` with its exponent set to 0, which lies in [1, 2). */
function mantissaAbove1(): number {
  scratch.setUint32(0, (scratch.getUint32(0) & 0x000fffff) | 0x3ff00000);
  return scratch.getFloat64(0);
}

/** Natural logarithm; NaN below 0. */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  const k = exponent(x);
  const f = mantissa(x) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const t2 =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  return k * LN2_HI - (half - (s * (half + t1 + t2) + k * LN2_LO) - f);
}

/**
 * x^y for x ≥ 0; NaN below. The logarithm is computed in twice the precision (see `wideLog`), since
 * an error of one ulp in y·log x would become hundreds of ulps in the result.
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y) || x < 0) return Number.NaN;
  if (x === 0) return y > 0 ? 0 : Infinity;
  if (x === Infinity) return y > 0 ? Infinity : 0;
  if (!Number.isFinite(y)) return x > 1 === y > 0 ? Infinity : 0;
  const rough = y * log(x);
  if (rough > 710) return Infinity;
  if (rough < -746) return 0;
  const wide = times(wideLog(x), [y, 0]);
  const k = Math.round(wide[0] / Math.LN2);
  const rest = plus(wide, times([-k, 0], LN2));
  const value = exp(rest[0]);
  return scale(value + value * rest[1], k);
}

/** 1 / (1 + e^-x). */
export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)));

/** Log-odds, with p clipped to [1e-15, 1 − 1e-15] as in shap. */
export function logit(p: number): number {
  const clipped = Math.min(1 - 1e-15, Math.max(1e-15, p));
  return log(clipped / (1 - clipped));
}

/**
 * A number of about 106 bits as an unevaluated sum of two float64 (Dekker 1971), for `pow` alone.
 */
type Wide = readonly [high: number, low: number];

const LN2: Wide = [6.931471805599453e-1, 2.3190468138462996e-17];
const TWO_THIRDS: Wide = [6.666666666666666e-1, 3.700743415417188e-17];
const TWO_FIFTHS: Wide = [4e-1, -2.220446049250313e-17];

/** a + b without error, for |a| ≥ |b|. */
const joined = (a: number, b: number): Wide => {
  const sum = a + b;
  return [sum, b - (sum - a)];
};

function plus(a: Wide, b: Wide): Wide {
  const sum = a[0] + b[0];
  const shift = sum - a[0];
  const error = a[0] - (sum - shift) + (b[0] - shift);
  return joined(sum, error + a[1] + b[1]);
}

function times(a: Wide, b: Wide): Wide {
  const product = a[0] * b[0];
  const [aHigh, aLow] = halves(a[0]);
  const [bHigh, bLow] = halves(b[0]);
  const error = aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
  return joined(product, error + a[0] * b[1] + a[1] * b[0]);
}

/** A float64 as a sum of two numbers of 26 bits (Veltkamp). */
function halves(x: number): Wide {
  const shifted = x * 134217729;
  const high = shifted - (shifted - x);
  return [high, x - high];
}

/**
 * log x = k ln 2 + 2 artanh s with s = (m − 1) / (m + 1). The first three terms of the series are
 * computed wide.
 */
function wideLog(x: number): Wide {
  const m = mantissa(x);
  const numerator = m - 1;
  const denominator = plus([m, 0], [1, 0]);
  const quotient = numerator / denominator[0];
  const missing = plus([numerator, 0], times([-quotient, 0], denominator));
  const s = joined(quotient, (missing[0] + missing[1]) / denominator[0]);
  const z = times(s, s);
  let tail = 0;
  for (let odd = 31; odd >= 7; odd -= 2) tail = tail * z[0] + 2 / odd;
  const series = plus(TWO_THIRDS, times(z, plus(TWO_FIFTHS, [tail * z[0], 0])));
  const logM = plus([2 * s[0], 2 * s[1]], times(times(s, z), series));
  return plus(times([exponent(x), 0], LN2), logM);
}
