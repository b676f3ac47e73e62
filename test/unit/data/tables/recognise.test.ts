import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { message } from '../../../../src/catalogue/message.ts';
import { type Feature, parseCard } from '../../../../src/data/card.ts';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { tableFrom } from '../../../../src/data/tables/recognise.ts';
import { errorOf } from '../../support/errors.ts';

const raw = (text: string) => parseCsv(new TextEncoder().encode(text), 'x.csv');
const read = (text: string, features: Feature[] | null = null) => tableFrom(raw(text), features);
const column = (text: string, features: Feature[] | null = null) => {
  const { table } = read(text, features);
  return { ...table.columns[0], values: [...table.rows.data].filter((_, at) => at % table.columns.length === 0) };
};
const levels: Feature = { name: 'a', kind: 'categorical', levels: ['low', 'high', 'NA', '7'] };
const numeric: Feature = { name: 'a', kind: 'numeric' };
const lines = (...cells: (string | number)[]) => `a,b\n${cells.map((cell) => `${cell},0\n`).join('')}`;

describe('without a card', () => {
  test('numbers of every spelling', () => {
    const { kind, values } = column(lines('1', '-2.5', '+3', '.5', '4.', '1e3', '1E-2', '0.1'));
    expect(kind).toBe('numeric');
    expect(values).toEqual([1, -2.5, 3, 0.5, 4, 1000, 0.01, 0.1]);
  });

  test('missing values', () => {
    const { table, notices } = read(lines('1', '', 'NA', 'NaN', 'nan', 'null', 'NULL', '?', 'n/a', '2'));
    expect(table.columns[0].kind).toBe('numeric');
    expect([...table.rows.data].filter((_, at) => at % 2 === 0).map(Number.isNaN)).toEqual([
      false,
      ...new Array(8).fill(true),
      false,
    ]);
    expect(notices).toEqual([message('data.missingRows', { rows: 8 })]);
  });

  test('texts are categories with sorted levels', () => {
    expect(column(lines('pear', 'apple', '', 'pear', 'fig'))).toMatchObject({
      kind: 'categorical',
      levels: ['apple', 'fig', 'pear'],
      values: [2, 0, Number.NaN, 2, 1],
    });
    expect(column(lines('True', 'False', 'True')).values).toEqual([1, 0, 1]);
    expect(column(lines('none', '10', 'none', '2', 'none', '10'))).toMatchObject({
      levels: ['2', '10', 'none'],
      values: [2, 1, 2, 0, 2, 1],
    });
  });

  test('a few texts among numbers are an error that names the line', () => {
    const cells: (string | number)[] = Array.from({ length: 100 }, (_, row) => row * 1.5);
    cells[40] = 'abc';
    expect(errorOf(() => read(lines(...cells)))).toMatchObject({
      code: 'data-not-numeric',
      details: { column: 'a', line: 42, text: 'abc', file: 'x.csv' },
    });
    for (const row of [50, 60, 70, 80]) cells[row] = 'x';
    expect(errorOf(() => read(lines(...cells))).details.line).toBe(42);
    expect(errorOf(() => read(lines('1.5', '2', '3', 'oops', '5'))).details.line).toBe(5);
  });

  test('texts that are no exception make a column categorical', () => {
    expect(column(lines('1', 'x')).levels).toEqual(['1', 'x']);
    expect(column(lines('1', '2', 'x')).levels).toEqual(['1', '2', 'x']);
    expect(column(lines(...Array.from({ length: 90 }, (_, row) => row), ...new Array<string>(10).fill('x'))).kind).toBe(
      'categorical',
    );
  });

  test('infinities and numbers beyond float64 are refused', () => {
    expect(errorOf(() => read(lines('1', '2', '3', 'inf'))).code).toBe('data-not-numeric');
    expect(errorOf(() => read(lines('1', '2', '3', '1e309')))).toMatchObject({
      code: 'data-too-big',
      details: { line: 5, text: '1e309' },
    });
  });

  test('few whole numbers may be categories', () => {
    expect(read('a,b,c,d,e\n1,0.5,1,1,x\n2,1,2,1,x\n1,2,3,,y\n').maybeCategorical).toEqual(['a', 'c', 'd']);
    const many = Array.from({ length: 11 }, (_, row) => `${row},1`).join('\n');
    expect(read(`a,b\n${many}\n`).maybeCategorical).toEqual(['b']);
  });

  test('a column of names is pointed out', () => {
    const names = Array.from({ length: 60 }, (_, row) => `p${row}`);
    expect(read(lines(...names)).notices).toEqual([message('data.manyLevels', { column: 'a', levels: 60 })]);
  });
});

