import { describe, expect, test } from 'vitest';
import { parseCard, type SequenceInput } from '../../../../src/data/card.ts';
import { plansOf } from '../../../../src/models/bind/input-plan.ts';
import { findSequence } from '../../../../src/models/bind/sequence.ts';
import { bindTabular as bind } from '../../../../src/models/bind/tabular.ts';
import type { ModelFacts, TensorShape } from '../../../../src/models/model.ts';
import { numericColumns, tableOf } from '../../../support/models.ts';
import { errorOf } from '../../support/errors.ts';

const facts = (shape: TensorShape['shape'], ...others: TensorShape[]): ModelFacts => ({
  file: 'm.onnx',
  format: 'onnx',
  sha256: '',
  bytes: 0,
  inputs: [{ name: 'x', type: 'float32', shape }, ...others],
  outputs: [{ name: 'y', type: 'float32', shape: [null, 1] }],
  opsets: {},
  operators: [],
  classicalOperators: false,
  takesMissing: false,
  classes: null,
  metadata: {},
});
const card = (sequence: SequenceInput, features?: readonly string[]) =>
  parseCard(
    {
      ...{ schema: 'oriel.card/1', name: 'm', task: 'regression', input: { kind: 'tabular', sequence } },
      ...(features && { features: features.map((name) => ({ name, kind: 'numeric' })) }),
    },
    'card.json',
  );
const table = (...names: string[]) => tableOf(numericColumns(...names));
const bindTabular = (...[of, columns, own, target]: Parameters<typeof bind>) =>
  bind(of, columns, own, target, findSequence);
const named = (bound: ReturnType<typeof bindTabular>, names: readonly string[]) =>
  bound.columns.map((at) => names[at]).join(' ');

/** An input of two columns beside the sequence. */
const STATIC: TensorShape = { name: 'given', type: 'float32', shape: [null, 2] };
const GRID = ['a_1', 'a_2', 'a_3', 'b_1', 'b_2', 'b_3'];

test('the tensor has the dimensions of steps and features, whatever the batch', () => {
  for (const [batch, rows] of [
    [null, 5],
    [1, 1],
  ] as const) {
    const bound = bindTabular(facts([batch, 3, 2]), table(...GRID, 'y'), null, null);
    expect(bound.binding.batch).toBe(batch);
    expect(named(bound, GRID)).toBe('a_1 b_1 a_2 b_2 a_3 b_3');
    expect(bound.target).toBe('y');
    const [plan] = plansOf(bound.binding);
    expect(plan).toMatchObject({ columns: null, width: 6 });
    expect(plan.dims(rows)).toEqual([rows, 3, 2]);
  }
});

test('features may come first', () => {
  const bound = bindTabular(facts([null, 2, 3]), table(...GRID), null, null);
  expect(bound.sequence).toMatchObject({ layout: 'FT', steps: 3, features: ['a', 'b'] });
  expect(named(bound, GRID)).toBe(GRID.join(' '));
  expect(plansOf(bound.binding)[0].dims(4)).toEqual([4, 2, 3]);
});

test('where both fit, steps come first, and a notice says so; a card turns them', () => {
  const names = ['a_1', 'a_2', 'b_1', 'b_2'];
  const bound = bindTabular(facts([null, 2, 2]), table(...names), null, null);
  expect(named(bound, names)).toBe('a_1 b_1 a_2 b_2');
  expect(bound.notices.map(({ key }) => key)).toEqual(['model.sequenceRecognised', 'model.sequenceSquare']);
  const said = { steps: 2, features: ['a', 'b'], layout: 'FT', columns: '{feature}_{step}' } as const;
  const turned = bindTabular(facts([null, 2, 2]), table(...names), card({ ...said, features: ['a', 'b'] }), null);
  expect(named(turned, names)).toBe('a_1 a_2 b_1 b_2');
  expect(turned.notices).toEqual([]);
});

test('one step or one feature needs no names', () => {
  for (const shape of [
    [null, 3, 1],
    [1, 1, 3],
  ] as const) {
    const bound = bindTabular(facts(shape), table('p', 'q', 'r', 'y'), null, null);
    expect(named(bound, ['p', 'q', 'r', 'y'])).toBe('p q r');
    expect(bound.target).toBe('y');
    expect(bound.notices.map(({ key }) => key)).toEqual(['model.lastIsTarget']);
  }
});

