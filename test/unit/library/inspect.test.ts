// A model as a whole, asked of the library: the numbers of scikit-learn and shap, from files.

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { GivenFile } from '../../../src/library/given-files.ts';
import type { OrielModel } from '../../../src/library/oriel-model.ts';
import { type Inspection, parseInspection } from '../../../src/records/inspection.ts';
import type { Explanation } from '../../../src/records/record.ts';
import performance from '../../golden/whole-model/performance.json';
import { csvOf } from '../../support/stumps.ts';
import { golden } from '../support/golden.ts';
import { given, openLibrary } from './support.ts';

const { oriel } = openLibrary();
afterAll(() => oriel.close());

interface Data {
  readonly feature_names: string[];
  readonly class_names: string[];
  readonly explain: number[][];
  readonly background: number[][];
  readonly test: number[][];
  readonly test_y: number[];
}

const file = (name: string, data: Uint8Array): GivenFile => ({ name, data: new Uint8Array(data) });
const header = (names: readonly string[]): string[] => names.map((name) => `"${name}"`);

/**
 * A golden model with some rows of its data, and a target where it is known.
 * @param blanks rows whose first cell is empty.
 */
function goldenModel(
  name: string,
  rows: 'test' | 'explain',
  task: string,
  blanks: readonly number[] = [],
): Promise<OrielModel> {
  const data = golden<Data>(`data/${name.split('-')[0]}.json`);
  const known = rows === 'test';
  const table = csvOf([
    [...header(data.feature_names), ...(known ? ['known'] : [])],
    ...data[rows].map((row, at) => [
      ...(blanks.includes(at) ? ['', ...row.slice(1)] : row),
      ...(known ? [data.test_y[at]] : []),
    ]),
  ]);
  const bytes = readFileSync(new URL(`../../golden/models/${name}.onnx`, import.meta.url));
  const card = {
    schema: 'oriel.card/1',
    name,
    task,
    ...(task !== 'regression' && { classes: data.class_names.map((_, at) => String(at)) }),
    ...(known && { target: 'known', holdout: data.test.map((_, at) => at) }),
    features: data.feature_names.map((feature) => ({ name: feature, kind: 'numeric' })),
    input: { kind: 'tabular' },
  };
  const files = { model: file('model.onnx', bytes), table: file('rows.csv', table) };
  return oriel.open(files, { ask: 'none', card: file('card.json', new TextEncoder().encode(JSON.stringify(card))) });
}

const credit = (model = 'gbt'): Promise<OrielModel> =>
  oriel.open([given(`credit/${model}.onnx`), given('credit/data.csv'), given(`credit/${model}.card.json`)]);

const valid = (inspection: Inspection): void =>
  expect(parseInspection(JSON.parse(JSON.stringify(inspection)))).toEqual(inspection);

/** What does not say when it was made, or how long that took. */
const lasting = ({ created: _created, milliseconds: _milliseconds, ...rest }: Inspection) => rest;

describe('how good it is', () => {
  test.each([
    ['breast_cancer-gbt', 'binary'],
    ['wine-mlp', 'multiclass'],
    ['diabetes-rf', 'regression'],
  ])('%s: what scikit-learn finds', async (name, task) => {
    const model = await goldenModel(name, 'test', task);
    const found = await model.inspect({ explained: 1, curves: 0, backend: 'wasm' }).result;
    valid(found);
    const wanted = performance[name as keyof typeof performance] as unknown as Record<string, number>;
    // The files hold single precision, and so do answers.
    const near = (value: number | null, key: string, most = 2e-6) =>
      expect(Math.abs((value as number) - wanted[key]) / Math.max(1, Math.abs(wanted[key])), key).toBeLessThan(most);
    expect(found.table).toMatchObject({ used: wanted.rows, known: wanted.rows, trained: 'no' });
    expect(found.warnings).toEqual([]);
    const own = found.performance!;
    if (own.kind === 'binary') {
      near(own.rocAuc.value, 'roc_auc');
      near(own.averagePrecision.value, 'average_precision');
      near(own.logLoss.value, 'log_loss', 1e-5);
      near(own.brier.value, 'brier');
      near(own.decisions.f1.value, 'f1_at_half');
    } else if (own.kind === 'multiclass') {
      near(own.accuracy.value, 'accuracy');
      near(own.logLoss.value, 'log_loss', 1e-5);
      near(own.macroF1.value, 'macro_f1');
      near(own.rocAuc.value, 'roc_auc_ovr_macro');
    } else {
      near(own.r2.value, 'r2');
      near(own.mae.value, 'mae');
      near(own.rmse.value, 'rmse');
    }
    await model.close();
  });
});

