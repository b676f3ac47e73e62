import { expect, test } from 'vitest';
import { type CsvTable, csvTable, csvWriter } from '../../../src/cli/print-csv.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { plainRecord } from '../support/record.ts';

const row = (number: number | null, values: [number, number]): Explanation => ({
  ...plainRecord,
  input: { kind: 'tabular', sha256: 'b', columns: ['b', 'a'], values, row: number },
  players: ['b', 'a'],
});

const cells = [
  ['00123', '1,5', '@SUM(A1)', '2'],
  ['00124', '2,5', '', '3'],
  ['00125', '3,5', '+49 30', '4'],
];
const table: CsvTable = {
  columns: ['id', 'a', 'note', 'b'],
  rows: async (first, last) => new Map(cells.flatMap((own, at) => (at >= first && at <= last ? [[at, own]] : []))),
};
const named = (header: string, line: string) =>
  Object.fromEntries(header.split(',').map((name, at) => [name, line.split(',')[at]]));

test("the table's own columns stand in its order, those that the model is not given as the file has them", async () => {
  const write = csvWriter(['yes'], table);
  const [header, first] = await write([row(0, [2, 1.5])]);
  expect(header.startsWith('row,id,a,note,b,answer.yes,explainer,space,base.yes,attribution.yes.b')).toBe(true);
  expect(named(header, first)).toMatchObject({ row: '0', id: '00123', a: '1.5', note: "'@SUM(A1)", b: '2' });
  const later = await write([row(1, [3, 2.5]), row(2, [4, 3.5])]);
  expect(later.map((line) => named(header, line))).toMatchObject([
    { row: '1', id: '00124', a: '2.5', note: '' },
    { row: '2', id: '00125', a: '3.5', note: "'+49 30" },
  ]);
});

test('of a row that is not in the table, only what the model was given is known', async () => {
  const [header, only] = await csvWriter(['yes'], table)([row(null, [2, 1.5])]);
  expect(named(header, only)).toMatchObject({ row: '', id: '', a: '1.5', note: '', b: '2' });
});

test("a model's table is asked for as many rows as there are records", async () => {
  const asked: unknown[] = [];
  const model = {
    async table(range: unknown) {
      asked.push(range);
      return { columns: table.columns, rows: [['x'], ['y']] };
    },
  };
  const found = await csvTable(model);
  expect(found.columns).toEqual(table.columns);
  expect(await found.rows(4, 5)).toEqual(
    new Map([
      [4, ['x']],
      [5, ['y']],
    ]),
  );
  expect(asked).toEqual([
    { first: 0, last: 0 },
    { first: 4, last: 5 },
  ]);
});
