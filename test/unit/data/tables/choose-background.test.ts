import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { chooseBackground } from '../../../../src/data/tables/choose-background.ts';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { tableFrom } from '../../../../src/data/tables/recognise.ts';
import type { Table } from '../../../../src/data/tables/table.ts';
import { completeRows, takeRows } from '../../../../src/data/tables/table-rows.ts';
import { takeColumns } from '../../../../src/data/tables/take-columns.ts';
import type { Rows } from '../../../../src/games/game.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { tableRows } from '../../support/table-rows.ts';

// A busy machine may take its time over many draws.
vi.setConfig({ testTimeout: 60_000 });

const cancer = tableFrom(parseCsv(readFileSync('public/examples/breast-cancer/data.csv'), 'data.csv'), null).table;

function tableOf(rows: number[][], kinds: ('numeric' | 'categorical')[] = rows[0].map(() => 'numeric')): Table {
  const columns = kinds.map((kind, index) => ({
    name: `c${index}`,
    kind,
    levels: kind === 'numeric' ? null : ['a', 'b', 'c', 'd'],
  }));
  return {
    file: 'x.csv',
    columns,
    rows: tableRows(Float32Array.from(rows.flat()), kinds.length),
  };
}

const listed = ({ count, columns, data }: Rows): number[][] =>
  Array.from({ length: count }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]);

const numbers = (count: number): Table => tableOf(Array.from({ length: count }, (_, row) => [row, 2 * row]));

describe('sample', () => {
  const choose = async (seed: number) =>
    listed(await chooseBackground(cancer, { method: 'sample', rows: 100 }, createRandom(seed), true));

  test('rows of the table, each at most once, in its order, by the seed', async () => {
    const all = listed(cancer.rows).map(String);
    const places = (await choose(3)).map((row) => all.indexOf(String(row)));
    expect(places).toHaveLength(100);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThanOrEqual(0);
    expect(await choose(3)).toEqual(await choose(3));
    expect(await choose(4)).not.toEqual(await choose(3));
  });

  test('every row has the same chance', async () => {
    const times = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 3000; seed++) {
      for (const [row] of listed(
        await chooseBackground(numbers(10), { method: 'sample', rows: 4 }, createRandom(seed), true),
      ))
        times[row]++;
    }
    // 3,000 draws of 4 in 10: mean 1,200, standard deviation 27.
    for (const time of times) expect(Math.abs(time - 1200)).toBeLessThan(120);
  });
});

describe('k-means', () => {
  test('finds clusters apart, in values that the data holds', async () => {
    const random = createRandom(5);
    const middles = [
      [0, 0],
      [100, 1],
      [0, 3],
      [100, 4],
    ];
    const table = tableOf(
      Array.from({ length: 400 }, (_, row) => [
        middles[row % 4][0] + random.normal(),
        middles[row % 4][1] + random.normal() / 50,
      ]),
    );
    const centres = listed(await chooseBackground(table, { method: 'k-means', rows: 4 }, createRandom(0), true)).sort(
      (a, b) => a[1] - b[1],
    );
    for (const [index, centre] of centres.entries()) {
      expect(Math.abs(centre[0] - middles[index][0])).toBeLessThan(0.6);
      expect(Math.abs(centre[1] - middles[index][1])).toBeLessThan(0.02);
      for (const [column, value] of centre.entries())
        expect(table.rows.data.filter((_, at) => at % 2 === column)).toContain(value);
    }
  });

  test('is nearer to the data than a sample, and the same for a seed', async () => {
    const choose = (method: 'sample' | 'k-means') =>
      chooseBackground(cancer, { method, rows: 20 }, createRandom(1), true);
    expect(await choose('k-means')).toEqual(await choose('k-means'));
    expect(meanDistance(cancer.rows, await choose('k-means'))).toBeLessThan(
      0.9 * meanDistance(cancer.rows, await choose('sample')),
    );
  });

  test('categories stay codes: the most common of the cluster', async () => {
    const rows = Array.from({ length: 60 }, (_, row) =>
      row % 2 === 0 ? [row / 1000, row % 6 === 0 ? 3 : 0] : [50, 2],
    );
    const centres = listed(
      await chooseBackground(
        tableOf(rows, ['numeric', 'categorical']),
        { method: 'k-means', rows: 2 },
        createRandom(2),
        true,
      ),
    );
    expect(centres.map(([, code]) => code).sort()).toEqual([0, 2]);
  });

  test('copes with equal rows, constant columns and missing values', async () => {
    const equal = tableOf(Array.from({ length: 30 }, () => [1, 7]));
    expect(listed(await chooseBackground(equal, { method: 'k-means', rows: 3 }, createRandom(0), true))).toEqual([
      [1, 7],
      [1, 7],
      [1, 7],
    ]);
    const holes = tableOf(Array.from({ length: 30 }, (_, row) => [row % 3 === 0 ? Number.NaN : row, 7]));
    const centres = listed(await chooseBackground(holes, { method: 'k-means', rows: 5 }, createRandom(0), false));
    for (const [value] of centres) expect(value % 3).not.toBe(0);
    expect(centres.flat().some(Number.isNaN)).toBe(false);
  });
});

