import { describe, expect, it } from 'vitest';
import { decodeRow, encodeRow, shortest } from '../../../../src/engine/studies/cells.ts';
import { takenNumbers } from '../../../../src/models/bind/index.ts';
import type { ElementType } from '../../../../src/models/model.ts';
import { createRandom } from '../../../../src/numerics/random.ts';

const columns = [
  { name: 'age', kind: 'numeric', levels: null },
  { name: 'job', kind: 'categorical', levels: ['none', 'some', '2'] },
] as const;

/** How a model takes rows of this many columns. */
const reading = (type: ElementType, count: number) => ({
  named: new Map(),
  taken: takenNumbers({
    kind: 'tabular',
    inputs: [{ name: 'x', type, shape: 'matrix', columns: [...Array(count).keys()], levels: null }],
    batch: null,
    output: 'y',
    outputs: 1,
  }),
});
const singles = reading('float32', 2);

describe('cells', () => {
  it('reads rows as a person does and takes them back', () => {
    expect(decodeRow(Float32Array.of(Math.fround(0.1), 1), columns, singles.taken)).toEqual([0.1, 'some']);
    expect(decodeRow(Float32Array.of(Number.NaN, Number.NaN), columns, singles.taken)).toEqual([null, null]);
    expect(encodeRow([0.1, 'some'], columns, singles)).toEqual(Float64Array.of(0.1, 1));
    expect(encodeRow(['0.1', 0], columns, singles)).toEqual(Float64Array.of(0.1, 0));
    expect(encodeRow([null, ''], columns, singles)).toEqual(Float64Array.of(Number.NaN, Number.NaN));
  });

  it("takes a level's name before a code", () => {
    expect(encodeRow([1, '2'], columns, singles)[1]).toBe(2);
  });

  it('takes any word for yes and no where the levels are such words', () => {
    const flag = [{ name: 'on', kind: 'categorical', levels: ['no', 'yes'] }] as const;
    expect(['YES', 'true', 'False', 1].map((cell) => encodeRow([cell], flag, reading('float32', 1))[0])).toEqual([
      1, 1, 0, 1,
    ]);
  });

  it.each([
    [['ten', 'some'], 'age'],
    [[1e39, 'some'], 'age'],
    [[1, 'many'], 'job'],
    [[1, 3], 'job'],
    [[1, 0.5], 'job'],
  ])('refuses %j, naming the column', (values, column) => {
    expect(() => encodeRow(values, columns, singles)).toThrow(column);
  });

  it('refuses rows of another length', () => {
    expect(() => encodeRow([1], columns, singles)).toThrow('1 value,');
  });

  it('writes a float32 as the shortest decimal that is it', () => {
    const random = createRandom(3);
    for (let i = 0; i < 2000; i++) {
      const value = Math.fround((random.uniform() - 0.5) * 10 ** random.integer(12));
      expect(Math.fround(shortest(value, 'float32'))).toBe(value);
    }
    expect(shortest(Math.fround(1169), 'float32')).toBe(1169);
    expect(shortest(Math.fround(16777216), 'float32')).toBe(16777216);
  });

  it('writes numbers in all their digits where the model reads them', () => {
    const time = 1_700_000_128;
    expect(Math.fround(time)).toBe(time);
    const pair = [columns[0], columns[0]];
    const shown = (row: Float32Array | Float64Array, type: ElementType) => decodeRow(row, pair, reading(type, 2).taken);
    expect(shown(Float32Array.of(time, 0.1), 'float32')).toEqual([1_700_000_100, 0.1]);
    expect(shown(Float32Array.of(time, 0.5), 'float64')).toEqual([time, 0.5]);
    expect(shown(Float32Array.of(time, 0.1), 'int64')).toEqual([time, 0.1]);
    expect(shown(Float64Array.of(time + 1, 0.1), 'float64')).toEqual([time + 1, 0.1]);
    expect(encodeRow([time + 1, 0.1], pair, reading('float64', 2))).toEqual(Float64Array.of(time + 1, 0.1));
  });

  it.each([
    ['uint8', '0', '255', ['256', -1, 0.5]],
    ['int32', '-2147483648', '2147483647', ['2147483648', 2 ** 31, -(2 ** 31) - 1, 2.5, '2.5', 'ten']],
    ['int64', '-9007199254740991', '9007199254740991', ['9007199254740993', 2 ** 63, 2.5, '-0.5', 'ten']],
  ] as const)('refuses what is no whole number that %s holds', (type, least, most, wrong) => {
    const one = [columns[0]];
    for (const cell of [least, most, Number(most), '2.0'])
      expect(encodeRow([cell], one, reading(type, 1))[0]).toBe(Number(cell));
    for (const cell of wrong)
      expect(() => encodeRow([cell], one, reading(type, 1))).toThrow(`a whole number from ${least} to ${most}`);
  });
});
