import { describe, expect, test } from 'vitest';
import type { Card } from '../../../../src/data/card.ts';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import { tableFrom } from '../../../../src/data/tables/recognise.ts';
import { bindTabular, numberLevels } from '../../../../src/models/bind/index.ts';
import type { Categories, ModelFacts } from '../../../../src/models/model.ts';
import { errorOf } from '../../support/errors.ts';

const factsOf = (categories: (Categories | null)[], names: boolean): ModelFacts => ({
  file: 'm.json',
  format: 'xgboost',
  sha256: '',
  bytes: 1,
  inputs: [{ name: 'features', type: 'float32', shape: [null, categories.length] }],
  outputs: [{ name: 'prediction', type: 'float32', shape: [null, 1] }],
  opsets: {},
  operators: [],
  classicalOperators: true,
  takesMissing: true,
  classes: null,
  metadata: names ? { feature_names: JSON.stringify(categories.map((_, at) => `c${at}`)) } : {},
  categories,
});
const named = (...levels: string[]): Categories => ({ levels, codes: levels.length });
const unnamed = (codes: number): Categories => ({ levels: null, codes });
const cardOf = (...levels: (string[] | null)[]): Card => ({
  schema: 'oriel.card/1',
  name: 'm',
  task: 'regression',
  input: { kind: 'tabular' },
  features: levels.map((list, at) =>
    list ? { name: `c${at}`, kind: 'categorical', levels: list } : { name: `c${at}`, kind: 'numeric' },
  ),
});

/** A table's numbers as a study reads them for a model, and the questions it asks. */
function read(
  facts: ModelFacts,
  csv: string,
  {
    card = null,
    target = null,
    answers,
  }: { card?: Card | null; target?: string | null; answers?: Record<string, string> } = {},
) {
  const raw = parseCsv(new TextEncoder().encode(csv), 't.csv');
  const numbered = numberLevels(facts, raw, { card, target, answers });
  const { table } = tableFrom(raw, card?.features ?? null, numbered.levels);
  const { columns } = bindTabular(numbered.facts, table, card, target);
  const { rows } = table;
  const values = Array.from({ length: rows.count }, (_, row) =>
    columns.map((column) => rows.data[row * rows.columns + column]),
  );
  return { values, questions: numbered.questions };
}

describe('levels in the file', () => {
  const facts = (names: boolean) => factsOf([named('10', '30', '20'), null, named('b', 'a')], names);
  const codes = [
    [0, 5, 1],
    [2, 6, 0],
    [Number.NaN, 7, 1],
  ];

  test.each([
    ['in the order of the model', true, 'c0,c1,c2\n10,5,a\n20,6,b\n,7,a', null],
    ['in another order', true, 'c2,x,c0,c1\na,1,10,5\nb,1,20.0,6\na,1,,7', null],
    ['without names', false, 'p,q,r\n10,5,a\n20,6,b\n,7,a', null],
    ['without names, before a target', false, 'p,q,r,y\n10,5,a,1\n20,6,b,1\n,7,a,0', null],
    ['without names, behind a target', false, 'y,p,q,r\n1,10,5,a\n1,20,6,b\n0,,7,a', 'y'],
  ])('number a table %s', (_, names, csv, target) => {
    expect(read(facts(names), csv, { target }).values).toEqual(codes);
  });

  test.each(['0', '15', 'ten'])('%s, which is none of them, is refused', (cell) => {
    const error = errorOf(() => read(facts(true), `c0,c1,c2\n10,5,a\n${cell},6,b`));
    expect(error).toMatchObject({ code: 'data-unknown-level', details: { column: 'c0', line: 3, text: cell } });
  });

  test('hold against a card with the same names in another order, or with some of them', () => {
    const csv = 'c0,c1,c2\n10,5,a\n20,6,b\n,7,a';
    expect(read(facts(true), csv, { card: cardOf(['10', '20', '30'], null, ['a', 'b']) }).values).toEqual(codes);
    expect(read(facts(true), csv, { card: cardOf(['10', '20'], null, ['a', 'b']) }).values).toEqual(codes);
    expect(read(facts(true), csv, { card: cardOf(null, null, null) }).values).toEqual(codes);
  });

  test('can have other names in a card, of the same number and order', () => {
    const csv = 'c0,c1,c2\nten,5,a\ntwenty,6,b\n,7,a';
    expect(read(facts(true), csv, { card: cardOf(['ten', 'thirty', 'twenty'], null, null) }).values).toEqual(codes);
    for (const levels of [
      ['ten', 'thirty'],
      ['ten', '20', 'twenty'],
    ]) {
      const error = errorOf(() => read(facts(true), csv, { card: cardOf(levels, null, null) }));
      expect(error.code).toBe('model-input');
      expect(error.message).toContain('10, 30');
    }
  });
});

describe('categories without levels in the file', () => {
  const facts = factsOf([unnamed(3), null], true);

  test.each(['red', '2'])('are never guessed where nobody can be asked (%s)', (cell) => {
    const error = errorOf(() => read(facts, `c0,c1\n${cell},1\n0,2`));
    expect(error.code).toBe('model-input');
    expect(error.message).toContain('"levels"');
    expect(error.message).toContain('"c0"');
  });

  test('take the order of a card, if it has enough of them', () => {
    const csv = 'c0,c1\nred,1\nblue,2';
    expect(read(facts, csv, { card: cardOf(['blue', 'green', 'red'], null) }).values).toEqual([
      [2, 1],
      [0, 2],
    ]);
    expect(errorOf(() => read(facts, csv, { card: cardOf(['blue', 'red'], null) })).code).toBe('model-input');
  });

  test('are asked for: texts in sorted order, or numbers as codes', () => {
    const texts = read(facts, 'c0,c1\nred,1\nblue,2\ngreen,3', { answers: {} });
    expect(texts.values.map(([code]) => code)).toEqual([2, 0, 1]);
    expect(texts.questions).toMatchObject([{ about: 'levels of c0', guess: 'sorted' }]);
    const csv = 'c0,c1\n2,1\n0,2\n3,3';
    const codes = read(facts, csv, { answers: {} });
    expect(codes.values.map(([code]) => code)).toEqual([2, 0, 3]);
    expect(codes.questions[0].choices.map(({ value }) => value)).toEqual(['codes', 'sorted']);
    const sorted = read(facts, csv, { answers: { 'levels of c0': 'sorted' } });
    expect(sorted.values.map(([code]) => code)).toEqual([1, 0, 2]);
  });

  test('are refused where the table shows too few of them', () => {
    expect(errorOf(() => read(facts, 'c0,c1\nred,1\nblue,2', { answers: {} })).code).toBe('model-input');
  });
});
