// The principal reasons for a decision, compared with all rows and with those just beyond the
// threshold.

import { afterAll, describe, expect, test } from 'vitest';
import type { OrielModel } from '../../../src/library/model.ts';
import type { ReasonsOptions } from '../../../src/library/reasons.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { parseReasons, type Reasons } from '../../../src/records/reasons.ts';
import { failureOf } from '../../support/failure.ts';
import { csvOf, type Stump, stumpsModel } from '../../support/stumps.ts';
import { given, openLibrary } from './support.ts';

const { oriel } = openLibrary();
afterAll(() => oriel.close());

const NAMES = ['age', 'years', 'flat_own', 'flat_rent', 'flat_free', 'income'];

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

const random = createRandom(3);
const ROWS = Array.from({ length: 300 }, () => {
  const flat = random.integer(3);
  return [
    20 + random.integer(50),
    random.integer(40),
    ...[0, 1, 2].map((at) => +(at === flat)),
    100 * random.integer(40),
  ];
});

function open(stumps: readonly Stump[] = STEPS, rows = ROWS, card = {}): Promise<OrielModel> {
  return oriel.open(
    [
      { name: 'model.json', data: stumpsModel(NAMES, stumps) },
      { name: 'rows.csv', data: csvOf([NAMES, ...rows]) },
    ],
    {
      card: {
        schema: 'oriel.card/1',
        name: 'stumps',
        task: 'binary',
        classes: ['no', 'yes'],
        features: NAMES.map((name) => ({ name, kind: 'numeric' as const })),
        input: { kind: 'tabular' },
        protected: ['age'],
        ...card,
      },
    },
  );
}

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
  test.each([0, 1, 2, 3, 4, 5])('add up to the answer, compared with all rows: row %i', async (row) => {
    const model = await open();
    expectAll(await model.reasons(row, raw), brute(ROWS[row], ROWS));
    await model.close();
  });

  test.each([0, 1, 2, 3, 4, 5])('compared with those just beyond the threshold: row %i', async (row) => {
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
    expect(found.reference).toEqual({ kind: 'approved', rows: others.length });
    expect(others.length).toBe(100);
    expectAll(
      found,
      brute(
        ROWS[row],
        others.map((at) => ROWS[at]),
      ),
    );
    await model.close();
  });

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
    expect(reference).toEqual({ kind: 'approved', rows: 100 });
    expect(reasons.length).toBeGreaterThan(0);
  });

  test('refuses what means nothing', async () => {
    const model = await open();
    for (const count of [0, 2.5, 21])
      expect((await failureOf(() => model.reasons(0, { count }))).code).toBe('request-invalid');
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
