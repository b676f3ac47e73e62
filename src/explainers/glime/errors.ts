import type { RowBlock } from '../lime/neighbourhood.ts';

// Standard errors of least squares on pairs of draws: the sandwich with a pair as a cluster, each
// pair's residuals those of a fit without it (CR3: Bell and McCaffrey, Survey Methodology 28,
// 2002).

/** Least share of a pair's noise that is assumed to remain after the fit. */
const LEAST_LEFT = 0.02;

/** How each row of a block moves the coefficients of a line, and its pair's fitted values. */
export interface Influence {
  /** By feature used: rows. */
  readonly columns: readonly Float64Array[];
  /** Rows: the leverage of each, alone and with the other of its pair. */
  readonly own: Float64Array;
  readonly shared: Float64Array;
}

/** What the influence of rows on a line depends on. */
export interface LineShape {
  /** Columns of the design that the line uses. */
  readonly columns: readonly number[];
  /** The inverse of their part of the gram matrix. */
  readonly inverse: Float64Array;
  /** Mean of each column of the design. */
  readonly mean: Float64Array;
}

/** The influence of a block's rows; `total` is the number of rows of all blocks. */
export function influenceOf({ rows, design }: RowBlock, line: LineShape, total: number, pulse: () => void): Influence {
  const { columns: used, inverse, mean } = line;
  const size = used.length;
  const own = new Float64Array(rows).fill(1 / total);
  const shared = new Float64Array(rows).fill(1 / total);
  const columns = used.map((_, j) => {
    pulse();
    const column = new Float64Array(rows);
    for (let l = 0; l < size; l++) {
      const factor = inverse[j * size + l];
      const values = design[used[l]];
      const centre = mean[used[l]];
      for (let row = 0; row < rows; row++) column[row] += factor * (values[row] - centre);
    }
    const values = design[used[j]];
    const centre = mean[used[j]];
    for (let row = 0; row < rows; row++) {
      own[row] += column[row] * (values[row] - centre);
      if ((row ^ 1) < rows) shared[row] += column[row] * (values[row ^ 1] - centre);
    }
    return column;
  });
  return { columns, own, shared };
}

/** Replaces each pair's residuals by those of a fit without the pair: (I − H)⁻¹ e. */
export function leaveOut(residuals: Float64Array, { own, shared }: Influence): void {
  for (let row = 0; row < residuals.length; row += 2) {
    const pair = row + 1 < residuals.length;
    const a = 1 - own[row];
    const d = pair ? 1 - own[row + 1] : 1;
    const b = pair ? -shared[row] : 0;
    const determinant = Math.max(a * d - b * b, LEAST_LEFT * LEAST_LEFT);
    const e = residuals[row];
    const f = pair ? residuals[row + 1] : 0;
    residuals[row] = (d * e - b * f) / determinant;
    if (pair) residuals[row + 1] = (a * f - b * e) / determinant;
  }
}

/** Sum over pairs of the square of the pair's pull at a coefficient. */
export function pulls(influence: Float64Array, residuals: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < influence.length; row += 2) {
    const pull =
      influence[row] * residuals[row] + (row + 1 < influence.length ? influence[row + 1] * residuals[row + 1] : 0);
    sum += pull * pull;
  }
  return sum;
}
