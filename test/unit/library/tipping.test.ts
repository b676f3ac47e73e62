// How near an answer is to another one: how far each column can go by itself, and how many of the
// table's rows are nearer to theirs.

import { afterAll, describe, expect, test } from 'vitest';
import type { CounterfactualOptions } from '../../../src/library/counterfactual-options.ts';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import { type Counterfactual, parseCounterfactual } from '../../../src/records/counterfactual.ts';
import type { Stump } from '../../support/stumps.ts';
import { drawn, opener, ROWS } from './stump-tables.ts';
import { given, openLibrary } from './support.ts';

const { oriel } = openLibrary();
afterAll(() => oriel.close());

const open = opener(oriel);

/** Income decides: yes from 2000 on; age from 45 on does, too, and a free flat. */
const EITHER: readonly Stump[] = [
  { column: 5, below: 2000, leaves: [-1, 1] },
  { column: 0, below: 45, leaves: [0, 2] },
  { column: 4, below: 0.5, leaves: [0, 1.5] },
];

async function tippingOf(model: OrielModel, row: number, options: CounterfactualOptions = {}) {
  const record = await model.counterfactual(row, { ...options, tipping: true, milliseconds: 600_000 }).result;
  expect(parseCounterfactual(JSON.parse(JSON.stringify(record)))).toEqual(record);
  if (!record.tipping) throw new Error('not said');
  return { record, ...record.tipping };
}

describe('how far each column can go by itself', () => {
  test('thresholds, to the last step, and levels; what the card protects is left as it is', async () => {
    const model = await open(EITHER, ROWS, { protected: ['years'] });
    const { columns, record } = await tippingOf(model, 0);
    const by = new Map(columns.map((column) => [column.columns.join(), column]));
    expect([...by.keys()]).toEqual(['age', 'flat_own,flat_rent,flat_free', 'income']);
    expect(columns.every(({ exact }) => exact)).toBe(true);
    expect(by.get('age')).toMatchObject({ from: [30], up: { stays: [44], tips: [45] }, down: null, missing: null });
    const scale = record.limits.columns[0].deviation ?? 0;
    expect(by.get('age')?.up?.distance).toBe(15 / scale);
    expect(by.get('income')).toMatchObject({ up: { stays: [1999], tips: [2000] }, levels: null });
    expect(by.get('flat_own,flat_rent,flat_free')).toMatchObject({
      from: [1, 0, 0],
      levels: [
        { values: [0, 1, 0], tips: false },
        { values: [0, 0, 1], tips: true },
      ],
    });
    for (const { up } of columns)
      if (up?.tips) {
        const changed = record.input.values.slice();
        changed[record.input.columns.indexOf(up === by.get('age')?.up ? 'age' : 'income')] = up.tips[0];
        expect(await model.predict([changed])).toEqual([up.output]);
      }
  });

  test('within the limits that were given', async () => {
    const model = await open(EITHER, ROWS);
    const { columns } = await tippingOf(model, 0, {
      fixed: ['flat_own'],
      ranges: { age: [20, 40] },
      steps: { income: 300 },
    });
    expect(columns.map((column) => column.columns)).toEqual([['age'], ['years'], ['income']]);
    expect(columns[0]).toMatchObject({
      up: { stays: [40], tips: null, output: null },
      down: { stays: [20], tips: null },
    });
    expect(columns[2]).toMatchObject({ up: { stays: [1800], tips: [2100] } });
  });

  test('is not there where it was not asked', async () => {
    const model = await open(EITHER, ROWS);
    const record = await model.counterfactual(0).result;
    expect('tipping' in record).toBe(false);
  });

  test('a network is searched, and that is said', async () => {
    const model = await oriel.open([given('credit/mlp.onnx'), given('credit/data.csv')], {
      card: given('credit/mlp.card.json'),
    });
    const job = model.counterfactual(384, { tipping: true, milliseconds: 600_000, count: 1 });
    // The columns come first, then the ways, then the table's rows.
    job.on('progress', ({ estimate }) => estimate?.tipping?.among && job.cancel());
    const record = await job.result;
    expect(record.stopped).toBe('cancelled');
    expect(record.tipping?.among?.rows).toBeGreaterThan(0);
    const columns = record.tipping?.columns ?? [];
    expect(columns.length).toBe(17);
    const inexact = columns.filter(({ exact }) => !exact).map((column) => column.columns[0]);
    expect(inexact).toEqual(['credit_amount']);
    for (const { columns: names, up, down } of columns)
      for (const tip of [up, down]) {
        if (!tip?.tips) continue;
        const rows = [tip.stays, tip.tips].map((values) =>
          record.input.values.with(record.input.columns.indexOf(names[0]), values[0]),
        );
        const [[held], [tipped]] = await model.predict(rows);
        expect(held >= 0.5).toBe(record.modelOutput[0] >= 0.5);
        expect(tipped >= 0.5).not.toBe(record.modelOutput[0] >= 0.5);
      }
    await model.close();
  }, 60_000);
});

