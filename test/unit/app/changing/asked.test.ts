import { describe, expect, test } from 'vitest';
import { countOf, optionsFor, partsOptionsFor } from '../../../../src/app/changing/asked.ts';
import {
  type ChangeWishes,
  notChanging,
  noWishes,
  wishesFor,
  withColumn,
} from '../../../../src/app/changing/changing-state.ts';
import { about, targetOf, wantedClass } from '../../../../src/app/changing/target.ts';
import { defaultSettings } from '../../../../src/app/settings.ts';
import { creditStudy, penguinCard } from '../make.ts';

const wishes = (change: Partial<ChangeWishes>): ChangeWishes => ({ ...noWishes, ...change });

describe('what is asked of the library', () => {
  test('without wishes: nothing is limited, and what a person waits for goes first', () => {
    expect(optionsFor(noWishes, defaultSettings)).toEqual({
      ...{ fixed: [], free: [], onlyUp: [], onlyDown: [], together: [] },
      ...{ ranges: {}, steps: {}, levels: {}, costs: {} },
      ...{ missing: false, plausible: false, seed: 0, backend: 'auto', priority: 'batch' },
    });
  });

  test('each wish has its place; who says how a column may change wants it free', () => {
    const columns = {
      purpose: { may: 'nothing' },
      age: { may: 'up', step: 5 },
      amount: { may: 'down', least: 500, cost: 2 },
      sex: { may: 'any' },
      housing: { levels: ['own', 'rent'] },
    } as const;
    const to = { class: 'good risk' };
    const asked = optionsFor(wishes({ columns, changed: 2, plausible: true, missing: true, to }), defaultSettings);
    expect(asked).toMatchObject({
      ...{ fixed: ['purpose'], free: ['age', 'amount', 'sex'], onlyUp: ['age'], onlyDown: ['amount'] },
      ...{ ranges: { amount: [500, null] }, steps: { age: 5 }, costs: { amount: 2 } },
      ...{ levels: { housing: ['own', 'rent'] }, changed: 2, plausible: true, missing: true, to },
    });
  });

  test('columns that move together make one group, whoever names whom', () => {
    const columns = { a: { with: 'b' }, c: { with: 'd' }, e: { with: 'a' }, f: { with: 'f' } };
    expect(optionsFor(wishes({ columns }), defaultSettings).together).toEqual([
      ['c', 'd'],
      ['a', 'b', 'e'],
    ]);
    const joined = { ...columns, b: { with: 'c' } };
    const [only, ...others] = optionsFor(wishes({ columns: joined }), defaultSettings).together ?? [];
    expect([[...only].sort(), others]).toEqual([['a', 'b', 'c', 'd', 'e'], []]);
  });

  test('of a text and a picture, only what they have is asked for', () => {
    const of = (kind: 'text' | 'image') => ({ card: { ...creditStudy.card, input: { kind } } }) as typeof creditStudy;
    const asked = { milliseconds: 60_000, seed: 0, backend: 'auto', priority: 'batch' };
    expect(partsOptionsFor(noWishes, of('text'), defaultSettings)).toEqual({ swap: false, ...asked });
    const swapped = wishes({ swap: true, to: { class: 'good risk' } });
    expect(partsOptionsFor(swapped, of('text'), defaultSettings)).toEqual({ ...asked, swap: true, to: swapped.to });
    expect(countOf(swapped)).toBe(2);
    const settings = { ...defaultSettings, segments: 20, fill: 'mean' };
    expect(partsOptionsFor(swapped, of('image'), settings)).toEqual({
      ...{ ...asked, to: swapped.to },
      image: { segments: 20, fill: 'mean' },
    });
  });

  test('wishes are counted, taken back field by field, and are about one model', () => {
    const one = withColumn(wishes({ of: 'ab', changed: 1 }), 'age', { may: 'up', least: 20 });
    expect(countOf(one)).toBe(3);
    expect(countOf(withColumn(one, 'age', { least: undefined }))).toBe(2);
    expect(withColumn(one, 'age', { may: undefined, least: undefined }).columns).toEqual({});
    const changing = { ...notChanging, wishes: one };
    expect(wishesFor(changing, creditStudy)).toBe(one);
    expect(wishesFor(changing, { ...creditStudy, model: 'cd' })).toEqual({ ...noWishes, of: 'cd' });
  });
});

describe('the answer that is looked for', () => {
  const penguins = { ...creditStudy, card: penguinCard, outputs: ['Adelie', 'Chinstrap', 'Gentoo'] };

  test.each([
    [creditStudy, { label: null, percent: null }, null],
    [creditStudy, { label: 'good risk', percent: null }, { class: 'good risk' }],
    [creditStudy, { label: 'bad risk', percent: 60 }, { output: 'bad risk', least: 0.6 }],
    // The other class of one output: less of that output.
    [creditStudy, { label: 'good risk', percent: 70 }, { output: 'bad risk', most: 0.3 }],
    [penguins, { label: 'Gentoo', percent: 90 }, { output: 'Gentoo', least: 0.9 }],
  ] as const)('of a form, and back (%#)', (study, wanted, to) => {
    expect(targetOf(study, wanted)).toEqual(to);
    expect(wantedClass(study, to)).toEqual(wanted);
  });

  test('a number to begin with has three digits', () => {
    expect([about(123.456), about(0.0123456), about(-98765)]).toEqual([123, 0.0123, -98800]);
  });
});
