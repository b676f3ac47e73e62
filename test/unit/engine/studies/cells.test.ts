import { describe, expect, it } from 'vitest';
import { decodeRow, encodeRow, shortest } from '../../../../src/engine/studies/cells.ts';
import { createRandom } from '../../../../src/numerics/random.ts';

const columns = [
  { name: 'age', kind: 'numeric', levels: null },
  { name: 'job', kind: 'categorical', levels: ['none', 'some', '2'] },
] as const;

describe('cells', () => {
  it('reads rows as a person does and takes them back', () => {
    expect(decodeRow(Float32Array.of(Math.fround(0.1), 1), columns)).toEqual([0.1, 'some']);
    expect(decodeRow(Float32Array.of(Number.NaN, Number.NaN), columns)).toEqual([null, null]);
    expect(encodeRow([0.1, 'some'], columns)).toEqual(Float32Array.of(0.1, 1));
    expect(encodeRow(['0.1', 0], columns)).toEqual(Float32Array.of(0.1, 0));
    expect(encodeRow([null, ''], columns)).toEqual(Float32Array.of(Number.NaN, Number.NaN));
  });

  it("takes a level's name before a code", () => {
    expect(encodeRow([1, '2'], columns)[1]).toBe(2);
  });

  it('takes any word for yes and no where the levels are such words', () => {
    const flag = [{ name: 'on', kind: 'categorical', levels: ['no', 'yes'] }] as const;
    expect(['YES', 'true', 'False', 1].map((cell) => encodeRow([cell], flag)[0])).toEqual([1, 1, 0, 1]);
  });

  it.each([
    [['ten', 'some'], 'age'],
    [[1e39, 'some'], 'age'],
    [[1, 'many'], 'job'],
    [[1, 3], 'job'],
    [[1, 0.5], 'job'],
  ])('refuses %j, naming the column', (values, column) => {
    expect(() => encodeRow(values, columns)).toThrow(column);
  });

  it('refuses rows of another length', () => {
    expect(() => encodeRow([1], columns)).toThrow('1 value,');
  });

  it('writes a float32 as the shortest decimal that is it', () => {
    const random = createRandom(3);
    for (let i = 0; i < 2000; i++) {
      const value = Math.fround((random.uniform() - 0.5) * 10 ** random.integer(12));
      expect(Math.fround(shortest(value))).toBe(value);
    }
    expect(shortest(Math.fround(1169))).toBe(1169);
    expect(shortest(Math.fround(16777216))).toBe(16777216);
  });
});
