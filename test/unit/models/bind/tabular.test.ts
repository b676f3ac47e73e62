import { describe, expect, test } from 'vitest';
import type { Card } from '../../../../src/data/card.ts';
import type { Column } from '../../../../src/data/tables/table.ts';
import { bindTabular } from '../../../../src/models/bind/index.ts';
import type { ModelFacts, TensorShape } from '../../../../src/models/model.ts';
import { failureOf } from '../../../support/failure.ts';
import { numericColumns, tableOf } from '../../../support/models.ts';

const float = (name: string, ...shape: (number | null)[]): TensorShape => ({ name, type: 'float32', shape });
const text = (name: string, ...shape: (number | null)[]): TensorShape => ({ name, type: 'string', shape });
const int = (name: string, ...shape: (number | null)[]): TensorShape => ({ name, type: 'int64', shape });
const probabilities = float('probabilities', null, 2);

const factsOf = (
  inputs: TensorShape[],
  outputs: TensorShape[] = [probabilities],
  more: Partial<ModelFacts> = {},
): ModelFacts => ({
  file: 'm.onnx',
  format: 'onnx',
  sha256: '',
  bytes: 1,
  inputs,
  outputs,
  opsets: {},
  operators: [],
  classicalOperators: false,
  takesMissing: false,
  classes: null,
  metadata: {},
  ...more,
});
const category = (name: string, ...levels: string[]): Column => ({ name, kind: 'categorical', levels });
const cardOf = (features: Card['features'], more: Partial<Card> = {}): Card => ({
  schema: 'oriel.card/1',
  name: 'm',
  task: 'binary',
  input: { kind: 'tabular' },
  features,
  ...more,
});
const bind = (facts: ModelFacts, columns: readonly Column[], card: Card | null, target: string | null) =>
  bindTabular(facts, tableOf(columns), card, target);
const numeric = (name: string) => ({ name, kind: 'numeric' as const });
const matrix = factsOf([float('X', null, 3)]);

describe('one input of many columns', () => {
  test('M columns are taken in order', () => {
    const { binding, columns, target, notices } = bind(matrix, numericColumns('a', 'b', 'c'), null, null);
    expect(columns).toEqual([0, 1, 2]);
    expect(target).toBeNull();
    expect(notices).toEqual([]);
    expect(binding).toEqual({
      kind: 'tabular',
      inputs: [{ name: 'X', type: 'float32', shape: 'matrix', columns: [0, 1, 2], levels: null }],
      batch: null,
      output: 'probabilities',
      outputs: 2,
    });
  });

  test('of M + 1 the last is the target, with a notice', () => {
    const { columns, target, notices } = bind(matrix, numericColumns('a', 'b', 'c', 'y'), null, null);
    expect(columns).toEqual([0, 1, 2]);
    expect(target).toBe('y');
    expect(notices).toEqual([{ key: 'model.lastIsTarget', values: { column: 'y' } }]);
  });

  test('a named target is left out wherever it stands', () => {
    const { columns, target, notices } = bind(matrix, numericColumns('a', 'y', 'b', 'c'), null, 'y');
    expect(columns).toEqual([0, 2, 3]);
    expect(target).toBe('y');
    expect(notices).toEqual([]);
  });

  test.each([
    [numericColumns('a', 'b'), null],
    [numericColumns('a', 'b', 'c', 'd', 'e'), null],
    [numericColumns('a', 'b', 'c', 'd', 'e'), 'e'],
  ])('any other number is unclear', async (columns, target) => {
    const error = await failureOf(() => bind(matrix, columns, null, target));
    expect(error.code).toBe('data-columns-unclear');
    expect(error.details).toEqual({ expected: 3, file: 't.csv', found: columns.length });
  });

  test('a free width takes all but the named target, and is unclear without one', async () => {
    const free = factsOf([float('X', null, null)]);
    expect(bind(free, numericColumns('a', 'b', 'y'), null, 'y').columns).toEqual([0, 1]);
    expect((await failureOf(() => bind(free, numericColumns('a', 'b'), null, null))).code).toBe('data-columns-unclear');
  });

  test('a card decides which columns, and in which order', () => {
    const card = cardOf([numeric('c'), numeric('a'), numeric('b')], { target: 'y' });
    const { binding, columns, target } = bind(matrix, numericColumns('y', 'a', 'x', 'b', 'c'), card, null);
    expect(columns).toEqual([4, 1, 3]);
    expect(binding.inputs[0].columns).toEqual([0, 1, 2]);
    expect(target).toBe('y');
  });

  test('what the card names and the table lacks is named', async () => {
    const card = cardOf([numeric('a'), numeric('height'), numeric('width')]);
    const error = await failureOf(() => bind(matrix, numericColumns('a', 'b', 'c'), card, null));
    expect(error.code).toBe('data-missing-columns');
    expect(error.details).toEqual({ file: 't.csv', columns: ['height', 'width'], count: 2, near: null });
  });

  test('a card with another number of features is refused', async () => {
    const error = await failureOf(() =>
      bind(matrix, numericColumns('a', 'b'), cardOf([numeric('a'), numeric('b')]), null),
    );
    expect(error.code).toBe('model-input');
    expect(error.message).toContain('3 columns');
  });

  test.each(['["c", "a", "b"]', 'c, a, b'])('metadata may name the columns: %s', (names) => {
    const facts = factsOf([float('X', null, 3)], [probabilities], { metadata: { feature_names: names } });
    expect(bind(facts, numericColumns('a', 'b', 'c', 'y'), null, null)).toMatchObject({
      columns: [2, 0, 1],
      target: 'y',
    });
  });

  test('an unknown target is named', async () => {
    const error = await failureOf(() => bind(matrix, numericColumns('a', 'b', 'c'), null, 'z'));
    expect(error.code).toBe('data-column');
    expect(error.details).toEqual({ column: 'z', file: 't.csv' });
  });
});