/** Mean distance of rows to their nearest background row, in standard deviations of the columns. */
function meanDistance(rows: Rows, background: Rows): number {
  const deviations = Array.from({ length: rows.columns }, (_, column) => {
    const values = [...rows.data].filter((_, at) => at % rows.columns === column);
    const mean = values.reduce((sum, value) => sum + value, 0) / rows.count;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.count);
  });
  const others = listed(background);
  const distance = (a: number[], b: number[]) =>
    Math.sqrt(a.reduce((sum, value, column) => sum + ((value - b[column]) / deviations[column]) ** 2, 0));
  return (
    listed(rows).reduce((sum, row) => sum + Math.min(...others.map((other) => distance(row, other))), 0) / rows.count
  );
}

test('all rows, or all there are', async () => {
  expect((await chooseBackground(cancer, { method: 'all', rows: 0 }, createRandom(0), true)).count).toBe(569);
  for (const method of ['sample', 'k-means'] as const) {
    expect(await chooseBackground(numbers(7), { method, rows: 7 }, createRandom(0), true)).toEqual(numbers(7).rows);
  }
});

test('rows with missing values are left out where they cannot be taken', async () => {
  const table = tableOf([
    [1, 2],
    [Number.NaN, 2],
    [3, 4],
  ]);
  expect(listed(await chooseBackground(table, { method: 'sample', rows: 3 }, createRandom(0), true))).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect((await chooseBackground(table, { method: 'sample', rows: 3 }, createRandom(0), false)).count).toBe(3);
  await expect(
    chooseBackground(tableOf([[Number.NaN]]), { method: 'all', rows: 1 }, createRandom(0), true),
  ).rejects.toMatchObject({
    code: 'data-too-few-rows',
    details: { file: 'x.csv', rows: 0 },
  });
});

test.each([0, 101, 1.5, Number.NaN])('%s rows are refused', async (rows) => {
  await expect(chooseBackground(cancer, { method: 'sample', rows }, createRandom(0), true)).rejects.toMatchObject({
    code: 'request-invalid',
  });
});

test('rows and columns are taken in the order given', () => {
  const table = tableOf([
    [1, 2, 3],
    [4, Number.NaN, 6],
    [7, 8, 9],
  ]);
  const taken = takeColumns(table, [2, 0]);
  expect(taken.columns.map(({ name }) => name)).toEqual(['c2', 'c0']);
  expect(listed(taken.rows)).toEqual([
    [3, 1],
    [6, 4],
    [9, 7],
  ]);
  expect([...completeRows(table.rows)]).toEqual([0, 2]);
  expect(listed(takeRows(table.rows, [2, 0]))).toEqual([
    [7, 8, 9],
    [1, 2, 3],
  ]);
});
