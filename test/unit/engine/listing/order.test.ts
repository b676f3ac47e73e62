import { describe, expect, test } from 'vitest';
import { textColumn } from '../../../../src/data/tables/text-column.ts';
import { columnKeys } from '../../../../src/engine/listing/columns.ts';
import { orderOf, type Sought } from '../../../../src/engine/listing/order.ts';
import type { RowsQuery } from '../../../../src/engine/protocol.ts';

const header = ['id', 'name', 'seen', 'age'];
const cells = [
  ['12', '112', '7', '12x'],
  ['Müller', 'van der Zee', 'محمد', 'Adams'],
  ['2024-10-02', '2023-01-31', '', '2024-09-30'],
  ['30', '-', '4', '100'],
].map(textColumn);
const style = { decimal: '.', groups: false } as const;
const raw = { header, cells, styles: header.map(() => style) } as unknown as Parameters<typeof columnKeys>[0];
const answers = Float64Array.of(0.9, 0.2, Number.NaN, 0.5);
const sought: Sought = {
  rows: 4,
  header,
  cells,
  keys: (key) => (key.of === 'column' ? columnKeys(raw, header.indexOf(key.name)).keys : answers),
  wrong: () => Float64Array.of(1, 0, Number.NaN, 1),
};
const order = (query: RowsQuery) => Array.from(orderOf(sought, query));
const by = (name: string, descending = false): RowsQuery => ({ sort: { by: { of: 'column', name }, descending } });

describe('sorting', () => {
  test.each<[string, RowsQuery, number[]]>([
    ['the order of the table', {}, [0, 1, 2, 3]],
    ['numbers by size, missing ones last', by('age'), [2, 0, 3, 1]],
    ['numbers downwards, missing ones last too', by('age', true), [3, 0, 2, 1]],
    ['dates', by('seen'), [1, 3, 0, 2]],
    ['ids that are not all numbers by the numbers in them', by('id'), [2, 0, 3, 1]],
    ['names by the alphabet', by('name'), [3, 0, 1, 2]],
    ['answers, rows without one last', { sort: { by: { of: 'answer', name: 'x' }, descending: true } }, [0, 3, 1, 2]],
  ])('by %s', (_, query, rows) => {
    expect(order(query)).toEqual(rows);
  });
});

describe('codes that doubles cannot tell apart', () => {
  const point = { decimal: '.', groups: true } as const;
  const keysOf = (texts: string[], { given = false } = {}) =>
    columnKeys({ header: ['x'], cells: [textColumn(texts)], styles: [point] } as unknown as typeof raw, 0, given);
  const sorted = (texts: string[]) => {
    const { keys } = keysOf(texts);
    return [...texts.keys()].sort((a, b) => keys[a] - keys[b]).map((at) => texts[at]);
  };

  test.each<[what: string, texts: string[], order: string[]]>([
    [
      'ids beyond 2^53',
      ['9007199254740993', '9007199254740992', '10', '9007199254740994'],
      ['10', '9007199254740992', '9007199254740993', '9007199254740994'],
    ],
    ['postcodes', ['1234', '01235', '01234', '99999'], ['01234', '1234', '01235', '99999']],
    [
      'ids beyond 2^53 with signs and thousands',
      ['-9 007 199 254 740 993', '9 007 199 254 740 993', '-9 007 199 254 740 992', '\u22129 007 199 254 740 994'],
      ['\u22129 007 199 254 740 994', '-9 007 199 254 740 993', '-9 007 199 254 740 992', '9 007 199 254 740 993'],
    ],
  ])('%s are sorted by their digits, each apart', (_, texts, order) => {
    expect(sorted(texts)).toEqual(order);
    const { numeric, keys } = keysOf([...texts, '?', '-']);
    expect([numeric, new Set(keys.slice(0, texts.length)).size]).toEqual([false, texts.length]);
    expect([...keys.slice(texts.length)]).toEqual([Number.NaN, Number.NaN]);
  });

  test.each<[what: string, texts: string[]]>([
    ['ids that doubles hold', ['1000', '20', '0']],
    ['measurements of many digits', ['0.12345678901234567890', '123456789012345678.5']],
    ['powers of ten', ['1e300', '100000000000000000000']],
  ])('%s are numbers', (_, texts) => {
    expect(keysOf(texts)).toEqual({ numeric: true, keys: Float64Array.from(texts, Number) });
  });

  test('what the model is given as numbers is looked through by these', () => {
    expect(keysOf(['007', '9'], { given: true })).toEqual({ numeric: true, keys: Float64Array.of(7, 9) });
  });
});

describe('finding', () => {
  test.each<[string, RowsQuery, number[]]>([
    ['an id: the row that has it before those that hold it', { find: '12' }, [0, 1, 3]],
    ['a name, whatever its case', { find: ' MÜLLER ' }, [0]],
    ['an Arabic name', { find: 'محمد' }, [2]],
    ['a day of a date', { find: '2024-' }, [0, 3]],
    ['what would be a pattern', { find: '.*' }, []],
    ['a row by its number', { find: '3', sort: null }, [3, 0, 1]],
    ['what a person reads in place of a cell', { find: 'elderly', words: { age: ['100'] } }, [3]],
    ['within a sorted table, in its order', { find: '12', ...by('age') }, [0, 3, 1]],
  ])('%s', (_, query, rows) => {
    expect(order(query)).toEqual(rows);
  });
});

describe('filtering', () => {
  const age = { of: 'column', name: 'age' } as const;
  test.each<[string, RowsQuery['conditions'], number[]]>([
    ['from a number', [{ about: age, least: 30 }], [0, 3]],
    ['to a number', [{ about: age, most: 30 }], [0, 2]],
    ['both ends belong to it', [{ about: age, least: 4, most: 30 }], [0, 2]],
    ['a range of answers', [{ about: { of: 'answer', name: 'x' }, least: 0.2, most: 0.5 }], [1, 3]],
    ['a text in one column', [{ about: { of: 'column', name: 'name' }, text: 'a' }], [1, 3]],
    ['wrong answers', [{ about: { of: 'error' }, wrong: true }], [0, 3]],
    ['right answers', [{ about: { of: 'error' }, wrong: false }], [1]],
    [
      'all of several',
      [
        { about: { of: 'error' }, wrong: true },
        { about: age, most: 99 },
      ],
      [0],
    ],
  ])('by %s', (_, conditions, rows) => {
    expect(order({ conditions })).toEqual(rows);
  });
});