describe('one input a column', () => {
  const inputs = [float('bill length', null, 1), text('island', null, 1), int('Year', null)];
  const columns = [category('ISLAND', 'Biscoe', 'Dream'), ...numericColumns('year', 'species', 'bill_length')];

  test('is matched by name, whatever case, spaces and underscores', () => {
    const bound = bind(factsOf(inputs), columns, null, null);
    expect(bound.columns).toEqual([3, 0, 1]);
    expect(bound.target).toBe('species');
    expect(bound.binding.inputs).toEqual([
      { name: 'bill length', type: 'float32', shape: 'column', columns: [0], levels: null },
      { name: 'island', type: 'string', shape: 'column', columns: [1], levels: [['Biscoe', 'Dream']] },
      { name: 'Year', type: 'int64', shape: 'vector', columns: [2], levels: null },
    ]);
  });

  test('an exact name wins over a similar one', () => {
    const bound = bind(factsOf([float('a', null, 1), float('A', null, 1)]), numericColumns('A', 'a'), null, null);
    expect(bound.columns).toEqual([1, 0]);
  });

  test('names match whatever the form of their accents, their marks and the white space in them', () => {
    const wanted = ['h\u00f6he', 'कि', 'מדידה 1', 'a 🧪', '❤️', 'x\u00a0y'];
    const there = ['x y', 'का', '❤️', 'מדידה 1', 'כ', 'ho\u0308he', 'a 🧫', 'A 🧪', 'कि'];
    const bound = bind(factsOf(wanted.map((name) => float(name, null, 1))), numericColumns(...there), null, null);
    expect(bound.columns).toEqual([5, 8, 3, 7, 2, 0]);
  });

  test('names that are alike are not merged: equal ones first, each column once', async () => {
    const prices = factsOf([float('price €', null, 1), float('price $', null, 1)]);
    expect(bind(prices, numericColumns('price $', 'Price_€'), null, null).columns).toEqual([1, 0]);
    const error = await failureOf(() => bind(prices, numericColumns('price $', 'y'), null, null));
    expect(error).toMatchObject({ code: 'data-missing-columns', details: { columns: ['price €'] } });
    const named = factsOf([float('X', null, 2)], [probabilities], { metadata: { feature_names: '["age","Age"]' } });
    expect((await failureOf(() => bind(named, numericColumns('age', 'y'), null, null))).details).toMatchObject({
      columns: ['Age'],
    });
  });

  test('a name that several columns are like is taken from the first, with a notice', () => {
    const { columns, notices } = bind(
      factsOf([float('AGE', null, 1), float('b', null, 1)]),
      numericColumns('Age', 'age', 'b'),
      null,
      null,
    );
    expect(columns).toEqual([0, 2]);
    expect(notices).toEqual([{ key: 'model.alikeColumns', values: { wanted: 'AGE', column: 'Age', others: ['age'] } }]);
  });

  test('20,000 columns by names of sixty letters that begin alike', () => {
    const begin = 'mean concentration of something or other in the blood, no. ';
    const wanted = Array.from({ length: 20_000 }, (_, n) => `${begin}${n}`);
    const facts = factsOf([float('X', null, 20_000)], [probabilities], {
      metadata: { feature_names: JSON.stringify(wanted) },
    });
    const there = wanted.map((name) => name.toUpperCase()).reverse();
    expect(bind(facts, numericColumns(...there), null, null).columns.slice(0, 2)).toEqual([19_999, 19_998]);
    expect(bind(factsOf([float('X', null, 20_000)]), numericColumns(...there), null, null).columns).toHaveLength(
      20_000,
    );
  });

  test('missing columns are named', async () => {
    const error = await failureOf(() => bind(factsOf(inputs), numericColumns('year'), null, null));
    expect(error.code).toBe('data-missing-columns');
    expect(error.details).toEqual({ file: 't.csv', columns: ['bill length', 'island'], count: 2, near: null });
  });

  test('beside a matrix, the rest goes to the matrix', () => {
    const facts = factsOf([text('island', null, 1), float('numbers', null, 2)]);
    const bound = bind(
      facts,
      [...numericColumns('a'), category('island', 'x'), ...numericColumns('b', 'y')],
      null,
      null,
    );
    expect(bound.columns).toEqual([1, 0, 2]);
    expect(bound.target).toBe('y');
    expect(bound.binding.inputs.map((input) => input.columns)).toEqual([[0], [1, 2]]);
  });

  test('a matrix of text beside one of numbers takes the columns of text', () => {
    const facts = factsOf([float('numbers', null, 2), text('texts', null, 2)]);
    const bound = bind(
      facts,
      [category('s', 'p', 'q'), ...numericColumns('a'), category('t', 'r'), ...numericColumns('b')],
      null,
      null,
    );
    expect(bound.columns).toEqual([1, 3, 0, 2]);
    expect(bound.binding.inputs[1].levels).toEqual([['p', 'q'], ['r']]);
  });
});

