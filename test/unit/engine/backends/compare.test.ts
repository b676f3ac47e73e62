import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';
import type { EvaluatorApi, ExplainRequest } from '../../../../src/engine/protocol.ts';
import { OrielError } from '../../../../src/errors.ts';
import { goldenData } from '../../support/golden.ts';

/**
 * A forest in an engine that answers before it compares. `faults`: how often the runtime refuses
 * the model; `shift`: how far its answers are from the model's; `arrival`: when it is there.
 */
async function openForest({ faults = 0, shift = 0, compareAfterwards = true, arrival = Promise.resolve() } = {}) {
  const opened: string[] = [];
  let left = faults;
  const spawn = () => {
    const real = createEvaluator();
    let by = '';
    const open: EvaluatorApi['open'] = async (model) => {
      by = model.backend;
      opened.push(by);
      if (by === 'wasm') await arrival;
      if (by === 'wasm' && left-- > 0) throw new OrielError('model-not-finite', { file: model.file });
      return real.open(model);
    };
    const predict: EvaluatorApi['predict'] = async (...rows) => {
      const answered = await real.predict(...rows);
      if (by === 'wasm') for (let at = 0; at < (answered.values?.length ?? 0); at++) answered.values![at] += shift;
      return answered;
    };
    return { api: { ...real, open, predict }, died: new Promise<Error>(() => {}), close: () => {} };
  };
  const engine = createEngine({ workers: 1, spawn, compareAfterwards });
  const { feature_names, explain } = goldenData('wine');
  const csv = [feature_names, ...explain].map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n');
  const file = new Uint8Array(readFileSync(new URL('../../../golden/models/wine-rf.onnx', import.meta.url)));
  const model = await engine.openModel({ name: 'wine-rf.onnx', data: file.buffer });
  const table = await engine.openTable({ name: 'rows.csv', data: new TextEncoder().encode(csv).buffer });
  const { handle } = await engine.study({ model: model.handle, table: table.handle });
  const request: ExplainRequest = {
    study: handle,
    input: { kind: 'row', row: 0 },
    explainer: { name: 'auto' },
    outputs: 'all',
    seed: 0,
    budget: {},
  };
  const notes: string[] = [];
  const explained = (change: Partial<ExplainRequest> = {}) =>
    engine.explain('forest', { ...request, ...change }, ({ note }) => void (note && notes.push(JSON.stringify(note))));
  return { engine, handle, request, opened, notes, explained };
}

it('answers before it was compared, and says so; afterwards it says that it was', async () => {
  const { engine, handle, opened, explained } = await openForest();
  const before = await explained();
  expect(opened).toEqual(['native']);
  expect(before.backend).toMatchObject({
    name: 'native',
    whyMessage: { key: 'engine.backendUncompared.trees' },
  });
  const compared = await engine.compare(handle);
  expect(compared).toMatchObject({ agrees: true, whyMessage: { key: 'engine.backendNative.trees' } });
  const after = await explained();
  expect(after.backend).toMatchObject({ name: 'native', why: compared.why });
  // The same explanation, whenever it was compared.
  expect(after.id).toBe(before.id);
  await engine.compare(handle);
  expect(opened.filter((by) => by === 'wasm')).toHaveLength(1);
  await engine.close();
});

it('gives the records that it gives where it compares first', async () => {
  const [early, late] = [await openForest(), await openForest({ compareAfterwards: false })];
  const [one, other] = [await early.explained(), await late.explained()];
  expect(late.opened).toContain('wasm');
  expect(one.id).toBe(other.id);
  expect(other.backend.whyMessage).toMatchObject({ key: 'engine.backendNative.trees' });
  expect(await late.engine.compare(late.handle)).toMatchObject({ agrees: true, why: other.backend.why });
  await Promise.all([early.engine.close(), late.engine.close()]);
});

it('leaves its own reading where the runtime answers otherwise', async () => {
  const { engine, handle, notes, explained } = await openForest({ shift: 0.25 });
  expect((await explained()).backend.name).toBe('native');
  expect(await engine.compare(handle)).toMatchObject({ agrees: false });
  const { backend, explainer } = await explained();
  expect([backend.name, explainer.name === 'tree-shap']).toEqual(['wasm', false]);
  expect(notes.join()).toContain('engine.structureDisagrees');
  await engine.close();
});

it('goes on answering where it could not be compared, and compares when it is asked again', async () => {
  const { engine, handle, explained } = await openForest({ faults: 1 });
  await expect(engine.compare(handle)).rejects.toMatchObject({ code: 'model-not-finite' });
  expect((await explained()).backend.whyMessage).toMatchObject({ key: 'engine.backendUncompared.trees' });
  expect(await engine.compare(handle)).toMatchObject({ agrees: true });
  await engine.close();
});

it('compares before it explains many rows', async () => {
  const { engine, request, opened } = await openForest();
  const { input: _, ...rows } = request;
  const reasons = new Set<string | undefined>();
  await engine.explainRows(
    'rows',
    { ...rows, first: 0, last: 3 },
    (records) => {
      for (const { backend } of records) reasons.add(backend.whyMessage?.key);
    },
    () => {},
  );
  expect(opened).toContain('wasm');
  expect([...reasons]).toEqual(['engine.backendNative.trees']);
  await engine.close();
});

it('compares before it answers a whole table, which would keep what its own reading says', async () => {
  const { engine, handle } = await openForest({ shift: 0.25 });
  const { values: own } = await engine.predict(handle, { kind: 'row', row: 2 });
  await engine.answerRows('table', handle, () => {});
  const { rows } = await engine.rows(handle, {}, { from: 2, count: 1, columns: [0, 1] });
  expect(rows[0].answers).toEqual(own.map((value) => expect.closeTo(value + 0.25, 5)));
  expect((await engine.predict(handle, { kind: 'row', row: 2 })).values).toEqual(rows[0].answers);
  await engine.close();
});

/** A minute is time enough for whatever a test does. */
const inTime = { budget: { milliseconds: 60_000 } };

it('does not wait for the runtime in limited time, and says so', async () => {
  let arrive = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const { engine, explained } = await openForest({ compareAfterwards: false, arrival });
  const early = await explained(inTime);
  expect(early.backend).toMatchObject({ name: 'native', whyMessage: { key: 'engine.backendUncompared.trees' } });
  arrive();
  // Without a limit it is waited for.
  const late = await explained();
  expect(late.backend).toMatchObject({ name: 'native', whyMessage: { key: 'engine.backendNative.trees' } });
  expect((await explained(inTime)).backend.why).toBe(late.backend.why);
  expect(late.id).toBe(early.id);
  await engine.close();
});

it('begins anew with the runtime in limited time where that turns out to answer otherwise', async () => {
  const { engine, explained } = await openForest({ compareAfterwards: false, shift: 0.25 });
  // Sampled for long enough for the comparison to come first.
  const sampled = { explainer: { name: 'sampling-shap' }, budget: { milliseconds: 60_000, samples: 20_000, error: 0 } };
  expect((await explained(sampled)).backend.name).toBe('wasm');
  await engine.close();
});

it('in limited time, too, says what the runtime finds wrong with a model', async () => {
  const { engine, explained } = await openForest({ compareAfterwards: false, faults: 1 });
  const sampled = { explainer: { name: 'sampling-shap' }, budget: { milliseconds: 60_000, samples: 20_000, error: 0 } };
  await expect(explained(sampled)).rejects.toMatchObject({ code: 'model-not-finite' });
  await engine.close();
});
