// The principal reasons for a decision, compared with all rows and with those of another answer that
// are nearest to having this one.

import { afterAll, describe, expect, test } from 'vitest';
import { explainers } from '../../../src/explainers/index.ts';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import { type ReasonsOptions, reasonsOf } from '../../../src/library/reasons.ts';
import { parseReasons, type Reasons } from '../../../src/records/reasons.ts';
import { failureOf } from '../../support/failure.ts';
import type { Stump } from '../../support/stumps.ts';
import { drawn, opener } from './stump-tables.ts';
import { given, openLibrary } from './support.ts';

const { oriel } = openLibrary();
afterAll(() => oriel.close());

/** A sum of steps: each column adds by itself. */
const STEPS: readonly Stump[] = [
  { column: 5, below: 1000, leaves: [-1, 0] },
  { column: 5, below: 2500, leaves: [-0.7, 0.4] },
  { column: 0, below: 40, leaves: [0.5, -0.3] },
  { column: 2, below: 0.5, leaves: [-0.4, 0.2] },
  { column: 4, below: 0.5, leaves: [0.1, 1.1] },
];

/** What columns add to the raw score. */
const added = (columns: readonly number[], row: readonly number[]): number =>
  STEPS.filter(({ column }) => columns.includes(column)).reduce(
    (sum, { column, below, leaves }) => sum + leaves[row[column] < below ? 0 : 1],
    0,
  );

const ROWS = drawn(300, 3);

const open = (stumps: readonly Stump[] = STEPS, rows = ROWS): Promise<OrielModel> =>
  opener(oriel)(stumps, rows, { protected: ['age'] });

const PLAYERS: Readonly<Record<string, readonly number[]>> = { age: [0], years: [1], flat: [2, 3, 4], income: [5] };
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const raw: ReasonsOptions = { space: 'raw', count: 20 };

/** What each player adds, beside what it adds to the reference rows on average: its Shapley value. */
function brute(row: readonly number[], reference: readonly (readonly number[])[]): Map<string, number> {
  return new Map(
    Object.entries(PLAYERS).map(([name, columns]) => [
      name,
      added(columns, row) - mean(reference.map((other) => added(columns, other))),
    ]),
  );
}

function expectAll(found: Reasons, values: ReadonlyMap<string, number>): void {
  const { explanation, reasons, raising } = found;
  expect(parseReasons(JSON.parse(JSON.stringify(found)))).toEqual(found);
  expect(new Set(explanation.players)).toEqual(new Set(values.keys()));
  for (const [at, name] of explanation.players.entries())
    expect(explanation.attributions[0][at]).toBeCloseTo(values.get(name) ?? Number.NaN, 5);
  const sum = explanation.attributions[0].reduce((total, value) => total + value, 0);
  expect(explanation.base[0] + sum).toBeCloseTo(explanation.prediction[0], 5);
  const toward = [...values]
    .map(([name, value]) => [name, raising ? value : -value] as const)
    .filter(([, value]) => value > 1e-6)
    .sort((a, b) => b[1] - a[1]);
  expect(reasons.map(({ name }) => name)).toEqual(toward.map(([name]) => name));
}