test("what it goes by: the mean size of shap's values, of trees in raw space", async () => {
  const model = await goldenModel('breast_cancer-gbt', 'explain', 'binary');
  const data = golden<Data>('data/breast_cancer.json');
  const background = { file: file('background.csv', csvOf([header(data.feature_names), ...data.background])) };
  const found = await model.inspect({ background, curves: 2, backend: 'wasm' }).result;
  valid(found);
  const phi = golden<{ tree_interventional_raw: number[][] }>('values/breast_cancer-gbt.json').tree_interventional_raw;
  const { importance } = found;
  expect(importance).toMatchObject({ rows: 10, space: 'raw', explainer: 'tree-shap', exact: true });
  for (const [player, name] of data.feature_names.entries()) {
    const mean = phi.reduce((sum, row) => sum + Math.abs(row[player]), 0) / phi.length;
    const own = importance!.players.find((one) => one.name === name)!;
    expect(Math.abs(own.importance.value! - mean)).toBeLessThan(1e-6);
  }
  expect(found.curves!.map(({ column }) => column)).toEqual(importance!.players.slice(0, 2).map(({ name }) => name));
  // Nothing is known of these rows.
  expect(found).toMatchObject({ performance: null, permutation: null, errors: null });
  expect(found.warnings.map((one) => one!.key)).toEqual(['inspecting.nothingKnown']);
  await model.close();
});

