import { cholesky, inverseCholesky } from '../../numerics/linear-algebra.ts';
import { submatrix } from '../../numerics/submatrix.ts';
import type { RowBlock } from '../lime/neighbourhood.ts';
import type { centred } from '../lime/sums.ts';
import { influenceOf, type LineShape, leaveOut, pulls } from './errors.ts';

type Equations = ReturnType<typeof centred>;

/** Least squares of one output on some columns of a design. */
export interface Line extends LineShape {
  /** By column used. */
  readonly coefficients: Float64Array;
  /** Mean of the output. */
  readonly level: number;
}

/** An output's line by the normal equations; outputs with the same columns share `inverses`. */
export function lineOf(
  { features, outputs, gram, products, level, mean }: Equations,
  output: number,
  columns: readonly number[],
  inverses: Map<string, Float64Array>,
): Line {
  const key = columns.join();
  const inverse = inverses.get(key) ?? inverseCholesky(cholesky(submatrix(gram, features, columns), columns.length));
  inverses.set(key, inverse);
  const size = columns.length;
  const coefficients = new Float64Array(size);
  for (let j = 0; j < size; j++)
    for (let l = 0; l < size; l++) coefficients[j] += inverse[j * size + l] * products[columns[l] * outputs + output];
  return { columns, coefficients, inverse, level: level[output], mean };
}

/** The line's value where every column of the design is 0. */
export const atOrigin = ({ columns, coefficients, level, mean }: Line): number =>
  columns.reduce((sum, column, j) => sum - coefficients[j] * mean[column], level);

/**
 * Squares of the standard errors of the first `count` coefficients: the sandwich with a pair of
 * rows as a cluster (`errors.ts`). `values` are the output's at each block's rows, `total` is the
 * number of all rows.
 */
export function squaredErrors(
  blocks: readonly RowBlock[],
  values: (block: RowBlock) => Float64Array,
  line: Line,
  { count, total, pulse }: { readonly count: number; readonly total: number; readonly pulse: () => void },
): Float64Array {
  const { columns, coefficients, level, mean } = line;
  const squares = new Float64Array(count);
  for (const block of blocks) {
    const influence = influenceOf(block, line, total, pulse);
    const left = values(block).map((value) => value - level);
    for (const [j, column] of columns.entries()) {
      const own = block.design[column];
      for (let row = 0; row < block.rows; row++) left[row] -= coefficients[j] * (own[row] - mean[column]);
    }
    leaveOut(left, influence);
    for (let j = 0; j < count; j++) squares[j] += pulls(influence.columns[j], left);
  }
  return squares;
}

/**
 * R² as in scikit-learn's r2_score: where nothing varies, 1 if nothing is left to explain, else 0.
 */
export function explained(
  blocks: readonly RowBlock[],
  { mean, level }: Equations,
  output: number,
  { used, coefficients }: { readonly used: readonly number[]; readonly coefficients: Float64Array },
): number {
  let spread = 0;
  let left = 0;
  for (const block of blocks) {
    const rest = block.values[output].map((value) => value - level[output]);
    for (const value of rest) spread += value * value;
    for (const j of used)
      for (let row = 0; row < block.rows; row++) rest[row] -= coefficients[j] * (block.design[j][row] - mean[j]);
    for (const value of rest) left += value * value;
  }
  return spread > 0 ? 1 - left / spread : left > 0 ? 0 : 1;
}
