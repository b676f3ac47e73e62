// A file of LightGBM with linear models in its leaves, through the whole engine: answers as the
// library gives them, explained exactly from the file, and as by trying every combination.

import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import { largestDifference } from '../support/attributions.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const folder = new URL('../../golden/boosters/', import.meta.url);
const source = (name: string, data: Buffer | string) => ({
  name,
  data: new Uint8Array(Buffer.from(data)).buffer as ArrayBuffer,
});

async function open(name: string) {
  const golden = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as {
    readonly rows: readonly (readonly (number | null)[])[];
    readonly prediction: readonly (number | readonly number[])[];
  };
  const model = await engine.openModel(source(`${name}.txt`, readFileSync(new URL(`${name}.txt`, folder))));
  const lines = golden.rows.map((row) => row.map((value) => value ?? '').join(','));
  const csv = [golden.rows[0].map((_, j) => `Column_${j}`).join(','), ...lines].join('\n');
  const table = await engine.openTable(source('data.csv', csv));
  const study = await engine.study({ model: model.handle, table: table.handle, answers: {} });
  const explain = (row: number, explainer: string, space: 'raw' | 'output') =>
    engine.explain(
      'job',
      {
        study: study.handle,
        input: { kind: 'row', row },
        explainer: { name: explainer },
        outputs: 'all',
        space,
        seed: 0,
        budget: {},
        curves: false,
        background: { method: 'sample', rows: 20 },
      },
      () => {},
    );
  return { golden, study, explain };
}

test.each(['lightgbm-linear-leaves', 'lightgbm-linear-multiclass'])('%s', { timeout: 60_000 }, async (name) => {
  const { golden, study, explain } = await open(name);
  expect(study.structure).toMatchObject({ kind: 'trees' });
  for (const row of [0, 7, 31]) {
    const read = await explain(row, 'auto', 'raw');
    expect(read.explainer.name).toBe('tree-shap');
    expect(read.backend.name).toBe('native');
    const expected = golden.prediction[row];
    expect(largestDifference(Float64Array.from(read.modelOutput), [expected].flat() as number[])).toBeLessThan(1e-5);
    const tried = await explain(row, 'exact', 'raw');
    for (const [k, values] of tried.attributions.entries())
      expect(largestDifference(Float64Array.from(read.attributions[k]), values)).toBeLessThan(1e-9);
    for (const residual of read.additivityResidual ?? [1]) expect(Math.abs(residual)).toBeLessThan(1e-9);
  }
});

test('probabilities, which a curve makes of the sums, are explained by trying combinations', async () => {
  const { explain } = await open('lightgbm-linear-multiclass');
  const record = await explain(3, 'auto', 'output');
  expect(record.explainer.name).toBe('exact');
  expect(record.backend.name).toBe('native');
  for (const residual of record.additivityResidual ?? [1]) expect(Math.abs(residual)).toBeLessThan(1e-9);
});