describe('German credit', () => {
  test('groups by the card and by what is asked for, gaps that add up, in the same bits again', async () => {
    const model = await credit();
    const options = { curves: 1, backend: 'wasm', protected: ['age', 'foreign_worker', 'age*foreign_worker'] } as const;
    const found = await model.inspect(options).result;
    valid(found);
    expect(found.fairness!.map(({ columns }) => columns)).toEqual([
      ['age'],
      ['foreign_worker'],
      ['age', 'foreign_worker'],
    ]);
    const [age] = found.fairness!;
    expect(age.groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(200);
    // The difference of mean attributions is that of mean raw answers, which records have.
    const rows = model.facts.card.holdout!.toSorted((a, b) => a - b);
    const records: Explanation[] = [];
    for (const row of rows)
      records.push(await model.explain(row, { space: 'raw', backend: 'wasm', curves: false }).result);
    const { from, to } = age.groups[1].of[0] as { from: number; to: number };
    const at = model.facts.columns.findIndex(({ name }) => name === 'age');
    const cells = await Promise.all(rows.map((row) => model.row(row)));
    const inGroup = cells.map((row) => (row[at] as number) > from && (row[at] as number) <= to);
    const mean = (wanted: boolean): number => {
      const own = records.filter((_, index) => inGroup[index] === wanted);
      return own.reduce((sum, { prediction }) => sum + prediction[0], 0) / own.length;
    };
    const gap = age.gaps![1]!;
    expect(Math.abs(gap.difference - (mean(true) - mean(false)))).toBeLessThan(1e-9);
    const sum = gap.columns.reduce((all, { difference }) => all + difference.value!, 0);
    expect(Math.abs(sum - gap.difference)).toBeLessThan(1e-9);

    const again = await model.inspect(options).result;
    expect(lasting(again)).toEqual(lasting(found));
    const standard = await model.inspect({ explained: 5, curves: 0, backend: 'wasm' }).result;
    expect(standard.fairness!.flatMap(({ columns }) => columns)).toEqual(model.facts.card.protected);
    await model.close();
  });

  test('parts come as they are found, and cancelling leaves what is there', async () => {
    const model = await credit('mlp');
    const job = model.inspect({ backend: 'wasm', budget: { samples: 200 } });
    const parts: Inspection[] = [];
    const first = new Promise<void>((resolve) => {
      job.on('part', (part) => {
        parts.push(part);
        if (part.importance) resolve();
      });
    });
    await first;
    job.cancel();
    const found = await job.result;
    valid(found);
    expect(parts[0]).toMatchObject({ stopped: 'running', importance: null, curves: null });
    expect(parts[0].performance!.kind).toBe('binary');
    expect(found.stopped).toBe('cancelled');
    expect(found.importance!.rows).toBeLessThan(200);
    expect(found.curves).toBeNull();
    expect(job.status().state).toBe('cancelled');
    await model.close();
  });

  test('of a long table, some rows say how good it is and what it goes by before all do', async () => {
    const text = readFileSync(new URL('../../../public/examples/credit/data.csv', import.meta.url), 'utf8');
    const [head, ...lines] = text.trimEnd().split('\n');
    const table = [head, ...Array.from({ length: 10_000 }, (_, at) => lines[at % lines.length])].join('\n');
    const { holdout: _holdout, ...card } = JSON.parse(new TextDecoder().decode(given('credit/gbt.card.json').data));
    const long = await oriel.open(
      { model: given('credit/gbt.onnx'), table: file('long.csv', new TextEncoder().encode(table)) },
      { card: file('card.json', new TextEncoder().encode(JSON.stringify(card))) },
    );
    const options = { curves: 0, space: 'raw', backend: 'wasm' } as const;
    const job = long.inspect(options);
    const parts: Inspection[] = [];
    job.on('part', (part) => parts.push(part));
    const all = await job.result;
    const [first] = parts;
    valid(first);
    expect(first.table.used).toBeLessThan(5000);
    expect(first.table.used).toBe(first.performance?.rows);
    expect(first.importance).toBeNull();
    // Drawn by chance, they say what all rows say.
    const areaOf = ({ performance: found }: Inspection) => (found?.kind === 'binary' ? found.rocAuc : null);
    const [some, whole] = [areaOf(first), areaOf(all)];
    expect(Math.abs(some!.value! - whole!.value!)).toBeLessThan(3 * (some!.high! - some!.low!));
    const early = parts.find(({ importance }) => importance);
    expect(early?.importance?.rows).toBeLessThan(2000);
    expect(early?.importance?.players[0].name).toBe(all.importance?.players[0].name);
    expect([all.table.used, all.performance?.rows, all.importance?.rows]).toEqual([10_000, 10_000, 10_000]);
    // Every row was asked for once, whatever was said of some of them.
    const none = await long.inspect({ ...options, explained: 1 }).result;
    expect(all.calls).toBe(none.calls);
    await long.close();
  }, 60_000);

  test('it goes on behind what is explained meanwhile, until the model is closed', async () => {
    const model = await credit('mlp');
    const alone = { budget: { samples: 60 }, background: { rows: 5 }, backend: 'wasm' } as const;
    const options = { ...alone, curves: 0, explained: 8 };
    const job = model.inspect(options);
    await new Promise<void>((resolve) => {
      job.on('part', () => resolve());
    });
    for (const row of [3, 4]) {
      const { stopped } = await model.explain(row, alone).result;
      expect(stopped).not.toBe('cancelled');
      expect(job.status().state).toBe('running');
    }
    const found = await job.result;
    expect(found).toMatchObject({ stopped: 'done', importance: { rows: 8 } });
    const last = model.inspect(options);
    await new Promise<void>((resolve) => {
      last.on('part', () => resolve());
    });
    await model.close();
    expect((await last.result).stopped).toBe('cancelled');
  });

  test('one that was cancelled before it began, and what cannot be asked for', async () => {
    const model = await credit();
    const stop = new AbortController();
    stop.abort();
    await expect(model.inspect({ signal: stop.signal }).result).rejects.toMatchObject({ code: 'failure-cancelled' });
    await expect(model.inspect({ protected: ['shoe size'] }).result).rejects.toMatchObject({ code: 'data-column' });
    await expect(model.inspect({ protected: ['age*job*housing'] }).result).rejects.toMatchObject({
      code: 'request-invalid',
    });
    for (const wrong of [{ rows: 0 }, { explained: 2.5 }, { curves: -1 }, { threshold: Number.NaN }, { seed: -1 }])
      await expect(model.inspect(wrong).result).rejects.toMatchObject({ code: 'request-invalid' });
    const costs = { falsePositive: 1, falseNegative: -1 };
    await expect(model.inspect({ costs }).result).rejects.toMatchObject({ code: 'request-invalid' });
    await expect(model.inspect({ output: 'maybe' }).result).rejects.toMatchObject({ code: 'request-output' });
    await model.close();
  });
});

test.each([
  ['credit', 'gbt'],
  ['penguins', 'forest'],
  ['diabetes', 'gbt'],
])('few rows are inspected as well: %s', async (folder, name) => {
  const files = [`${folder}/${name}.onnx`, `${folder}/data.csv`, `${folder}/${name}.card.json`];
  const model = await oriel.open(files.map((path) => given(path)));
  for (const rows of [1, 2, 5]) {
    const found = await model.inspect({ rows, backend: 'wasm', threshold: 0.4 }).result;
    valid(found);
    expect(found).toMatchObject({ stopped: 'done', table: { used: rows } });
    expect(found.importance!.rows).toBe(rows);
  }
  await model.close();
});

test('a model of pictures is no model of tables', async () => {
  const files = ['model.onnx', 'model.card.json', 'photos/cat.jpg'].map((name) => given(`mobilenet/${name}`));
  const model = await oriel.open(files);
  await expect(model.inspect().result).rejects.toMatchObject({ code: 'request-invalid' });
  await model.close();
});

describe('beside another model', () => {
  test('both are what each is by itself, over the same rows', async () => {
    const [first, second] = await Promise.all(
      ['breast_cancer-gbt', 'breast_cancer-lr'].map((name) => goldenModel(name, 'test', 'binary')),
    );
    const options = { explained: 3, curves: 0, space: 'raw', backend: 'wasm' } as const;
    const found = await first.inspect({ ...options, againstModel: second }).result;
    valid(found);
    const alone = await second.inspect(options).result;
    const { performance: both, differences, disagreement, furthest, columns, ...rest } = found.againstModel!;
    expect(rest).toMatchObject({ model: alone.model, rows: found.table.used, explained: 3, space: 'raw' });
    expect(both![0]).toEqual(found.performance);
    const [, { kind, ...theirs }] = both!;
    const { averagePrecision: _bootstrapped, ...same } = theirs as Record<string, unknown>;
    expect(alone.performance).toMatchObject({ kind, ...same });
    const auc = (one: unknown): number => (one as { rocAuc: { value: number } }).rocAuc.value;
    const difference = differences!.find(({ name }) => name === 'rocAuc')!.difference;
    expect(difference.value).toBeCloseTo(auc(both![0]) - auc(both![1]), 12);

    const player = ({ importance }: Inspection, name: string) => importance!.players.find((one) => one.name === name)!;
    expect(columns!.map(({ name }) => name).sort()).toEqual(found.importance!.players.map(({ name }) => name).sort());
    for (const { name, first: own, second: other, difference: apart } of columns!) {
      expect(own!.value).toBeCloseTo(player(found, name).importance.value!, 12);
      expect(other!.value).toBeCloseTo(player(alone, name).importance.value!, 12);
      expect(apart.value).toBeCloseTo(player(found, name).mean.value! - player(alone, name).mean.value!, 12);
    }

    // The row that is named is one where they say so.
    const [{ row, answers, decided }] = furthest;
    // Trees have an output for each class, the linear model one for the second class alone.
    expect([first, second].map(({ facts }) => facts.outputs.length)).toEqual([2, 1]);
    expect(answers[0]).toBeCloseTo((await first.predict([row]))[0][1], 12);
    expect(answers[1]).toBeCloseTo((await second.predict([row]))[0][0], 12);
    expect(disagreement!.rows).toBeGreaterThan(0);
    expect(decided![0]).not.toBe(decided![1]);
    await second.close();
    await first.close();
  });

  test('of all rows that the other one takes, what each goes by is known without an error', async () => {
    const [first, second] = await Promise.all(
      ['breast_cancer-gbt', 'breast_cancer-lr'].map((name) => goldenModel(name, 'explain', 'binary', [1, 4, 7])),
    );
    const options = { curves: 0, space: 'raw', backend: 'wasm', againstModel: second } as const;
    const all = (await first.inspect(options).result).againstModel!;
    expect([all.rows, all.explained]).toEqual([7, 7]);
    const width = ({ low, high }: { low: number | null; high: number | null }): number => high! - low!;
    for (const { first: own, second: other, apart } of all.columns!)
      expect([own, other, apart].map((one) => width(one!))).toEqual([0, 0, 0]);
    // Of some of them only an estimate is.
    const some = (await first.inspect({ ...options, explained: 5 }).result).againstModel!;
    expect(some.explained).toBeLessThan(7);
    expect(width(some.columns![0].apart)).toBeGreaterThan(0);
    await second.close();
    await first.close();
  });

  test('of several classes in another order, and of numbers', async () => {
    const wine = await goldenModel('wine-lr', 'test', 'multiclass');
    const nets = await goldenModel('wine-mlp', 'test', 'multiclass');
    const options = { explained: 2, budget: { samples: 60 }, curves: 0, backend: 'wasm' } as const;
    const found = await wine.inspect({ ...options, againstModel: nets }).result;
    valid(found);
    const { performance: both, differences, explained } = found.againstModel!;
    expect(both![1]).toMatchObject({ kind: 'multiclass', rows: found.table.used });
    expect(differences!.map(({ name }) => name)).toEqual(['accuracy', 'logLoss']);
    expect(explained).toBe(2);

    const [trees, line] = await Promise.all(
      ['diabetes-rf', 'diabetes-lin'].map((name) => goldenModel(name, 'test', 'regression')),
    );
    const numbers = await trees.inspect({ curves: 0, explained: 2, backend: 'wasm', againstModel: line }).result;
    valid(numbers);
    const { disagreement, furthest, differences: off } = numbers.againstModel!;
    expect(disagreement).toBeNull();
    expect(off!.map(({ name }) => name)).toEqual(['mae', 'rmse']);
    const distances = furthest.map(({ answers: [a, b] }) => Math.abs(a - b));
    expect(distances).toEqual(distances.toSorted((a, b) => b - a));

    for (const other of [line, await goldenModel('wine-lr', 'explain', 'multiclass')])
      await expect(wine.inspect({ ...options, againstModel: other }).result).rejects.toMatchObject({
        code: 'request-invalid',
      });
    for (const model of [wine, nets, trees, line]) await model.close();
  });
});