describe('a card', () => {
  test('by the order of its features, or of the table', () => {
    const names = ['w', 'v', 'u', 't', 's', 'r'];
    const byFeature = { steps: 3, features: ['a', 'b'], order: 'features' } as const;
    const own = bindTabular(
      facts([null, null, null]),
      table(...names, 'left', 'over'),
      card({ ...byFeature, features: ['a', 'b'] }, ['r', 's', 't', 'u', 'v', 'w']),
      null,
    );
    expect(named(own, names)).toBe('r u s v t w');
    const bySteps = bindTabular(facts([null, 3, 2]), table(...names), card({ steps: 3, features: ['a', 'b'] }), null);
    expect(named(bySteps, names)).toBe('w v u t s r');
  });

  test('names of steps that begin elsewhere', () => {
    const names = ['5:b', '6:b', '5:a', '6:a', '7:a', '7:b'];
    const said = { steps: 2, features: ['a', 'b'], columns: '{step}:{feature}', first: 6 };
    const bound = bindTabular(facts([1, 2, 2]), table(...names), card(said), null);
    expect(named(bound, names)).toBe('6:a 6:b 7:a 7:b');
    expect(bound.sequence).toMatchObject({ first: 6, pattern: '{step}:{feature}' });
  });

  test('a model of flat rows may have a sequence in its columns', () => {
    const bound = bindTabular(
      facts([null, 6]),
      table(...GRID),
      card({ steps: 3, features: ['a', 'b'], columns: '{feature}_{step}', layout: 'FT' }),
      null,
    );
    expect(named(bound, GRID)).toBe(GRID.join(' '));
    expect(plansOf(bound.binding)[0].dims(4)).toEqual([4, 6]);
  });
});

