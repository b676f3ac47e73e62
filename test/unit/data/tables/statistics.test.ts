import { describe, expect, test } from 'vitest';
import { binOf, columnStatistics, MISSING_BIN } from '../../../../src/data/tables/statistics.ts';
import type { Column } from '../../../../src/data/tables/table.ts';
import { MODELS, tabularGolden, trainingRows, trainingStatistics } from '../../explainers/lime/lime-golden.ts';

const numeric: Column = { name: 'a', kind: 'numeric', levels: null };
const categorical: Column = { name: 'b', kind: 'categorical', levels: ['x', 'y', 'z'] };
const of = (values: readonly number[], column: Column) =>
  columnStatistics({ count: values.length, columns: 1, data: Float32Array.from(values) }, [column])[0];

function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  for (const [i, value] of wanted.entries())
    expect(Math.abs(found[i] - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
}

describe.each(MODELS)('training data of %s', (model) => {
  const { discretized, continuous } = tabularGolden(model).variants;
  const statistics = trainingStatistics(model);

  test('is cut as lime cuts it', () => {
    const { info } = discretized;
    for (const [j, column] of statistics.entries()) {
      expectClose(column.edges, info.bins[j]);
      expectClose(
        column.bins.map((bin) => bin.mean),
        info.means[j],
      );
      expectClose(
        column.bins.map((bin) => bin.deviation),
        info.stds[j],
      );
      expectClose(
        column.bins.map((bin) => bin.min),
        info.mins[j],
      );
      expectClose(
        column.bins.map((bin) => bin.max),
        info.maxs[j],
      );
      const present = column.bins.filter((bin) => bin.frequency > 0);
      expect(present.map((bin) => bin.value)).toEqual(info.feature_values[j]);
      expectClose(
        present.map((bin) => bin.frequency),
        info.feature_frequencies[j],
      );
    }
  });

  test('is scaled as lime scales it', () => {
    expectClose(
      statistics.map((column) => column.mean),
      continuous.info.scaler_mean,
    );
    expectClose(
      statistics.map((column) => column.deviation),
      continuous.info.scaler_scale,
    );
  });

  test('falls into the bins it is counted in', () => {
    const rows = trainingRows(model);
    for (const [j, column] of statistics.entries()) {
      const counts = new Float64Array(column.bins.length);
      for (let row = 0; row < rows.count; row++)
        counts[binOf(column.edges, rows.data[row * rows.columns + j])] += 1 / rows.count;
      expectClose(
        counts,
        column.bins.map((bin) => bin.frequency),
      );
    }
  });
});

test('equal quartiles are one edge, and a value on an edge belongs below it', () => {
  const { edges, bins } = of([0, 0, 0, 0, 0, 1, 1, 2], numeric);
  expect([...edges]).toEqual([0, 1]);
  expect(bins.map((bin) => bin.frequency)).toEqual([0.625, 0.25, 0.125]);
  expect([-1, 0, 0.5, 1, 1.5].map((value) => binOf(edges, value))).toEqual([0, 0, 1, 1, 2]);
});

test('a constant column has the deviation 1, though its mean is not exact in binary', () => {
  const constant = of(new Array(1000).fill(0.1), numeric);
  expect(constant.deviation).toBe(1);
  expect([...constant.edges]).toEqual([Math.fround(0.1)]);
  expect(constant.bins.map((bin) => [bin.frequency, bin.mean, bin.deviation])).toEqual([
    [1, Math.fround(0.1), 0],
    [0, 0, 0],
  ]);
});

test('codes are counted', () => {
  const { bins, edges, mean, deviation } = of([2, 0, 2, 2], categorical);
  expect(bins.map((bin) => [bin.value, bin.frequency])).toEqual([
    [0, 0.25],
    [2, 0.75],
  ]);
  expect([edges.length, mean, deviation]).toEqual([0, 0, 1]);
});

test.each([numeric, categorical])('empty cells are a bin of their own (%o)', (column) => {
  const { bins, min, max } = of([1, Number.NaN, 2, Number.NaN], column);
  expect([min, max]).toEqual([1, 2]);
  expect(bins.find((bin) => bin.value === MISSING_BIN)?.frequency).toBe(0.5);
  expect(bins.reduce((sum, bin) => sum + bin.frequency, 0)).toBe(1);
  expect(of([Number.NaN], column).bins.map((bin) => [bin.value, bin.frequency])).toEqual([[MISSING_BIN, 1]]);
  expect(binOf(new Float64Array(), Number.NaN)).toBe(MISSING_BIN);
});

test('a table without rows is refused', () => {
  expect(() => of([], numeric)).toThrow(expect.objectContaining({ code: 'data-too-few-rows' }));
});
