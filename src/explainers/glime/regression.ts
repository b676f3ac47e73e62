import { cholesky, inverseCholesky } from '../../numerics/linear-algebra.ts';
import { submatrix } from '../../numerics/submatrix.ts';
import type { RowBlock } from '../lime/neighbourhood.ts';
import type { centred } from '../lime/sums.ts';
import { type Influence, influenceOf, type LineShape, leaveOut, pulls } from './errors.ts';

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

/** A line whose standard errors are asked for. */
export interface Errors {
  readonly line: Line;
  /** The output's values at a block's rows. */
  readonly values: (block: RowBlock) => Float64Array;
  /** Coefficients, from the first, that are asked about. */
  readonly count: number;
}

/**
 * Squares of the standard errors of each line's first `count` coefficients: the sandwich with a
 * pair of rows as a cluster (`errors.ts`). `total` is the number of all rows. Rows move the
 * coefficients of lines with the same columns alike, which is most of the work: it is done once for
 * these.
 */
export function squaredErrors(
  blocks: readonly RowBlock[],
  lines: readonly (Errors | null)[],
  { total, pulse }: { readonly total: number; readonly pulse: () => void },
): Float64Array[] {
  const squares = lines.map((each) => new Float64Array(each?.count ?? 0));
  for (const block of blocks) {
    const influences = new Map<Float64Array, Influence>();
    for (const [k, each] of lines.entries()) {
      if (!each) continue;
      const { columns, coefficients, level, mean, inverse } = each.line;
      const influence = influences.get(inverse) ?? influenceOf(block, each.line, total, pulse);
      influences.set(inverse, influence);
      const left = each.values(block).map((value) => value - level);
      for (const [j, column] of columns.entries()) {
        const own = block.design[column];
        for (let row = 0; row < block.rows; row++) left[row] -= coefficients[j] * (own[row] - mean[column]);
      }
      leaveOut(left, influence);
      for (let j = 0; j < each.count; j++) squares[k][j] += pulls(influence.columns[j], left);
    }
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