describe('columns beside a sequence', () => {
  const staticFirst = (model: ModelFacts): ModelFacts => ({ ...model, inputs: model.inputs.toReversed() });

  test.each([
    ['behind', facts([null, 3, 2], STATIC), 0],
    ['before', staticFirst(facts([null, 3, 2], STATIC)), 2],
    ['as many as there are', facts([null, 3, 2], { ...STATIC, shape: [null, null] }), 0],
  ])('%s, told by the names of the sequence', (_, model, from) => {
    const names = ['age', ...GRID, 'weight', 'y'];
    const bound = bindTabular(model, table(...names), null, 'y');
    const [sequence, beside] = ['a_1 b_1 a_2 b_2 a_3 b_3', 'age weight'];
    expect(named(bound, names)).toBe(from > 0 ? `${beside} ${sequence}` : `${sequence} ${beside}`);
    expect(bound.target).toBe('y');
    expect(bound.sequence?.from ?? 0).toBe(from);
    const plans = plansOf(bound.binding);
    expect(plans.find(({ name }) => name === 'x')?.dims(5)).toEqual([5, 3, 2]);
    expect(plans.find(({ name }) => name === 'given')?.dims(5)).toEqual([5, 2]);
    expect(plans.flatMap(({ columns }) => columns)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('one input a column, by their names; one column more than is taken is the target', () => {
    const age: TensorShape = { name: 'age', type: 'float32', shape: [null, 1] };
    const sex: TensorShape = { name: 'sex', type: 'float32', shape: [null] };
    const names = ['sex', 'other', ...GRID, 'age'];
    const bound = bindTabular(facts([null, 3, 2], age, sex), table(...names), null, null);
    expect(named(bound, names)).toBe('a_1 b_1 a_2 b_2 a_3 b_3 age sex');
    expect(bound.target).toBe('other');
  });

  test('by a card: names of the sequence, and features for the rest', () => {
    const names = ['weight', 'left', ...GRID, 'over', 'age'];
    const said = { steps: 3, features: ['b', 'a'], columns: '{feature}_{step}' };
    const all = bindTabular(facts([null, 3, 2], STATIC), table(...names), card(said, [...GRID, 'age', 'weight']), null);
    expect(named(all, names)).toBe('b_1 a_1 b_2 a_2 b_3 a_3 age weight');
    const rest = bindTabular(facts([null, 3, 2], STATIC), table(...names), card(said, ['age', 'weight']), null);
    expect(rest.columns).toEqual(all.columns);
  });

  test.each([false, true])('by a card: all in the order of the inputs, with features %s', (listed) => {
    const names = ['p', 'q', 'r', 's', 't', 'u', 'v', 'w'];
    const order = listed ? names.toReversed() : names;
    const said = card({ steps: 3, features: ['a', 'b'] }, listed ? order : undefined);
    for (const model of [facts([null, 3, 2], STATIC), staticFirst(facts([null, 3, 2], STATIC))])
      expect(named(bindTabular(model, table(...names), said, null), names)).toBe(order.join(' '));
  });
});

describe('errors say what is wanted', () => {
  test.each([
    ['no names', facts([1, 3, 2]), table('p', 'q', 'r', 's', 't', 'u'), null, '[1, 3, 2] is 3 steps of 2 features'],
    ['too few columns', facts([null, null, 2]), table('a_1', 'b'), null, 'any number of steps of 2 features'],
    [
      'a card of other steps',
      facts([null, 3, 2]),
      table(...GRID),
      card({ steps: 4, features: ['a', 'b'] }),
      'the card says 4 steps of 2 features in the layout TF, but the model takes [?, 3, 2]',
    ],
    [
      'a feature twice',
      facts([null, 3, 2]),
      table(...GRID),
      card({ steps: 3, features: ['a', 'a'], columns: '{feature}_{step}' }),
      'names the feature a twice',
    ],
    [
      'two columns of one step',
      facts([null, 3, 2]),
      table('a_01', 'a_001', ...GRID.slice(1)),
      card({ steps: 3, features: ['a', 'b'], columns: '{feature}_{step}' }),
      'the columns a_01, a_001 are all the same feature at the same step',
    ],
    [
      'columns that are not there',
      facts([null, 3, 2]),
      table(...GRID),
      card({ steps: 3, features: ['a', 'c'], columns: '{feature}_{step}' }),
      'c_1',
    ],
    [
      'features of another number than there are cells',
      facts([null, 3, 2]),
      table(...GRID),
      card({ steps: 3, features: ['a', 'b'] }, ['a_1', 'a_2']),
      '6',
    ],
    [
      'a table of another width',
      facts([null, 3, 2]),
      table('p', 'q'),
      card({ steps: 3, features: ['a', 'b'] }),
      't.csv',
    ],
  ])('%s', (_, model, data, own, says) => {
    const error = errorOf(() => bindTabular(model, data, own, null));
    expect(error.code).toMatch(/^(model|data)-/);
    expect(error.message).toContain(says);
  });

  test('several inputs of sequences', () => {
    const error = errorOf(() =>
      bindTabular(facts([null, 3, 2], { ...STATIC, shape: [null, 3, 1] }), table(...GRID), null, null),
    );
    expect(error.code).toBe('model-input');
    expect(error.message).toContain('several of its inputs are sequences (x, given)');
  });

  test('a sequence beside columns of which nothing says which is which', () => {
    const letters = ['p', 'q', 'r', 's', 't', 'u', 'v', 'w'];
    const error = errorOf(() => bindTabular(facts([null, 3, 2], STATIC), table(...letters), null, null));
    expect(error.message).toContain('The columns that are left are for the input given');
    const said = card({ steps: 3, features: ['a', 'b'] });
    expect(errorOf(() => bindTabular(facts([null, 3, 2], STATIC), table(...letters.slice(1)), said, null)).code).toBe(
      'data-columns-unclear',
    );
    const short = card({ steps: 3, features: ['a', 'b'] }, letters.slice(1));
    expect(errorOf(() => bindTabular(facts([null, 3, 2], STATIC), table(...letters), short, null)).message).toContain(
      '8',
    );
  });

  test.each([
    ['no steps', { features: ['a'] }],
    ['half a step', { steps: 1.5, features: ['a'] }],
    ['no features', { steps: 2, features: [] }],
    ['an unknown layout', { steps: 2, features: ['a'], layout: 'XY' }],
    ['a pattern without a step', { steps: 2, features: ['a'], columns: '{feature}' }],
  ])('a card with %s', (_, sequence) => {
    const error = errorOf(() => card(sequence as SequenceInput));
    expect(error.code).toBe('card-invalid');
    expect(error.message).toContain('sequence');
  });
});
