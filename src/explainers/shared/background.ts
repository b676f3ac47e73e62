import type { Numbers } from '../../numerics/numbers.ts';

/** Rows that stand for absent players. */
export interface Background {
  /** B × columns, row-major. */
  readonly rows: Numbers;
  /** B, at least 1. */
  readonly count: number;
}

/** The mean of each column. */
export function columnMeans({ rows, count }: Background, columns: number): Float64Array {
  const sum = new Float64Array(columns);
  for (let b = 0; b < count; b++) for (let c = 0; c < columns; c++) sum[c] += rows[b * columns + c];
  return sum.map((total) => total / count);
}

/**
 * The covariance of the columns, columns × columns (divided by B; only ratios matter to conditional
 * means).
 */
export function covariance({ rows, count }: Background, columns: number, mean: Float64Array): Float64Array {
  const sum = new Float64Array(columns * columns);
  for (let b = 0; b < count; b++)
    for (let i = 0; i < columns; i++) {
      const x = rows[b * columns + i] - mean[i];
      for (let j = 0; j < columns; j++) sum[i * columns + j] += x * (rows[b * columns + j] - mean[j]);
    }
  return sum.map((total) => total / count);
}