/** Whether the first way of a record is nearer than that of another; two that have none are not. */
function isNearer({ ways: [a] }: Counterfactual, { ways: [b] }: Counterfactual): boolean {
  if (!a || !b) return a !== undefined;
  return a.changed !== b.changed ? a.changed < b.changed : a.distance < b.distance;
}

describe('how many of the table’s rows are nearer to another answer', () => {
  test.each([3, 11, 30])('equals solving each of them: row %i', async (row) => {
    const model = await open(EITHER, drawn(60, 7));
    const own = await tippingOf(model, row, { count: 1 });
    const others: boolean[] = [];
    for (let other = 0; other < 60; other++) {
      if (other === row) continue;
      const { result } = model.counterfactual(other, { count: 1, milliseconds: 600_000 });
      others.push(isNearer(await result, own.record));
    }
    const nearer = others.filter(Boolean).length;
    const share = nearer / 59;
    expect(own.among).toEqual({
      nearer,
      rows: 59,
      undecided: 0,
      all: true,
      share,
      low: share,
      high: share,
      exact: true,
    });
    await model.close();
  });

  test('of a large table some are drawn, the same for the same seed, with an interval', async () => {
    const rows = drawn(60, 7);
    const all = await open(EITHER, rows);
    const many = await open(EITHER, [...Array.from({ length: 20 }, () => rows).flat()]);
    const { among: exact } = await tippingOf(all, 3, { count: 1 });
    const { among } = await tippingOf(many, 3, { count: 1 });
    const again = await tippingOf(many, 3, { count: 1 });
    expect(among).toMatchObject({ rows: 400, all: false, exact: true });
    expect(again.among).toEqual(among);
    expect(again.record.id).toBe((await tippingOf(many, 3, { count: 1 })).record.id);
    const { low = 1, high = 0, share = 0 } = among ?? {};
    expect(low).toBeLessThan(share);
    expect(share).toBeLessThan(high);
    expect(exact?.share).toBeGreaterThan(low);
    expect(exact?.share).toBeLessThan(high);
  });

  test('all but the row itself, also where there are rows that the model cannot take', async () => {
    const [head, ...lines] = new TextDecoder().decode(given('credit/data.csv').data).split('\n').slice(0, 13);
    const duration = head.split(',').indexOf('duration');
    const first = lines[0].split(',').map((cell, at) => (at === duration ? '' : cell));
    const data = new TextEncoder().encode([head, first.join(','), ...lines.slice(1)].join('\n'));
    const model = await oriel.open([given('credit/mlp.onnx'), { name: 'data.csv', data }], {
      card: given('credit/mlp.card.json'),
    });
    const { among } = await tippingOf(model, 11, { count: 1 });
    expect(among?.rows).toBe(10);
    await model.close();
  });

  test('nothing is said of them where there is no way', async () => {
    const model = await open([{ column: 5, below: 2000, leaves: [1, 2] }], ROWS);
    const { among, record, columns } = await tippingOf(model, 0);
    expect(record.proof).toBe('none within limits');
    expect(among).toBe(null);
    expect(columns).not.toEqual([]);
  });
});
