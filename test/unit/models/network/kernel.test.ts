import { describe, expect, test } from 'vitest';
import { type Kernel, openKernel, reserve } from '../../../../src/models/network/kernel.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { plainKernel } from '../../../support/network-kernel.ts';

/** Both kernels with these numbers from address 0 on; what `run` makes of them, `size` numbers from `at`. */
async function both(numbers: Float32Array, run: (kernel: Kernel) => void, at = 0, size = numbers.length) {
  return [await openKernel(), plainKernel()].map((kernel) => {
    reserve(kernel, 2 ** 18);
    new Float32Array(kernel.memory.buffer).set(numbers);
    run(kernel);
    return new Float32Array(kernel.memory.buffer, at, size).slice();
  });
}

const random = createRandom(7);
const normals = (count: number, by = 1) => Float32Array.from({ length: count }, () => by * random.normal());
const special = [0, -0, 1e-40, -1e-40, 88, 89, -87.3, -88, -200, 200, 1e30, -1e30, Infinity, -Infinity, NaN, 0.5];

describe('the same bits as in TypeScript', () => {
  test.each([
    ['exp', (kernel: Kernel, size: number) => kernel.exp(0, size)],
    ['logistic', (kernel: Kernel, size: number) => kernel.logistic(0, size)],
    ['tanh', (kernel: Kernel, size: number) => kernel.tanh(0, size)],
    ['leaky', (kernel: Kernel, size: number) => kernel.leaky(0, size, 0.01)],
    ['elu', (kernel: Kernel, size: number) => kernel.elu(0, size, 0.7)],
  ])('%s', async (_, run) => {
    const numbers = Float32Array.from([...special, ...normals(4096), ...normals(4096, 20)]);
    const [own, plain] = await both(numbers, (kernel) => run(kernel, 4 * numbers.length));
    expect(own).toEqual(plain);
    expect(new Set(own).size).toBeGreaterThan(1000);
  });

  test.each([
    [4, 4, 4],
    [8, 16, 8],
    [12, 64, 32],
    [96, 32, 12],
    [4, 20, 28],
  ])('dense: %i rows, %i inputs, %i units', async (rows, inputs, units) => {
    const numbers = normals(rows * inputs + inputs * units + units + rows * units);
    const [weights, bias] = [4 * rows * inputs, 4 * (rows * inputs + inputs * units)];
    const to = bias + 4 * units;
    for (const floor of [0, Number.NEGATIVE_INFINITY]) {
      const [own, plain] = await both(
        numbers,
        (kernel) => kernel.dense(to, 0, rows, 4 * inputs, 4 * units, weights, bias, floor),
        to,
        rows * units,
      );
      expect(own).toEqual(plain);
      expect(new Set(own).size).toBeGreaterThan(4);
    }
  });

  test.each([0, 1, 2, 7])('combine: %i players', async (count) => {
    const [size, stride] = [48, 64];
    const numbers = normals(1024);
    const [start, changes, to] = [0, 4 * 128, 4 * 960];
    for (const sign of [1, -1]) {
      const [own, plain] = await both(
        numbers,
        (kernel) => {
          const players = 2 ** 17;
          const offsets = Int32Array.from({ length: count }, (_, i) => 4 * stride * (2 * i));
          new Int32Array(kernel.memory.buffer, players, count).set(offsets);
          kernel.combine(to, start, changes, players, count, 4 * size, sign, 0);
        },
        to,
        size,
      );
      expect(own).toEqual(plain);
      expect(new Set(own).size).toBeGreaterThan(4);
    }
  });
});

test.each([
  ['exp', Math.exp],
  ['logistic', (x: number) => 1 / (1 + Math.exp(-x))],
  ['tanh', Math.tanh],
] as const)('%s is right to the last bits of single precision', async (name, right) => {
  const numbers = Float32Array.from({ length: 8192 }, (_, i) => (i - 4096) / 512 + 1e-4);
  const kernel = await openKernel();
  new Float32Array(kernel.memory.buffer).set(numbers);
  kernel[name](0, 4 * numbers.length);
  const found = new Float32Array(kernel.memory.buffer, 0, numbers.length);
  const worst = numbers.reduce((most, x, i) => Math.max(most, Math.abs(found[i] / right(x) - 1)), 0);
  expect(worst).toBeLessThan(4 * 2 ** -23);
});