describe('principal reasons', () => {
  test('there are none where there was no time to learn anything', async () => {
    const model = await open();
    const asIs = await reasonsOf(model, 0, raw);
    expect(asIs.reasons).not.toEqual([]);
    const hurried = {
      ...model,
      explain: (...asked: Parameters<OrielModel['explain']>) => ({
        result: model.explain(...asked).result.then((record) => ({ ...record, endsOnly: true as const })),
      }),
    };
    expect((await reasonsOf(hurried, 0, raw)).reasons).toEqual([]);
    await model.close();
  });

  test.each([0, 1, 2, 3, 4, 5])('add up to the answer, compared with all rows: row %i', async (row) => {
    const model = await open();
    expectAll(await model.reasons(row, raw), brute(ROWS[row], ROWS));
    await model.close();
  });

  test.each([0, 1, 2, 3, 4, 5])(
    'compared with the 100 of another answer that are nearest to it: row %i',
    async (row) => {
      const model = await open();
      const answers = (await model.predict(ROWS.map((_, at) => at))).map((both) => both[both.length - 1]);
      const yes = answers[row] >= 0.5;
      const others = answers
        .map((answer, at) => ({ answer, at }))
        .filter(({ answer }) => answer >= 0.5 !== yes)
        .sort((a, b) => (yes ? b.answer - a.answer : a.answer - b.answer) || a.at - b.at)
        .slice(0, 100)
        .map(({ at }) => at);
      const found = await model.reasons(row, { ...raw, reference: 'approved' });
      const farthest = answers[others[99]];
      expect(found.reference).toEqual({ kind: 'approved', rows: 100, reach: yes ? farthest : 1 - farthest });
      expect(others.length).toBe(100);
      expectAll(
        found,
        brute(
          ROWS[row],
          others.map((at) => ROWS[at]),
        ),
      );
      await model.close();
    },
  );

  test('say the decision, own and usual values, one-hot columns together, and which are protected', async () => {
    const model = await open();
    const row = [25, 3, 1, 0, 0, 500];
    const { decision, raising, reasons, reference } = await model.reasons(row, raw);
    const [[, answer]] = await model.predict([row]);
    expect(decision).toEqual({ class: 'no', share: 1 - answer, threshold: 0.5 });
    expect(raising).toBe(false);
    expect(reference).toEqual({ kind: 'all', rows: 300 });
    const sorted = (column: number) => ROWS.map((each) => each[column]).sort((a, b) => a - b);
    const median = (column: number) => (sorted(column)[149] + sorted(column)[150]) / 2;
    expect(reasons[0]).toMatchObject({ name: 'income', values: [500], typical: [median(5)], protected: false });
    const upward = await model.reasons([25, 3, 0, 0, 1, 3500], raw);
    const age = upward.reasons.find(({ name }) => name === 'age');
    expect(age).toMatchObject({ values: [25], typical: [median(0)], protected: true });
    const counts = [2, 3, 4].map((column) => ROWS.filter((each) => each[column] === 1).length);
    const commonest = counts.indexOf(Math.max(...counts));
    expect(upward.reasons.find(({ name }) => name === 'flat')).toMatchObject({
      columns: ['flat_own', 'flat_rent', 'flat_free'],
      values: [0, 0, 1],
      typical: [0, 1, 2].map((at) => +(at === commonest)),
    });
    // A usual value can be a reason too: for one decision or for the other.
    const usual = [0, 1, 2].map((at) => +(at === commonest));
    const both = await Promise.all([500, 3500].map((income) => model.reasons([25, 3, ...usual, income], raw)));
    const flat = both.flatMap((found) => found.reasons).find(({ name }) => name === 'flat');
    expect(flat?.shared).toBe(counts[commonest] / 300);
    expect((await model.reasons(row, { ...raw, count: 1 })).reasons).toEqual(reasons.slice(0, 1));
  });

  test('groups of a person’s own stay together, with those that are found beside them', async () => {
    const model = await open();
    const { explanation } = await model.reasons(0, { ...raw, groups: { person: ['age', 'years'] } });
    expect(explanation.groups).toEqual({ person: ['age', 'years'], flat: ['flat_own', 'flat_rent', 'flat_free'] });
    const { explanation: other } = await model.reasons(0, { ...raw, groups: { home: ['flat_own', 'flat_rent'] } });
    expect(other.groups).toEqual({ home: ['flat_own', 'flat_rent'] });
  });

  test('of several classes, those beyond are the rows with another class that is nearest to this one', async () => {
    const model = await oriel.open([given('penguins/forest.onnx'), given('penguins/data.csv')], {
      card: given('penguins/forest.card.json'),
    });
    const { decision, reference, explanation, reasons, raising } = await model.reasons(0, { reference: 'approved' });
    const [answer] = await model.predict([0]);
    const { outputs } = model.facts;
    const place = answer.indexOf(Math.max(...answer));
    expect(decision).toEqual({ class: outputs[place], share: answer[place], threshold: null });
    expect(raising).toBe(true);
    expect(explanation.outputs).toEqual([outputs[place]]);
    const rows = Array.from({ length: model.facts.rows }, (_, row) => row);
    const shares = (await model.predict(rows))
      .filter((each) => each.indexOf(Math.max(...each)) !== place)
      .map((each) => each[place])
      .sort((a, b) => b - a);
    expect(shares.length).toBeGreaterThan(100);
    expect(reference).toEqual({ kind: 'approved', rows: 100, reach: shares[99] });
    expect(reasons.length).toBeGreaterThan(0);
  });

  test('where fewer than 100 rows have another answer, compared with all of them, however far', async () => {
    const model = await open(STEPS, ROWS.slice(0, 60));
    const answers = (await model.predict(ROWS.slice(0, 60).map((_, at) => at))).map((both) => both[1]);
    const row = answers.findIndex((answer) => answer >= 0.5);
    const others = [...answers.keys()].filter((at) => answers[at] < 0.5);
    const found = await model.reasons(row, { ...raw, reference: 'approved' });
    expect(found.reference).toEqual({
      kind: 'approved',
      rows: others.length,
      reach: Math.min(...others.map((at) => answers[at])),
    });
    expectAll(
      found,
      brute(
        ROWS[row],
        others.map((at) => ROWS[at]),
      ),
    );
    await model.close();
  });

  test.each(explainers.map(({ name, family }) => [name, family] as const))(
    'are Shapley values, compared with the group: %s (%s)',
    async (explainer, family) => {
      const model = await open();
      const asked = () => model.reasons(4, { count: 20, explainer, space: 'raw', seed: 1 });
      if (family === 'shap' && explainer !== 'linear-shap') {
        const { explanation } = await asked();
        expect(explanation.explainer.name).toBe(explainer);
        expect(explanation.base[0]).toBeCloseTo(mean(ROWS.map((row) => added([0, 1, 2, 3, 4, 5], row))), 5);
        const values = brute(ROWS[4], ROWS);
        for (const [at, name] of explanation.players.entries())
          expect(explanation.attributions[0][at]).toBeCloseTo(values.get(name) ?? Number.NaN, 4);
      } else {
        const failure = await failureOf(asked);
        expect(failure.code).toBe('request-invalid');
        expect(failure.message).toContain(explainer);
        expect(failure.message).toMatch(/[Uu]se auto/);
      }
      await model.close();
    },
  );

  test('refuses what means nothing', async () => {
    const model = await open();
    for (const count of [0, 2.5, 21])
      expect((await failureOf(() => model.reasons(0, { count }))).code).toBe('request-invalid');
    const strange = { explainer: 'strange' };
    expect((await failureOf(() => model.reasons(0, strange))).code).toBe('request-explainer');
    const path = { explainer: 'tree-shap', explainerOptions: { perturbation: 'path-dependent' } };
    expect((await failureOf(() => model.reasons(0, { ...raw, ...path }))).code).toBe('usage-contradiction');
    const same = await open([{ column: 5, below: 1000, leaves: [1, 2] }]);
    expect((await failureOf(() => same.reasons(0, { reference: 'approved' }))).message).toContain(
      'no row of the table',
    );
    expect((await same.reasons(0, raw)).decision?.class).toBe('yes');
    const number = await oriel.open([given('diabetes/gbt.onnx'), given('diabetes/data.csv')], {
      card: given('diabetes/gbt.card.json'),
    });
    expect((await failureOf(() => number.reasons(0, { reference: 'approved' }))).code).toBe('request-invalid');
    const told = await number.reasons(0, { space: 'raw' });
    expect(told.decision).toBe(null);
    expect(told.raising).toBe(told.explanation.prediction[0] >= told.explanation.base[0]);
  });
});
