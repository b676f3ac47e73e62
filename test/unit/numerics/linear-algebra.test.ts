import { describe, expect, it } from 'vitest';
import { cholesky, inverseCholesky, solveCholesky, weightedRidge } from '../../../src/numerics/linear-algebra.ts';
import { createRandom } from '../../../src/numerics/random.ts';

const random = createRandom(3);
const normals = (count: number): Float64Array => Float64Array.from({ length: count }, random.normal);

/** X'X of a random matrix with `rows` rows. */
function gramOf(n: number, rows: number): Float64Array {
  const x = normals(rows * n);
  const gram = new Float64Array(n * n);
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) gram[i * n + j] += x[r * n + i] * x[r * n + j];
  return gram;
}

const multiply = (a: Float64Array, b: Float64Array, n: number, columns: number): Float64Array =>
  Float64Array.from({ length: n * columns }, (_, at) => {
    const [i, c] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * columns + c];
    return sum;
  });

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

describe('cholesky', () => {
  it.each([1, 2, 5, 30])('solves %i equations with several right-hand sides and inverts', (n) => {
    const matrix = gramOf(n, 2 * n + 5);
    const truth = normals(n * 3);
    const factor = cholesky(matrix, n);
    expect(factor.dependent).toBe(0);
    expect(largest(solveCholesky(factor, multiply(matrix, truth, n, 3), 3), truth)).toBeLessThan(1e-10);
    const identity = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
    expect(largest(multiply(matrix, inverseCholesky(factor), n, n), identity)).toBeLessThan(1e-10);
  });

  it('reads the lower half only', () => {
    const matrix = gramOf(4, 9);
    const half = matrix.map((value, at) => (at % 4 > Math.floor(at / 4) ? Number.NaN : value));
    expect(cholesky(half, 4)).toEqual(cholesky(matrix, 4));
  });

  it('sets the unknowns of dependent columns to 0 and still solves', () => {
    // Two independent rows: rank 2 of 5.
    const matrix = gramOf(5, 2);
    const factor = cholesky(matrix, 5);
    expect(factor.dependent).toBe(3);
    const right = multiply(matrix, normals(5), 5, 1);
    const solution = solveCholesky(factor, right);
    expect([...solution.subarray(2)]).toEqual([0, 0, 0]);
    expect(largest(multiply(matrix, solution, 5, 1), right)).toBeLessThan(1e-10);
  });
});

describe('weighted ridge', () => {
  const rows = 40;
  const columns = 4;
  const design = normals(rows * columns);
  const weights = Float64Array.from({ length: rows }, random.uniform);
  const slopes = [
    [1, -2, 0.5, 3],
    [0, 1, 1, -1],
  ];
  const intercepts = [2, -7];
  const exactly = Float64Array.from({ length: rows * 2 }, (_, at) => {
    const [i, k] = [Math.floor(at / 2), at % 2];
    return slopes[k].reduce((sum, slope, j) => sum + slope * design[i * columns + j], intercepts[k]);
  });

  it('finds coefficients and intercepts of exact data, for each output', () => {
    const fit = weightedRidge({
      rows,
      columns,
      outputs: 2,
      design,
      targets: exactly,
      weights,
      alpha: 0,
      intercept: true,
    });
    expect(largest(fit.coefficients, slopes.flat())).toBeLessThan(1e-12);
    expect(largest(fit.intercepts, intercepts)).toBeLessThan(1e-12);
    expect(largest(fit.scores, [1, 1])).toBeLessThan(1e-12);
  });

  it.each([true, false])('makes the gradient of the penalised loss 0 (intercept %s)', (intercept) => {
    const targets = normals(rows);
    const alpha = 1.5;
    const fit = weightedRidge({ rows, columns, outputs: 1, design, targets, weights, alpha, intercept });
    const slope = fit.coefficients.map((beta) => alpha * beta);
    let level = 0;
    for (let i = 0; i < rows; i++) {
      let residual = fit.intercepts[0] - targets[i];
      for (let j = 0; j < columns; j++) residual += fit.coefficients[j] * design[i * columns + j];
      for (let j = 0; j < columns; j++) slope[j] += weights[i] * residual * design[i * columns + j];
      level += weights[i] * residual;
    }
    expect(largest(slope, [0, 0, 0, 0])).toBeLessThan(1e-12);
    if (intercept) expect(Math.abs(level)).toBeLessThan(1e-12);
    else expect(fit.intercepts[0]).toBe(0);
  });

  it('counts a row of weight 2 as two rows and ignores weight 0', () => {
    const targets = normals(rows);
    const twice = weightedRidge({
      rows: 4,
      columns: 2,
      outputs: 1,
      design: design.subarray(0, 8),
      targets: targets.subarray(0, 4),
      weights: [2, 1, 1, 0],
      alpha: 0.1,
      intercept: true,
    });
    const order = [0, 0, 1, 2];
    const repeated = weightedRidge({
      rows: 4,
      columns: 2,
      outputs: 1,
      design: order.flatMap((i) => [design[2 * i], design[2 * i + 1]]),
      targets: order.map((i) => targets[i]),
      weights: [1, 1, 1, 1],
      alpha: 0.1,
      intercept: true,
    });
    expect(largest(twice.coefficients, repeated.coefficients)).toBeLessThan(1e-12);
    expect(largest(twice.scores, repeated.scores)).toBeLessThan(1e-12);
  });

  it('survives a constant and a repeated predictor, and a constant target', () => {
    const doubled = Array.from({ length: rows }, (_, i) => [design[i * columns], 5, design[i * columns]]).flat();
    const targets = Float64Array.from({ length: rows * 2 }, (_, at) =>
      at % 2 === 0 ? 3 * design[Math.floor(at / 2) * columns] + 1 : 4,
    );
    const fit = weightedRidge({
      rows,
      columns: 3,
      outputs: 2,
      design: doubled,
      targets,
      weights,
      alpha: 0,
      intercept: true,
    });
    expect(largest(fit.coefficients, [3, 0, 0, 0, 0, 0])).toBeLessThan(1e-9);
    expect(largest(fit.intercepts, [1, 4])).toBeLessThan(1e-9);
    expect(fit.scores[1]).toBe(0);
  });
});
