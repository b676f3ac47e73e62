import { expect, test } from 'vitest';
import { type SignRows, signRows } from '../../../../src/explainers/gp-shap/kernel.ts';
import { CODES, FACTORS, pairKernel, plainPairKernel, SUMS } from '../../../../src/explainers/gp-shap/pair-kernel.ts';
import { eachRow, formsOf } from '../../../../src/explainers/gp-shap/row-pairs.ts';
import { add, coalitionsOf } from '../../../../src/games/coalitions.ts';
import { createRandom, type Random } from '../../../../src/numerics/random.ts';

const numbers = (count: number, random: Random): Float64Array => Float64Array.from({ length: count }, random.normal);

const bits = (all: Float64Array): BigUint64Array => new BigUint64Array(all.buffer);

/** Rows of m players who are there or not by chance. */
function someRows(m: number, count: number, random: Random): SignRows {
  const coalitions = coalitionsOf(m, count);
  for (let row = 0; row < count; row++) for (let j = 0; j < m; j++) if (random.uniform() < 0.5) add(coalitions, row, j);
  return signRows(m, [coalitions], true);
}

const signOf = ({ signs, m }: SignRows, a: number, b: number, j: number): number => signs[a * m + j] * signs[b * m + j];

test('with WebAssembly and without, the bits are the same', () => {
  const random = createRandom(1);
  const [count, chunks, width] = [37, 3, 304];
  const codes = 5 * width;
  const tables = codes + 240;
  const bytes = tables + 8 * chunks * CODES * FACTORS;
  const kernels = [pairKernel(bytes), plainPairKernel(bytes)];
  expect('grow' in kernels[0].memory).toBe(true);
  const own = Uint16Array.from({ length: count * chunks }, () => random.integer(CODES));
  const table = numbers(chunks * CODES * FACTORS, random);
  const given = numbers(3 * (width / 8), random);
  const [combined, distributed] = ['combine', 'distribute'].map((name) =>
    kernels.map((kernel) => {
      const { buffer } = kernel.memory;
      const arrays = new Float64Array(buffer, 0, 5 * (width / 8)).fill(0);
      new Uint16Array(buffer, codes, own.length).set(own);
      const places = new Float64Array(buffer, tables, table.length);
      places.set(table);
      if (name === 'distribute') arrays.set(given);
      for (const count of [0, 1, 37])
        kernel[name as 'combine' | 'distribute'](codes + 2 * 36 * chunks, codes, count, chunks, tables, 0, width);
      return (name === 'combine' ? arrays : places.subarray(0, chunks * CODES * SUMS)).slice();
    }),
  );
  expect(bits(combined[0])).toEqual(bits(combined[1]));
  expect(bits(distributed[0])).toEqual(bits(distributed[1]));
  expect(distributed[0]).not.toEqual(table.subarray(0, distributed[0].length));
});

test.each([1, 9, 10, 11, 25])('of %i players, products and sums are those of the definition', (m) => {
  const random = createRandom(m);
  const rows = someRows(m, 6, random);
  const t = () => Float64Array.from({ length: m }, random.uniform);
  const low = t();
  for (const components of [[], [{ weight: 1, t: t() }], [0, 1].map(() => ({ weight: 1, t: t() }))]) {
    let seen = 0;
    eachRow(rows, { low, components }, (a, { odd, even, low: sums }) => {
      for (let b = 0; b <= a; b++, seen++) {
        components.forEach(({ t: own }, q) => {
          let [plus, minus] = [1, 1];
          own.forEach((each, j) => {
            plus *= 1 + each * signOf(rows, a, b, j);
            minus *= 1 - each * signOf(rows, a, b, j);
          });
          expect(odd[q][b]).toBeCloseTo((plus - minus) / 2, 9);
          expect(even[q][b]).toBeCloseTo((plus + minus) / 2, 9);
        });
        expect(sums[b]).toBeCloseTo(
          low.reduce((sum, each, j) => sum + each * signOf(rows, a, b, j), 0),
          12,
        );
      }
    });
    expect(seen).toBe((rows.count * (rows.count + 1)) / 2);
  }
  const w = [0, 1, 2].map(() => numbers(rows.count * rows.count, random));
  const forms = formsOf(rows, (a, given) => {
    given.forEach((own, k) => {
      for (let b = 0; b <= a; b++) own[b] = w[k][a * rows.count + b];
    });
  });
  w.forEach((own, k) => {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let a = 0; a < rows.count; a++)
        for (let b = 0; b <= a; b++) sum += own[a * rows.count + b] * signOf(rows, a, b, j);
      expect(forms[k][j]).toBeCloseTo(sum, 11);
    }
  });
});