describe('text and numbers', () => {
  const columns = [category('sex', 'female', 'male'), ...numericColumns('age', 'size')];

  test('text where the model takes numbers is an error that names the column', async () => {
    const error = await failureOf(() => bind(matrix, columns, null, null));
    expect(error.code).toBe('model-input');
    expect(error.details).toMatchObject({ column: 'sex', input: 'X' });
    expect(error.message).toContain('"sex"');
    expect(error.message).toContain('female');
  });

  test('a cell that is no number is named with its line, and not the first level', async () => {
    const table = {
      file: 't.csv',
      columns: [category('sex', '1.0', 'inf'), ...numericColumns('age', 'size')],
      firstText: () => ({ text: 'inf', line: 7 }),
    };
    const error = await failureOf(() => bindTabular(matrix, table, null, null));
    expect(error.code).toBe('data-not-numeric');
    expect(error.details).toMatchObject({ file: 't.csv', column: 'sex', text: 'inf', line: 7 });
    const text = { ...table, firstText: () => ({ text: 'x', line: 7 }) };
    expect((await failureOf(() => bindTabular(matrix, text, null, null))).message).toContain('("x" in line 7)');
  });

  test('texts that say numbers are taken', () => {
    const says = { as: 'truth', numbers: [0, 1] } as const;
    const flags = [{ ...category('on', 'False', 'True'), says }, ...numericColumns('age', 'size')];
    expect(bind(matrix, flags, null, null).columns).toEqual([0, 1, 2]);
  });

  test('unless a card names the levels: then their codes are fed', () => {
    const card = cardOf([
      { name: 'sex', kind: 'categorical', levels: ['female', 'male'] },
      numeric('age'),
      numeric('size'),
    ]);
    expect(bind(matrix, columns, card, null).binding.inputs[0]).toMatchObject({
      columns: [0, 1, 2],
      levels: null,
    });
  });
});

