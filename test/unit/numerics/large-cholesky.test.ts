import { expect, test } from 'vitest';
import * as large from '../../../src/numerics/large-cholesky.ts';
import { matrixKernel } from '../../../src/numerics/matrix-kernel.ts';
import * as plain from '../../../src/numerics/plain-cholesky.ts';
import { createRandom } from '../../../src/numerics/random.ts';

/** A symmetric positive definite matrix: squares of distances, and something on the diagonal. */
function matrixOf(n: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const columns = n + 3;
  const root = Float64Array.from({ length: n * columns }, () => random.normal());
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < columns; k++) matrix[i * n + j] += root[i * columns + k] * root[j * columns + k];
      if (i === j) matrix[i * n + j] += 0.1;
    }
  return matrix;
}

const bits = (numbers: Float64Array): BigUint64Array => new BigUint64Array(numbers.slice().buffer);
const sizes = [1, 3, 15, 16, 17, 18, 19, 20, 33, 66, 131];

test('WebAssembly does the work', () => expect(matrixKernel(8)).not.toBeNull());

test.each(sizes)('the bits of %i rows are those of plain loops', (n) => {
  const matrix = matrixOf(n, n);
  const [ours, theirs] = [matrix.slice(), matrix.slice()];
  expect(large.factorInPlace(ours, n)).toBe(true);
  expect(plain.factorInPlace(theirs, n)).toBe(true);
  expect(bits(ours)).toEqual(bits(theirs));

  const columns = 23;
  const random = createRandom(1);
  const right = Float64Array.from({ length: n * columns }, () => random.normal());
  const [x, y] = [right.slice(), right.slice()];
  large.solveLower(ours, n, x, columns);
  plain.solveLower(theirs, n, y, columns);
  expect(bits(x)).toEqual(bits(y));

  const [u, v] = [new Float64Array(n * n).fill(7), new Float64Array(n * n).fill(7)];
  large.inverseTransposed(ours, n, u);
  plain.inverseTransposed(theirs, n, v);
  expect(bits(u)).toEqual(bits(v));

  const [p, q] = [new Float64Array(n * n), new Float64Array(n * n)];
  large.inverseProduct(u, n, p);
  plain.inverseProduct(v, n, q);
  expect(bits(p)).toEqual(bits(q));
  // And it is the inverse.
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += matrix[i * n + k] * p[Math.max(k, j) * n + Math.min(k, j)];
      expect(sum).toBeCloseTo(i === j ? 1 : 0, 8);
    }
});

test.each([0, 7, 16, 41, 65])('a matrix whose pivot %i is not positive has no factor', (at) => {
  const n = 66;
  const matrix = matrixOf(n, 5);
  matrix[at * n + at] = -1;
  expect(large.factorInPlace(matrix, n)).toBe(false);
});

test('what pulse throws breaks off, and the next matrix is right', () => {
  const n = 64;
  const matrix = matrixOf(n, 9);
  let calls = 0;
  const pulse = (): void => {
    calls += 1;
    if (calls === 5) throw new Error('enough');
  };
  expect(() => large.factorInPlace(matrix.slice(), n, pulse)).toThrow('enough');
  const [ours, theirs] = [matrix.slice(), matrix.slice()];
  large.factorInPlace(ours, n);
  plain.factorInPlace(theirs, n);
  expect(bits(ours)).toEqual(bits(theirs));
});

test('a larger matrix after a smaller one is as right', () => {
  for (const n of [20, 300, 24]) {
    const matrix = matrixOf(n, n);
    const theirs = matrix.slice();
    large.factorInPlace(matrix, n);
    plain.factorInPlace(theirs, n);
    expect(bits(matrix)).toEqual(bits(theirs));
  }
});
