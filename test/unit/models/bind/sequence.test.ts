import { describe, expect, test } from 'vitest';
import { parseCard, type SequenceInput } from '../../../../src/data/card.ts';
import { plansOf } from '../../../../src/models/bind/input-plan.ts';
import { bindTabular } from '../../../../src/models/bind/tabular.ts';
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
const named = (bound: ReturnType<typeof bindTabular>, names: readonly string[]) =>
  bound.columns.map((at) => names[at]).join(' ');

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

  test('several inputs, one of them of sequences', () => {
    const model = facts([null, 3, 2], { name: 'age', type: 'float32', shape: [null, 1] });
    expect(errorOf(() => bindTabular(model, table(...GRID, 'age'), null, null)).code).toBe('model-input');
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
