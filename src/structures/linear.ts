import type { Numbers, Precision } from '../numerics/numbers.ts';

/** A linear model: K raw outputs, each an intercept plus a weighted sum of the columns. */
export interface Linear {
  /** Columns of a row. */
  readonly columns: number;
  /** float32: rows are first rounded to it. */
  readonly precision: Precision;
  /** K raw outputs. */
  readonly outputs: number;
  /** K × columns, row-major. */
  readonly coefficients: Float64Array;
  /** K. */
  readonly intercepts: Float64Array;
  /** For each column, what replaces a missing value; null where NaN makes the outputs NaN. */
  readonly missing: Float64Array | null;
}

/** Raw outputs (rows × K) of row-major rows, summed in float64 in the order of the columns. */
export function predictLinear(linear: Linear, rows: Numbers, count: number): Float64Array {
  const { columns, outputs, coefficients, intercepts, missing } = linear;
  const round = linear.precision === 'float32' && rows instanceof Float64Array;
  const raw = new Float64Array(count * outputs);
  for (let row = 0; row < count; row++) {
    for (let k = 0; k < outputs; k++) {
      let sum = intercepts[k];
      for (let c = 0; c < columns; c++) {
        const given = rows[row * columns + c];
        const x = missing !== null && Number.isNaN(given) ? missing[c] : given;
        sum += coefficients[k * columns + c] * (round ? Math.fround(x) : x);
      }
      raw[row * outputs + k] = sum;
    }
  }
  return raw;
}
