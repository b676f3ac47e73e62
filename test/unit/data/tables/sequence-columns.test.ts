import { describe, expect, test } from 'vitest';
import { placeOf, type Sequence } from '../../../../src/data/tables/sequence.ts';
import {
  columnsByPattern,
  inLayout,
  recogniseSequence,
  stepName,
} from '../../../../src/data/tables/sequence-columns.ts';

const any = { steps: null, features: null };
const grid = (steps: readonly number[], features: readonly string[], name: (f: string, t: number) => string) =>
  features.flatMap((feature) => steps.map((step) => name(feature, step)));

describe('names of columns tell a sequence', () => {
  test.each([
    ['hr_1', (f: string, t: number) => `${f}_${t}`, '{feature}_{step}'],
    ['hr1', (f: string, t: number) => `${f}${t}`, '{feature}{step}'],
    ['hr_t1', (f: string, t: number) => `${f}_t${t}`, '{feature}_t{step}'],
    ['hr step 1', (f: string, t: number) => `${f} step ${t}`, '{feature} step {step}'],
    ['hr[1]', (f: string, t: number) => `${f}[${t}]`, '{feature}[{step}]'],
    ['t1_hr', (f: string, t: number) => `t${t}_${f}`, 't{step}_{feature}'],
    ['1.hr', (f: string, t: number) => `${t}.${f}`, '{step}.{feature}'],
    ['day 1 hr', (f: string, t: number) => `day ${t} ${f}`, 'day {step} {feature}'],
  ])('%s', (_, name, pattern) => {
    for (const first of [0, 1, 9]) {
      const steps = Array.from({ length: 12 }, (__, at) => first + at);
      const features = ['hr', 'bp sys', 'weight'];
      const names = ['id', ...grid(steps, features, name), 'outcome'];
      const found = recogniseSequence(names, { steps: 12, features: 3 });
      expect(found).toMatchObject({ steps: 12, features, first, pattern });
      for (const [t, own] of (found?.columns ?? []).entries())
        expect(own.map((at) => names[at])).toEqual(features.map((feature) => name(feature, first + t)));
      expect(columnsByPattern(names, pattern, { steps: 12, features }).columns).toEqual(found?.columns);
      expect(stepName(pattern, 'hr', first)).toBe(name('hr', first));
    }
  });

  test('numbers with zeros before them are numbers', () => {
    const steps = Array.from({ length: 11 }, (_, at) => at);
    const names = grid(steps, ['a', 'b'], (f, t) => `${f}_${String(t).padStart(2, '0')}`);
    expect(recogniseSequence(names, any)).toMatchObject({ steps: 11, features: ['a', 'b'], first: 0 });
    const found = columnsByPattern(names, '{feature}_{step}', { steps: 11, features: ['b', 'a'] });
    expect(found.columns[10]).toEqual([21, 10]);
  });

  test('features may end in numbers of their own', () => {
    const names = grid([1, 2, 3], ['pm25', 'o3'], (f, t) => `${f}_${t}`);
    expect(recogniseSequence(names, { steps: 3, features: 2 })).toMatchObject({ features: ['pm25', 'o3'] });
  });

  test('other numbered columns are no features of the sequence', () => {
    const names = [...grid([1, 2, 3, 4], ['hr', 'bp'], (f, t) => `${f}_${t}`), 'score_1', 'score_2'];
    expect(recogniseSequence(names, { steps: 4, features: 2 })?.features).toEqual(['hr', 'bp']);
    expect(recogniseSequence(names, { steps: 4, features: 3 })).toBeNull();
  });

  test.each([
    ['steps that are missing', ['a_1', 'a_2', 'a_4', 'b_1', 'b_2', 'b_4']],
    ['a step twice', ['a_1', 'a_01', 'b_1', 'b_2']],
    ['no numbers', ['a', 'b', 'c']],
    ['one column alone', ['a_1', 'b']],
    ['steps that count backwards', grid([1, 2, 3], ['hr', 'bp'], (f, t) => `${f}_lag${t}`)],
    ['steps before now', grid([1, 2, 3], ['hr', 'bp'], (f, t) => `${f}(t-${t})`)],
  ])('not from %s', (_, names) => {
    expect(recogniseSequence(names, any)).toBeNull();
  });
});

test('columns that a pattern names and the table lacks are -1', () => {
  const found = columnsByPattern(['a_2', 'b_3'], '{feature}_{step}', { steps: 2, features: ['a', 'b'], first: 2 });
  expect(found.columns).toEqual([
    [0, -1],
    [-1, 1],
  ]);
  expect(columnsByPattern([], 'x{step}{feature}', { steps: 1, features: ['$&'] })).toEqual({
    first: 1,
    columns: [[-1]],
    unclear: null,
  });
});

test('of two columns of one step, the one that is spelled exactly is taken; else it is unclear', () => {
  const wanted = { steps: 2, features: ['a', 'b'], first: 1 };
  for (const names of [
    ['a_1', 'a_01', 'a_2', 'b_1', 'b_2'],
    ['a_01', 'a_1', 'a_001', 'a_2', 'b_1', 'b_2'],
  ]) {
    const { columns, unclear } = columnsByPattern(names, '{feature}_{step}', wanted);
    expect(columns.flat().map((at) => names[at])).toEqual(['a_1', 'b_1', 'a_2', 'b_2']);
    expect(unclear).toBeNull();
  }
  const alike = ['a_1', 'a_2', 'b_01', 'b_001', 'b_2', 'b_03', 'b_003'];
  expect(columnsByPattern(alike, '{feature}_{step}', wanted).unclear).toEqual([2, 3]);
  expect(columnsByPattern(alike, '{feature}_{step}', { ...wanted, steps: 1, first: 2 }).unclear).toBeNull();
});

test('places of a row are steps and features in both layouts', () => {
  const cells = [
    ['a1', 'b1', 'c1'],
    ['a2', 'b2', 'c2'],
  ];
  for (const layout of ['TF', 'FT'] as const) {
    const sequence: Sequence = { steps: 2, features: ['a', 'b', 'c'], first: 1, layout };
    const row = inLayout(cells, layout);
    expect(row).toEqual(layout === 'TF' ? cells.flat() : ['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
    for (const [at, name] of row.entries()) {
      const [step, feature] = placeOf(sequence, at) ?? [-1, -1];
      expect(cells[step][feature]).toBe(name);
      expect(placeOf({ ...sequence, from: 2 }, at + 2)).toEqual([step, feature]);
    }
    for (const beside of [-1, 6]) expect(placeOf(sequence, beside)).toBeNull();
    expect(placeOf({ ...sequence, from: 2 }, 1)).toBeNull();
  }
});
