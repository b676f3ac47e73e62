import { expect, test } from 'vitest';
import { conditionText, keyName, keysOf } from '../../../../src/app/wording/filter-words.ts';
import { tableClass, tableColumns, wordsHolding } from '../../../../src/app/wording/table-words.ts';
import { english } from '../../../../src/catalogue/english.ts';
import type { ListedColumn, ListedRow, Study } from '../../../../src/engine/protocol.ts';

const study = {
  outputs: ['bad'],
  card: {
    task: 'binary',
    target: 'risk',
    classes: ['good', 'bad'],
    input: { kind: 'tabular' },
    labels: { months: 'Duration' },
    features: [{ name: 'months', kind: 'numeric' }],
  },
  columns: [
    { name: 'months', kind: 'numeric', levels: null },
    { name: 'account', kind: 'categorical', levels: ['<0', '>=200'] },
  ],
} as unknown as Study;
const columns: readonly ListedColumn[] = [
  { name: 'id', numeric: true, role: 'other' },
  { name: 'months', numeric: true, role: 'given' },
  { name: 'account', numeric: true, role: 'given' },
  { name: 'risk', numeric: true, role: 'target' },
];
const row: ListedRow = { row: 5, cells: ['77', '30', '1', '0'], answers: [0.125], wrong: true };
const textsOf = (answered: boolean, chosen: string | null = null) =>
  tableColumns(study, { columns, answered }, tableClass(study, chosen), english).map(({ text, place }) =>
    text(row, row.cells[place] ?? '').replace('\u00a0', ' '),
  );

test('cells are read as the card has them, levels and classes by their numbers too', () => {
  expect(textsOf(false)).toEqual(['5', '77', '30', '200 or more', 'good']);
});

test('answers are of the class on show, and a wrong one is called so', () => {
  expect(textsOf(true).slice(0, 3)).toEqual(['5', '13 %', 'wrong']);
  expect(textsOf(true, 'good')[1]).toBe('88 %');
});

test('columns that the model is not given are told apart', () => {
  const notes = tableColumns(study, { columns, answered: false }, tableClass(study, null), english).map(
    ({ note }) => note,
  );
  expect(notes).toEqual(['', 'not given to the model', '', '', 'known outcome']);
});

test('words that a person reads lead to the cells that stand for them', () => {
  expect(wordsHolding(study, 'or MORE', english)).toEqual({ account: ['>=200', '1'] });
  expect(wordsHolding(study, 'goo', english)).toEqual({ risk: ['good', '0'] });
  expect(wordsHolding(study, '  ', english)).toEqual({});
});

test('conditions are read as what they keep', () => {
  const months = { of: 'column', name: 'months' } as const;
  const answer = { of: 'answer', name: 'bad' } as const;
  expect(
    [
      { about: months, least: 12, most: 24 },
      { about: months, least: 12 },
      { about: answer, most: 0.5 },
      { about: months, text: '3' },
      { about: { of: 'error' } as const, wrong: true },
    ].map((condition) => conditionText(study, condition, english).replace('\u00a0', ' ')),
  ).toEqual(['months: 12 to 24', 'months: 12 or more', 'Answer: bad: 50 % or less', 'months: holds “3”', 'wrong']);
  expect(keysOf(study, { columns, rows: 1, answered: true }).map((key) => keyName(study, key, english))).toEqual([
    ...['id', 'months', 'account', 'risk'],
    ...['Answer in %: bad', 'Right or wrong'],
  ]);
});
