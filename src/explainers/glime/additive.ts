import { cholesky, solveCholesky } from '../../numerics/linear-algebra.ts';
import { sigmoid } from '../../numerics/math.ts';
import { dot, type RowBlock } from '../lime/neighbourhood.ts';

/** Predicts an output at the rows of a design. */
export type Predictor = (block: RowBlock) => Float64Array;

/** Most rows to learn from: more hardly change the predictions. */
const MOST_ROWS = 2000;
const STEPS = 12;
/** Weight of the coefficients' squares: keeps them finite where an output is 0 or 1 throughout. */
const RIDGE = 0.05;
/** No sum of effects moves further than about this in one step. */
const STRIDE = 4;
const LEAST_WEIGHT = 1e-5;

/**
 * An output between 0 and 1 as the logistic function of a sum of the design's columns, fitted to
 * the first rows by Newton's method on the quasi-likelihood (Papke and Wooldridge, Journal of
 * Applied Econometrics 11, 1996) with a small ridge. `shift` is added to the block's values to give
 * the output.
 */
export function additive(
  blocks: readonly RowBlock[],
  output: number,
  shift: number,
  pulse: () => void = () => {},
): Predictor {
  const width = blocks[0].design.length;
  const size = width + 1; // the intercept comes last
  const some = firstRows(blocks, output, shift);
  const weights = new Float64Array(size);
  for (let step = 0; step < STEPS; step++) {
    const hessian = new Float64Array(size * size);
    const gradient = new Float64Array(size);
    for (const { design, target } of some) {
      pulse();
      const rows = target.length;
      const slope = effects(design, rows, weights);
      const left = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        const mean = sigmoid(slope[row]);
        left[row] = target[row] - mean;
        slope[row] = Math.max(mean * (1 - mean), LEAST_WEIGHT);
      }
      const weighted = new Float64Array(rows);
      for (let a = 0; a < size; a++) {
        const column = design[a];
        for (let row = 0; row < rows; row++) weighted[row] = slope[row] * column[row];
        gradient[a] += dot(left, column);
        for (let b = 0; b <= a; b++) hessian[a * size + b] += dot(weighted, design[b]);
      }
    }
    for (let a = 0; a < width; a++) {
      gradient[a] -= RIDGE * weights[a];
      hessian[a * size + a] += RIDGE;
      for (let b = 0; b < a; b++) hessian[b * size + a] = hessian[a * size + b];
    }
    for (let b = 0; b < width; b++) hessian[b * size + width] = hessian[width * size + b];
    const move = solveCholesky(cholesky(hessian, size), gradient);
    const largest = move.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const length = Math.min(1, STRIDE / largest);
    for (let a = 0; a < size; a++) weights[a] += length * move[a];
    if (largest < 1e-4) break;
  }
  return ({ rows, design }) => effects([...design, new Float64Array(rows).fill(1)], rows, weights).map(sigmoid);
}

function firstRows(blocks: readonly RowBlock[], output: number, shift: number) {
  const some: { design: Float64Array[]; target: Float64Array }[] = [];
  let left = MOST_ROWS;
  for (const { rows, design, values } of blocks) {
    const count = Math.min(rows, left);
    if (count === 0) break;
    left -= count;
    some.push({
      design: [...design.map((column) => column.subarray(0, count)), new Float64Array(count).fill(1)],
      target: values[output].subarray(0, count).map((value) => value + shift),
    });
  }
  return some;
}

/** Σ weight × column. */
function effects(design: readonly Float64Array[], rows: number, weights: Float64Array): Float64Array {
  const sum = new Float64Array(rows);
  for (const [a, column] of design.entries()) {
    const weight = weights[a];
    if (weight !== 0) for (let row = 0; row < rows; row++) sum[row] += weight * column[row];
  }
  return sum;
}

/** Multiplications that a fit to rows of this width takes, at most. */
export const predictionEffort = (rows: number, width: number): number =>
  (STEPS * Math.min(rows, MOST_ROWS) * width * width) / 2;

/** Whether a fit takes few enough multiplications to be worth its time. */
export const affordable = (rows: number, width: number, outputs: number): boolean =>
  outputs * predictionEffort(rows, width) <= 1e9;
