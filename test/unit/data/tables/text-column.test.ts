import { expect, test } from 'vitest';
import { TableRows } from '../../../../src/data/tables/table-rows.ts';
import { textColumn, textColumnOf } from '../../../../src/data/tables/text-column.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { tableRows } from '../../support/table-rows.ts';

test('each text is held once, in the order of the rows', () => {
  const column = textColumn(['b', '', 'a', 'b', 'b']);
  expect(column.texts).toEqual(['b', '', 'a']);
  expect([...column.codes]).toEqual([0, 1, 2, 0, 0]);
  expect([...column.counts()]).toEqual([3, 1, 1]);
  expect([...column]).toEqual(['b', '', 'a', 'b', 'b']);
  expect([column.at(4), column.at(5)]).toEqual(['b', undefined]);
});

test.each([
  [256, Uint8Array],
  [257, Uint16Array],
  [65_536, Uint16Array],
  [65_537, Uint32Array],
])('of %i texts each row has its own', (count, kind) => {
  const cells = Array.from({ length: count }, (_, row) => `text number ${row}`);
  const column = textColumn(cells);
  expect(column.codes).toBeInstanceOf(kind);
  expect([...column]).toEqual(cells);
});

test('texts beyond those that are told apart may stand twice, and every row keeps its own', () => {
  const cells = Array.from({ length: 200_000 }, (_, row) => String(row % 70_000));
  const column = textColumn(cells);
  expect([...column]).toEqual(cells);
  expect(new Set(column.texts).size).toBe(70_000);
  expect(column.counts().reduce((sum, count) => sum + count, 0)).toBe(cells.length);
});

test('room that was not needed is given back', () => {
  const column = textColumnOf(10);
  column.add('a');
  expect(column.end()).toHaveLength(1);
});

test('rows read the same by themselves and all together, in each precision, and where some are left out', () => {
  const random = createRandom(3);
  const data = Float64Array.from({ length: 300 }, () => (random.uniform() < 0.05 ? Number.NaN : random.normal()));
  const whole = tableRows(data, 3);
  for (const rows of [whole, whole.in('float32'), whole.complete(), whole.ofColumns([2, 0]).in('float32').complete()]) {
    const read = new Float64Array(rows.count * rows.columns);
    for (let row = 0; row < rows.count; row++) rows.read(row, read, row * rows.columns);
    expect(Float64Array.from(rows.data)).toEqual(read);
    expect(read.map((_, at) => rows.number(Math.floor(at / rows.columns), at % rows.columns))).toEqual(read);
  }
  expect(whole.data).toEqual(data);
  expect(whole.in('float32').data).toEqual(Float32Array.from(data));
  const complete = Array.from({ length: 100 }, (_, row) => [...data.slice(3 * row, 3 * row + 3)]).filter(
    (row) => !row.some(Number.isNaN),
  );
  expect([...whole.complete().data]).toEqual(complete.flat());
});

test('a copy of rows, and rows that are sent to a worker, have their numbers', () => {
  const rows = new TableRows({
    count: 2,
    columns: [{ codes: Uint8Array.of(1, 0), numbers: Float64Array.of(5, 7) }],
    precision: 'float64',
    chosen: null,
  });
  expect(structuredClone(rows)).toEqual({ count: 2, columns: 1, data: Float64Array.of(7, 5) });
  expect({ ...rows }.data).toEqual(Float64Array.of(7, 5));
});
