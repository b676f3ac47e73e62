import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { parseXlsx } from '../../../../src/data/tables/xlsx.ts';
import { failureOf } from '../../../support/failure.ts';
import { type SheetCell, workbook } from '../../support/workbook.ts';

const day = (serial: number, style = 1): SheetCell => ({ xml: `<c s="${style}"><v>${serial}</v></c>` });
const read = (...args: Parameters<typeof workbook>) => parseXlsx(workbook(...args), 'book.xlsx');

test('a sheet reads as the CSV file of its cells would', () => {
  const table = read({
    Patients: [
      ['name', 'age', 'dose', 'smokes', 'seen'],
      ['Ann & <Bo>', 64, { xml: '<c><v>0.10000000000000001</v></c>' }, true, day(45030)],
      [' Cy ', null, { xml: '<c><v>1E-3</v></c>' }, false, day(45030.75, 3)],
      [],
      [{ xml: '<c t="inlineStr"><is><t>Di</t></is></c>' }, { xml: '<c><v>9007199254740993</v></c>' }, 2.5, null, null],
    ],
  });
  expect(table.header).toEqual(['name', 'age', 'dose', 'smokes', 'seen']);
  expect(table.cells.map((cells) => [...cells])).toEqual([
    ['Ann & <Bo>', 'Cy', 'Di'],
    ['64', '', '9007199254740993'],
    ['0.1', '0.001', '2.5'],
    ['TRUE', 'FALSE', ''],
    ['2023-04-14', '2023-04-14T18:00:00', ''],
  ]);
  expect([...table.lines]).toEqual([2, 3, 5]);
  expect(table.notices).toEqual([]);
  expect(table.sheets).toBeUndefined();
});

test('a title above the header, gaps and the columns’ blank ends are no part of the table', () => {
  const table = read({
    S: [['Trial of 2023'], [null, 'a', null, '', 'b'], [null, 1, null, null, 2], [null, 3, null, null, 4]],
  });
  expect(table.header).toEqual(['a', 'b']);
  expect(table.cells.map((cells) => [...cells])).toEqual([
    ['1', '3'],
    ['2', '4'],
  ]);
  expect(table.notices.map(({ key }) => key)).toEqual(['data.rowsAbove']);
});

test('formulas give their results; errors and results never saved are missing', () => {
  const table = read({
    S: [
      ['a', 'b'],
      [{ xml: '<c><f>A1*2</f><v>7</v></c>' }, { xml: '<c t="str"><f>B1</f><v>x</v></c>' }],
      [{ xml: '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>' }, { xml: '<c><f>NOW()</f></c>' }],
      [1, 'y'],
    ],
  });
  expect(table.cells.map((cells) => [...cells])).toEqual([
    ['7', '', '1'],
    ['x', '', 'y'],
  ]);
  expect(table.notices).toEqual([
    { key: 'data.sheetErrors', values: { cells: 1, text: '#DIV/0!' } },
    { key: 'data.sheetFormulas', values: { cells: 1 } },
  ]);
});

test('the first sheet with a table is taken, and the others can be opened; hidden ones cannot', async () => {
  const table = read(
    {
      Notes: [],
      Hidden: [['h'], [1]],
      One: [['a'], [1]],
      Two: [
        ['b', 'c'],
        [2, 3],
      ],
    },
    { hidden: ['Hidden'] },
  );
  expect(table.header).toEqual(['a']);
  expect(table.sheets?.names).toEqual(['Notes', 'One', 'Two']);
  expect(table.sheets?.chosen).toBe('One');
  expect(table.sheets?.open('Two').header).toEqual(['b', 'c']);
  expect(await failureOf(() => table.sheets?.open('Three'))).toMatchObject({ code: 'data-sheet' });
});

test.each([
  [false, 45030, '2023-04-14'],
  [true, 43568, '2023-04-14'],
  [false, 1, '1900-01-01'],
  [false, 59, '1900-02-28'],
  [false, 61, '1900-03-01'],
  [false, 0.25, '06:00:00'],
  [false, 0.500_001_446_76, '12:00:00.125'],
  [false, 0.999_999_999, '1900-01-01'],
  [false, 1.999_999_999, '1900-01-02'],
])('days count from 1900, or from 1904 (%s): %s is %s', (from1904, serial, text) => {
  expect(read({ S: [['d'], [day(serial)]] }, { from1904 }).cells[0].at(0)).toBe(text);
});

test('how much time passed is a number of days, whether it is less than one or more', () => {
  const durations = [0.5, 1.5, 45_030.25];
  const rows = durations.map((serial) => [4, 5, 6, 7].map((style) => day(serial, style)));
  const { cells } = read({ S: [['a', 'b', 'c', 'd'], ...rows] });
  for (const column of cells) expect([...column]).toEqual(durations.map(String));
  expect([...read({ S: [['a'], [day(0.5, 8)]] }).cells[0]]).toEqual(['12:00:00']);
});

test('letters that a format shows as they are make no day of a number', () => {
  expect(read({ S: [['d'], [day(45030, 2)]] }).cells[0].at(0)).toBe('45030');
});

test('elements may have a prefix', () => {
  expect(read({ S: [['a'], [1]] }, { prefix: 'x' }).cells.map((cells) => [...cells])).toEqual([['1']]);
});

test.each([
  [
    'a header of numbers',
    {
      S: [
        [5.1, 3.5],
        [1, 2],
      ],
    },
    'data-no-header',
  ],
  [
    'a name twice',
    {
      S: [
        ['a', 'a'],
        [1, 2],
      ],
    },
    'data-duplicate-column',
  ],
  ['no row', { S: [['a', 'b']] }, 'data-empty'],
  ['a column beyond the last', { S: [['a'], [{ xml: '<c  r="ZZZ1"><v>1</v></c>' }]] }, 'data-unreadable'],
] as const)('refused: %s', async (_, sheets, code) => {
  expect(await failureOf(() => read(sheets))).toMatchObject({ code });
});

test('refused: an archive of something else, damaged XML, and a bomb before it is unpacked', async () => {
  const zipped = (files: Record<string, string>) =>
    zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
  expect(await failureOf(() => parseXlsx(zipped({ 'a.txt': 'x' }), 'a.zip'))).toMatchObject({
    code: 'data-unreadable',
  });
  const damaged = zipped({ 'xl/workbook.xml': '<workbook><sheets></workbook>' });
  expect(await failureOf(() => parseXlsx(damaged, 'b.xlsx'))).toMatchObject({ code: 'data-unreadable' });
  const bomb = workbook({ S: [['a'], [1]] });
  const view = new DataView(bomb.buffer);
  // What the directory says of each file's size, unpacked.
  for (let at = 0; at + 4 < bomb.length; at++)
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xf0000000, true);
  expect(await failureOf(() => parseXlsx(bomb, 'c.xlsx'))).toMatchObject({ code: 'archive-unreadable' });
});

test('entities that are not XML’s own stay as they are', () => {
  const cell = '<c t="inlineStr"><is><t>&e;</t></is></c>';
  expect(read({ S: [['a'], [{ xml: cell }]] }).cells.map((cells) => [...cells])).toEqual([['&e;']]);
});
