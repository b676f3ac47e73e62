// A file that names the best round, through the whole engine: the trees up to it answer, or all, as
// the request, the answers of the page or the card say; records name the choice.

import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { Card } from '../../../src/data/card.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { StudyChoice } from '../../../src/engine/studies/study.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const folder = new URL('../../golden/boosters/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('xgboost-regression.json', folder), 'utf8')) as {
  readonly rows: readonly (readonly (number | null)[])[];
  readonly raw: readonly number[];
};
const source = (name: string, data: string) => ({
  name,
  data: new TextEncoder().encode(data).buffer as ArrayBuffer,
});
const file = (best: number, keep: number) => {
  const whole = JSON.parse(readFileSync(new URL('xgboost-regression.model.json', folder), 'utf8'));
  const { model } = whole.learner.gradient_booster;
  whole.learner.attributes = best < 0 ? {} : { best_iteration: String(best) };
  model.trees.length = keep;
  model.tree_info.length = keep;
  model.gbtree_model_param.num_trees = String(keep);
  delete model.iteration_indptr;
  return source('stopped.json', JSON.stringify(whole));
};
const width = golden.rows[0].length;
const csv = [
  Array.from({ length: width }, (_, column) => `c${column}`).join(','),
  ...golden.rows.map((row) => row.map((value) => value ?? '').join(',')),
].join('\n');

async function explained(best: number, keep: number, choice: Omit<StudyChoice, 'table'>) {
  const model = await engine.openModel(file(best, keep));
  const table = await engine.openTable(source('data.csv', csv));
  const study = await engine.study({ model: model.handle, table: table.handle, target: null, ...choice });
  const record = await engine.explain(
    'job',
    {
      study: study.handle,
      input: { kind: 'row', row: 3 },
      explainer: { name: 'auto' },
      outputs: 'all',
      seed: 0,
      budget: {},
    },
    () => {},
  );
  return { study, record };
}

const TREES = 60;
const BEST = 24;

test('the trees up to the best round answer, or all, as asked', { timeout: 60_000 }, async () => {
  const cut = await explained(-1, BEST + 1, {});
  const best = await explained(BEST, TREES, {});
  expect(best.record.modelOutput).toEqual(cut.record.modelOutput);
  expect(best.record.attributions).toEqual(cut.record.attributions);
  expect(best.record.model.trees).toBe('best');
  expect(cut.record.model).not.toHaveProperty('trees');
  expect(best.study.notices).toMatchObject([{ key: 'tree.bestIteration', values: { rounds: BEST + 1, all: TREES } }]);
  expect(best.study.stopped).toEqual({ best: BEST + 1, all: TREES, answering: 'best' });
  expect(best.study.card).not.toHaveProperty('trees');

  const all = await explained(BEST, TREES, { trees: 'all' });
  expect(all.record.modelOutput[0]).toBeCloseTo(golden.raw[3], 3);
  expect(Math.abs(all.record.modelOutput[0] - best.record.modelOutput[0])).toBeGreaterThan(0.1);
  expect(all.record.model.trees).toBe('all');
  expect(all.study.notices).toMatchObject([{ key: 'tree.allIterations' }]);
});

test('the page answers by a choice, which the card keeps', { timeout: 60_000 }, async () => {
  const answered = await explained(BEST, TREES, { answers: { trees: 'all' } });
  expect(answered.record.model.trees).toBe('all');
  const card = answered.study.card as Card;
  expect(card.trees).toBe('all');
  const again = await explained(BEST, TREES, { card });
  expect(again.record.id).toBe(answered.record.id);
  // What is asked for comes before what the card says.
  const back = await explained(BEST, TREES, { card, trees: 'best' });
  expect(back.record.model.trees).toBe('best');
  expect(back.study.card.trees).toBe('best');
});

test('a file without a best round leaves nothing to choose', { timeout: 60_000 }, async () => {
  const error = await explained(-1, TREES, { trees: 'best' }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'request-invalid', details: { text: { key: 'model.noBestRound' } } });
  const all = await explained(-1, TREES, { trees: 'all' });
  expect(all.record.model).not.toHaveProperty('trees');
  // The best round may be the last.
  const last = await explained(TREES - 1, TREES, { trees: 'best' });
  expect(last.record.model).not.toHaveProperty('trees');
  expect(last.study.notices).toEqual([]);
});
