const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const double = new Float64Array(1);
const wide = new BigInt64Array(double.buffer);

/**
 * The largest float32 below x, a float32: where a file says x < t, x ≤ below32(t) says the same.
 */
export function below32(x: number): number {
  float[0] = x;
  if (float[0] === 0) return -1.401298464324817e-45;
  if (float[0] === -Infinity) return Number.NaN;
  bits[0] += float[0] > 0 ? -1 : 1;
  return float[0];
}

/** The largest float64 below x. */
export function below64(x: number): number {
  if (x === 0) return -5e-324;
  if (x === -Infinity) return Number.NaN;
  double[0] = x;
  wide[0] += x > 0 ? -1n : 1n;
  return double[0];
}

/** The smallest float32 above x, a float32. */
export const above32 = (x: number): number => -below32(-x);

/** The smallest float64 above x. */
export const above64 = (x: number): number => -below64(-x);
