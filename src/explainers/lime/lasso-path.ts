import { cholesky, solveCholesky } from '../../numerics/linear-algebra.ts';
import { submatrix } from '../../numerics/submatrix.ts';

/** scikit-learn ends the path where the largest correlation per observation is this small. */
const FLAT = 1.1920928955078125e-7;
const DEGENERATE = 1e-7;
const LONGEST = 500;

/** Centred least squares of one output on n variables. */
export interface LeastSquares {
  /** X'X, n × n. */
  readonly gram: Float64Array;
  /** X'y, n. */
  readonly products: Float64Array;
  /** Number of observations. */
  readonly rows: number;
}

/** One knot of the path: the variables with a coefficient other than 0, in increasing order. */
export type Knot = readonly number[];

/**
 * Knots of the lasso path of centred least squares, from no variable to the least squares solution,
 * by least angle regression with the lasso's dropping of variables (Efron, Hastie, Johnstone and
 * Tibshirani, Ann. Statist. 32, 2004). `visit` receives the coefficients at each knot after the
 * first. Without `drops` it is plain least angle regression. Reference: scikit-learn's lars_path.
 */
export function lassoPath(
  { gram, products, rows }: LeastSquares,
  { drops = true, visit }: { drops?: boolean; visit?: (coefficients: Float64Array) => void } = {},
): Knot[] {
  const n = products.length;
  const coefficients = new Float64Array(n);
  const correlations = products.slice();
  const active: number[] = [];
  const signs: number[] = [];
  const left = new Set(Array.from({ length: n }, (_, index) => index));
  const knots: Knot[] = [[]];
  let dropped = false;
  while (knots.length <= LONGEST) {
    let next = -1;
    let largest = 0;
    for (const j of left) {
      if (Math.abs(correlations[j]) > largest) {
        largest = Math.abs(correlations[j]);
        next = j;
      }
    }
    if (next < 0 || largest / rows <= FLAT) break;
    if (!dropped) {
      left.delete(next);
      if (isDegenerate(gram, n, [...active, next])) continue;
      active.push(next);
      signs.push(Math.sign(correlations[next]));
    }

    const size = active.length;
    const factor = cholesky(submatrix(gram, n, active), size);
    const direction = solveCholesky(factor, Float64Array.from(signs));
    let norm = 0;
    for (let a = 0; a < size; a++) norm += direction[a] * signs[a];
    const pace = 1 / Math.sqrt(norm);
    for (let a = 0; a < size; a++) direction[a] *= pace;
    const slope = (j: number): number => active.reduce((sum, k, a) => sum + gram[j * n + k] * direction[a], 0);

    let step = largest / pace;
    for (const j of left) {
      const along = slope(j);
      for (const candidate of [
        (largest - correlations[j]) / (pace - along),
        (largest + correlations[j]) / (pace + along),
      ]) {
        if (candidate > 0 && candidate < step) step = candidate;
      }
    }
    let drop = -1;
    for (let a = 0; drops && a < size; a++) {
      const zero = -coefficients[active[a]] / direction[a];
      if (zero > 0 && zero < step) {
        step = zero;
        drop = a;
      }
    }
    for (let j = 0; j < n; j++) correlations[j] -= step * slope(j);
    for (let a = 0; a < size; a++) coefficients[active[a]] += step * direction[a];
    dropped = drop >= 0;
    if (dropped) {
      coefficients[active[drop]] = 0;
      left.add(active[drop]);
      active.splice(drop, 1);
      signs.splice(drop, 1);
    }
    visit?.(coefficients);
    knots.push(active.filter((j) => coefficients[j] !== 0).sort((a, b) => a - b));
    if (left.size === 0) break;
  }
  return knots;
}

/** Whether the last of `chosen` is a combination of the others. */
function isDegenerate(gram: Float64Array, n: number, chosen: readonly number[]): boolean {
  const { lower } = cholesky(submatrix(gram, n, chosen), chosen.length, 0);
  return lower[chosen.length * chosen.length - 1] < DEGENERATE;
}
