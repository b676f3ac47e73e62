import { cholesky, inverseCholesky } from '../../numerics/linear-algebra.ts';
import { submatrix } from '../lime/lasso-path.ts';
import type { Block } from '../lime/neighbourhood.ts';
import type { centred } from '../lime/sums.ts';
import { influenceOf, leaveOut, pulls } from './errors.ts';

type Equations = ReturnType<typeof centred>;

/** Least squares of one output on some columns of a design. */
export interface Line {
  readonly columns: readonly number[];
  /** By column used. */
  readonly coefficients: Float64Array;
  /** The inverse of their part of the gram matrix. */
  readonly inverse: Float64Array;
  /** Of the output, and of each column of the design. */
  readonly level: number;
  readonly mean: Float64Array;
}

/**
 * The line that normal equations give for an output; `inverses` keeps what outputs with the same
 * columns share.
 */
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
 * rows as a cluster (`errors.ts`). `values` are the output's at each block's rows, `total` all rows
 * there are.
 */
export function squaredErrors(
  blocks: readonly Block[],
  values: (block: Block) => Float64Array,
  { columns, coefficients, inverse, level, mean }: Line,
  count: number,
  total: number,
): Float64Array {
  const squares = new Float64Array(count);
  for (const block of blocks) {
    const influence = influenceOf(block, columns, mean, inverse, total);
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
 * R² as scikit-learn's r2_score, and where nothing varies: perfect when nothing is left to explain.
 */
export function explained(
  blocks: readonly Block[],
  { mean, level }: Equations,
  output: number,
  used: readonly number[],
  coefficients: Float64Array,
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