describe('with a card', () => {
  test('levels by name or by code', () => {
    expect(column(lines('high', 'low', 'NA', '7', '', '?'), [levels]).values).toEqual([
      1,
      0,
      2,
      3,
      Number.NaN,
      Number.NaN,
    ]);
    expect(column(lines('0', '1', '2.0', '3'), [levels])).toMatchObject({
      levels: levels.levels,
      values: [0, 1, 2, 3],
    });
  });

  test.each(['4', '-1', '1.5', 'middle', 'HIGH'])('unknown level %s', (cell) => {
    expect(errorOf(() => read(lines('low', cell), [levels]))).toMatchObject({
      code: 'data-unknown-level',
      details: { column: 'a', line: 3, text: cell, levels: ['low', 'high', 'NA', '7'] },
    });
  });

  test('text in a numeric column, even where most of it is text', () => {
    expect(errorOf(() => read(lines('1', 'x', 'y', 'z'), [numeric]))).toMatchObject({
      code: 'data-not-numeric',
      details: { line: 3, text: 'x' },
    });
  });

  test('a categorical column without levels takes those it holds', () => {
    expect(column(lines('3', '1', '2', '1'), [{ name: 'a', kind: 'categorical' }])).toMatchObject({
      levels: ['1', '2', '3'],
      values: [2, 0, 1, 0],
    });
  });

  test('columns that are missing are named; others are recognised, whatever they hold', () => {
    expect(
      errorOf(() => read('b,c\n1,2\n', [numeric, { name: 'z', kind: 'numeric' }, { name: 'b', kind: 'numeric' }])),
    ).toMatchObject({
      code: 'data-missing-columns',
      details: { columns: ['a', 'z'], count: 2 },
    });
    const { table } = read('a,b\n1,5\n2,5\n3,5\n4,oops\n', [numeric]);
    expect(table.columns[1]).toEqual({ name: 'b', kind: 'categorical', levels: ['5', 'oops'] });
  });

  test.each(['credit/gbt', 'penguins/forest', 'diabetes/gbt', 'breast-cancer/mlp'])('%s', (name) => {
    const folder = `public/examples/${name.split('/')[0]}`;
    const card = parseCard(JSON.parse(readFileSync(`public/examples/${name}.card.json`, 'utf8')), name);
    const { table, notices } = tableFrom(
      parseCsv(readFileSync(`${folder}/data.csv`), 'data.csv'),
      card.features ?? null,
    );
    const text = readFileSync(`${folder}/data.csv`, 'utf8').trimEnd().split('\n');
    const row = 123;
    const width = table.columns.length;
    const own = [...table.rows.data.subarray(row * width, (row + 1) * width)];
    expect(own).toEqual(text[row + 1].split(',').map(Number));
    expect(notices).toEqual([]);
    for (const feature of card.features ?? []) {
      expect(table.columns.find((found) => found.name === feature.name)).toMatchObject({
        kind: feature.kind,
        levels: feature.levels ?? null,
      });
    }
  });
});

test('numbers keep all digits that double precision has', () => {
  const table = raw('a,b,c\n9007199254740992,9007199254740993,2147483647\n-4611686018427387904,1.5,-2147483649\n');
  expect([...tableFrom(table, null).table.rows.data]).toEqual([
    2 ** 53,
    2 ** 53,
    2147483647,
    -(2 ** 62),
    1.5,
    -2147483649,
  ]);
});
