// Files that XGBoost and LightGBM wrote, through the whole engine: predictions and path-dependent
// SHAP values as the libraries give them.

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import { boosterFormat } from '../../../src/models/trees/booster-format.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

interface Golden {
  readonly rows: readonly (readonly (number | null)[])[];
  readonly raw: readonly (number | readonly number[])[];
  readonly prediction: readonly (number | readonly number[])[];
  readonly contributions: readonly (readonly (number | readonly number[])[])[];
}
const folder = new URL('../../golden/boosters/', import.meta.url);
const source = (name: string, data: Buffer | string) => ({
  name,
  data: new Uint8Array(Buffer.from(data)).buffer as ArrayBuffer,
});

async function open(name: string, suffix: string) {
  const golden = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Golden;
  const model = await engine.openModel(source(`${name}${suffix}`, readFileSync(new URL(`${name}${suffix}`, folder))));
  const width = golden.rows[0].length;
  const names: string[] =
    JSON.parse(model.facts.metadata.feature_names ?? 'null') ?? Array.from({ length: width }, (_, j) => `c${j}`);
  // In another order where the model knows names: they, not places, are what is matched.
  const order = names.map((_, j) => (model.facts.metadata.feature_names ? width - 1 - j : j));
  const lines = golden.rows.map((row) => order.map((j) => row[j] ?? '').join(','));
  const table = await engine.openTable(source('data.csv', [order.map((j) => names[j]).join(','), ...lines].join('\n')));
  // What XGBoost's linear booster says of a column is what it adds to none at all.
  const zeros = await engine.openTable(
    source('zeros.csv', [order.map((j) => names[j]).join(','), order.map(() => 0).join(',')].join('\n')),
  );
  return { golden, model, table, names, background: name === 'xgboost-linear' ? zeros : table };
}

/** Scores and contributions of a row, by output. */
const listOf = (value: number | readonly number[]): readonly number[] => (typeof value === 'number' ? [value] : value);
function contributionsOf(row: readonly (number | readonly number[])[], outputs: number): number[][] {
  if (typeof row[0] !== 'number') return row.map((each) => [...(each as readonly number[])]);
  const width = row.length / outputs;
  return Array.from({ length: outputs }, (_, k) => row.slice(k * width, (k + 1) * width) as number[]);
}

const CASES = [
  ...['binary-missing', 'categorical', 'dart', 'deep', 'linear', 'multiclass', 'regression'].flatMap((name) => [
    [`xgboost-${name}`, '.model.json', 2e-6] as const,
    [`xgboost-${name}`, '.ubj', 2e-6] as const,
  ]),
  ...['binary', 'categorical-missing', 'multiclass', 'poisson', 'regression', 'zero-as-missing'].map(
    (name) => [`lightgbm-${name}`, '.txt', 1e-9] as const,
  ),
];

test.each(CASES)('%s%s', { timeout: 60_000 }, async (name, suffix, tolerance) => {
  const { golden, model, table, names, background } = await open(name, suffix);
  expect(model.facts.format).toBe(name.split('-')[0]);
  // Where a file marks categories without naming them, the table's numbers are their codes.
  const probe = await engine.study({ model: model.handle, table: table.handle, target: null, answers: {} });
  const features = names.map((each, j) => {
    const levels = model.facts.categories?.[j] && probe.card.features?.[j].levels;
    return levels ? { name: each, kind: 'categorical' as const, levels } : { name: each, kind: 'numeric' as const };
  });
  const study = await engine.study({ model: model.handle, table: table.handle, card: { ...probe.card, features } });
  expect(study.card.name).toBe(name);
  let worst = 0;
  let worstPrediction = 0;
  let worstShare = 0;
  for (const row of golden.rows.keys()) {
    const record = await engine.explain(
      `${row}`,
      {
        study: study.handle,
        input: { kind: 'row', row },
        explainer:
          name === 'xgboost-linear'
            ? { name: 'linear-shap' }
            : { name: 'tree-shap', options: { perturbation: 'path-dependent' } },
        outputs: 'all',
        space: 'raw',
        seed: 0,
        budget: {},
        curves: false,
        background: { method: 'all', rows: 0, table: background.handle },
      },
      () => {},
    );
    const scores = listOf(golden.raw[row]);
    // Of two classes that share a score, the second has its sign.
    const at = (k: number) => (scores.length < record.outputs.length ? 1 : k);
    const apart = (found: number, expected: number) => Math.abs(found - expected) / Math.max(1, Math.abs(expected));
    for (const [k, score] of scores.entries()) worst = Math.max(worst, apart(record.prediction[at(k)], score));
    for (const [k, answer] of listOf(golden.prediction[row]).entries())
      worstPrediction = Math.max(worstPrediction, apart(record.modelOutput[at(k)], answer));
    for (const [k, expected] of contributionsOf(golden.contributions[row], scores.length).entries()) {
      for (const [j, value] of record.attributions[at(k)].entries())
        worstShare = Math.max(worstShare, apart(value, expected[j]));
      worstShare = Math.max(worstShare, apart(record.base[at(k)], expected[names.length]));
    }
    expect(record.backend).toMatchObject({ name: 'native' });
  }
  if (process.env.ORIEL_REPORT) console.log(name, suffix, worst, worstPrediction, worstShare);
  expect(worst).toBeLessThan(tolerance);
  expect(worstPrediction).toBeLessThan(tolerance);
  expect(worstShare).toBeLessThan(10 * tolerance);
});

describe('what a file is', () => {
  test.each([
    ['{"learner":{}}', 'xgboost'],
    ['{\n  "learner": {}}', 'xgboost'],
    ['{"schema":"oriel.card/1"}', null],
    ['{"format":"layers-model","modelTopology":{}}', null],
    ['tree\nversion=v4\n', 'lightgbm'],
    ['tree,height\n1,2\n', null],
    ['', null],
  ])('%s', (text, format) => {
    expect(boosterFormat(new TextEncoder().encode(text))).toBe(format);
  });

  test('a damaged booster is a typed error that names the file', async () => {
    const bytes = readFileSync(new URL('xgboost-deep.ubj', folder));
    await expect(engine.openModel(source('cut.ubj', bytes.subarray(0, 4000)))).rejects.toMatchObject({
      code: 'model-trees',
    });
  });
});
