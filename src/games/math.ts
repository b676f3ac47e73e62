// Elementary functions made of + − × ÷ and sqrt only. JavaScript engines differ by an ulp in Math.exp, log, pow and
// trigonometry; games and explainers must give the same bits everywhere, so they take these. Accuracy: about 1 ulp.
// Reductions and polynomials after fdlibm (Sun Microsystems, 1993).

const LN2_HI = 6.93147180369123816490e-1;
const LN2_LO = 1.90821492927058770002e-10;
const scratch = new DataView(new ArrayBuffer(8));

/** x · 2^n for whole n, exact unless it underflows. */
function scale(x: number, n: number): number {
  if (n > 1023) return scale(x * 2 ** 1023, n - 1023);
  if (n < -1022) return scale(x * 2 ** -1022, n + 1022);
  scratch.setUint32(0, (n + 1023) << 20);
  scratch.setUint32(4, 0);
  return x * scratch.getFloat64(0);
}

/** e to the x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  if (x === 0) return 1;
  const k = Math.round(x / 0.6931471805599453);
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
            t * (6.61375632143793436117e-5 + t * (-1.65339022054652515390e-6 + t * 4.13813679705723846039e-8))));
  return scale(1 + ((r * c) / (2 - c) - lo + hi), k);
}

/** Natural logarithm. */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  let k = 0;
  let value = x;
  if (value < 2.2250738585072014e-308) {
    value *= 18014398509481984; // 2^54
    k -= 54;
  }
  scratch.setFloat64(0, value);
  const high = scratch.getUint32(0);
  k += (high >>> 20) - 1023;
  scratch.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let m = scratch.getFloat64(0);
  if (m > 1.4142135623730951) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const t2 = z * (6.666666666666735130e-1 + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  return k * LN2_HI - (half - (s * (half + t1 + t2) + k * LN2_LO) - f);
}

/** x to the y, for x > 0. */
export const pow = (x: number, y: number): number => (x === 0 ? (y === 0 ? 1 : 0) : exp(y * log(x)));

/** 1 / (1 + e^-x). */
export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)));

/** Log-odds, with p clipped to [1e-15, 1 - 1e-15] as shap clips it. */
export function logit(p: number): number {
  const clipped = Math.min(1 - 1e-15, Math.max(1e-15, p));
  return log(clipped / (1 - clipped));
}