describe('the output', () => {
  const columns = numericColumns('a', 'b', 'c');
  const chosen = (outputs: TensorShape[], card: Card | null = null) => {
    const { output, outputs: count } = bind(factsOf([float('X', null, 3)], outputs), columns, card, null).binding;
    return [output, count];
  };
  const features = [numeric('a'), numeric('b'), numeric('c')];

  test.each([
    ['probabilities beside a label', [int('label', null), probabilities], ['probabilities', 2]],
    ['probabilities beside scores', [float('scores', null, 2), float('probs', null, 2)], ['probs', 2]],
    ['[N, 1]', [float('variable', null, 1)], ['variable', 1]],
    ['[N]', [float('variable', null)], ['variable', 1]],
    ['[N, K, 1, 1]', [float('out', null, 4, 1, 1)], ['out', 4]],
    ['a free width is left to be found out', [float('out', null, null)], ['out', 0]],
    ['half precision', [{ name: 'out', type: 'float16', shape: [null, 3] } as TensorShape], ['out', 3]],
  ] as const)('%s', (_, outputs, expected) => {
    expect(chosen([...outputs])).toEqual(expected);
  });

  test('what fits the classes of the card', () => {
    const card = cardOf(features, { task: 'multiclass', classes: ['a', 'b', 'c'] });
    expect(chosen([float('embedding', null, 8), float('heads', null, 3)], card)).toEqual(['heads', 3]);
    expect(chosen([float('p', null, 1)], cardOf(features, { classes: ['no', 'yes'] }))).toEqual(['p', 1]);
  });

  test.each([
    ['a label alone', [int('label', null)], null, 'probabilities'],
    ['a picture', [float('mask', null, 1, 32, 32)], null, '[?, 1, 32, 32]'],
    [
      'other classes than the card',
      [probabilities],
      cardOf(features, { task: 'multiclass', classes: ['a', 'b', 'c'] }),
      '3 classes',
    ],
  ] as const)('%s cannot be explained', async (_, outputs, card, says) => {
    const error = await failureOf(() => chosen([...outputs], card));
    expect(error.code).toBe('model-output');
    expect(error.message).toContain(says);
  });
});

describe('rows of a call', () => {
  test('a fixed number is kept', () => {
    expect(
      bind(factsOf([float('X', 4, 3)], [float('y', 4, 2)]), numericColumns('a', 'b', 'c'), null, null).binding.batch,
    ).toBe(4);
  });

  test('one, where the model scales its numbers over all rows of a call', () => {
    const facts = factsOf([float('X', null, 3)], [probabilities], {
      operators: ['DynamicQuantizeLinear', 'MatMulInteger'],
    });
    expect(bind(facts, numericColumns('a', 'b', 'c'), null, null).binding.batch).toBe(1);
  });

  test.each([
    ['different numbers', [float('a', 4, 1), float('b', 5, 1)]],
    ['a picture', [float('a', null, 3, 8, 8)]],
    ['a row without a batch', [float('a', 3)]],
    ['no input', []],
  ])('%s cannot be filled', async (_, inputs) => {
    expect((await failureOf(() => bind(factsOf(inputs), numericColumns('a', 'b', 'c'), null, null))).code).toBe(
      'model-input',
    );
  });
});
