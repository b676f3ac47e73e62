import { describe, expect, test } from 'vitest';
import { message } from '../../../../src/catalogue/message.ts';
import type { Feature } from '../../../../src/data/card.ts';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { tableFrom } from '../../../../src/data/tables/recognise.ts';
import { withSaidNumbers } from '../../../../src/data/tables/said-numbers.ts';

const read = (cells: readonly string[], features: Feature[] | null = null) =>
  tableFrom(
    parseCsv(new TextEncoder().encode(`a;b\n${cells.map((cell) => `${cell};1\n`).join('')}`), 'x.csv'),
    features,
  );
const first = (cells: readonly string[]) => {
  const { table, notices } = withSaidNumbers(read(cells).table, new Set([0, 1]));
  return { column: table.columns[0], values: [...table.rows.data].filter((_, at) => at % 2 === 0), notices };
};
const { NaN: none } = Number;

describe('texts that say numbers, for a model that takes numbers', () => {
  test.each([
    ['True False', ['False', 'True'], [1, 0]],
    ['True False TRUE false', ['False', 'TRUE'], [1, 0, 1, 0]],
    ['TRUE TRUE', ['FALSE', 'TRUE'], [1, 1]],
    ['False', ['False', 'True'], [0]],
    ['yes no yes', ['no', 'yes'], [1, 0, 1]],
    ['ja nein', ['nein', 'ja'], [1, 0]],
    ['WAHR WAHR', ['FALSCH', 'WAHR'], [1, 1]],
    ['True None False NA', ['False', 'True'], [1, none, 0, none]],
  ])('%s', (cells, levels, values) => {
    expect(first(cells.split(' '))).toEqual({
      column: { name: 'a', kind: 'categorical', levels },
      values,
      notices: [message('data.truths', { columns: ['a'] })],
    });
  });

  test.each([
    [
      ['12 %', '3.5%', ''],
      [12, 3.5, none],
    ],
    [
      ['12 %', '3,5\u00a0%', 'NA'],
      [12, 3.5, none],
    ],
    [
      ['\u22121.200,5 %', '3,5 %'],
      [-1200.5, 3.5],
    ],
  ])('%j', (cells, values) => {
    expect(first(cells)).toEqual({
      column: { name: 'a', kind: 'numeric', levels: null },
      values,
      notices: [message('data.percents', { columns: ['a'] })],
    });
  });

  test.each([['True maybe'], ['12% 0.12'], ['yes 1'], ['x']])('%s stays as it is', (cells) => {
    const { table } = read(cells.split(' '));
    expect(table.columns[0].says).toBeUndefined();
    expect(withSaidNumbers(table, new Set([0, 1]))).toEqual({ table, notices: [] });
  });

  test('columns that the model does not take as numbers keep their texts', () => {
    const { table } = read(['True', 'False']);
    expect(withSaidNumbers(table, new Set([1]))).toEqual({ table, notices: [] });
  });
});

describe('with a card', () => {
  const numeric: Feature = { name: 'a', kind: 'numeric' };
  const values = (cells: readonly string[], feature: Feature) =>
    [...read(cells, [feature]).table.rows.data].filter((_, at) => at % 2 === 0);

  test('numeric columns take them', () => {
    expect(values(['True', 'False', ''], numeric)).toEqual([1, 0, none]);
    expect(values(['12 %', '3 %'], numeric)).toEqual([12, 3]);
    expect(() => values(['12 %', '0.12'], numeric)).toThrow('"12 %"');
    expect(() => values(['True', '2'], numeric)).toThrow('"True"');
  });

  test('levels of no and yes take any such word', () => {
    const flag: Feature = { name: 'a', kind: 'categorical', levels: ['False', 'True'] };
    expect(values(['TRUE', 'no', '1', '', 'None'], flag)).toEqual([1, 0, 1, none, none]);
  });

  test('names differ in case, spaces and the form of accents, and become the card’s', () => {
    const raw = parseCsv(new TextEncoder().encode('ho\u0308he, BODY  mass\n1,2\n'), 'x.csv');
    const features: Feature[] = ['body mass', 'h\u00f6he'].map((name) => ({ name, kind: 'numeric' }));
    expect(tableFrom(raw, features).table.columns.map(({ name }) => name)).toEqual(['h\u00f6he', 'body mass']);
  });
});
