import { expect, it } from 'vitest';
import type { Progress } from '../../../src/engine/protocol.ts';
import { spawnEngine } from '../../../src/engine/workers/spawn.ts';
import { spawnEvaluator } from '../../../src/engine/workers/spawn-evaluator.ts';
import { OrielError } from '../../../src/errors.ts';
import { explainers } from '../../../src/explainers/index.ts';
import { type Explanation, parseExplanation } from '../../../src/records/record.ts';
import { engineWithWorkers, lasting, openExample, openPhoto, request } from './support.ts';

it('explains from its own worker, over Comlink, with progress on the way', async () => {
  const { api, close } = spawnEngine({ workers: 2 });
  const study = await openExample(api, 'credit', 'gbt.onnx');
  const news: Progress[] = [];
  const record = await api.explain('a', request(study), (item) => news.push(item));
  parseExplanation(JSON.parse(JSON.stringify(record)));
  expect(record.explainer.name).toBe('gp-shap');
  expect(record.stopped).toBe('error-target');
  const sum = record.attributions[0].reduce((all, value) => all + Math.abs(value), 0);
  expect(Math.max(...(record.standardErrors?.[0] ?? []))).toBeLessThanOrEqual(0.01 * sum);
  const { deletion, insertion, insertionArea, deletionArea } = record.fidelity as Record<string, number[][]>;
  expect(deletion[0][0]).toBeCloseTo(record.prediction[0], 12);
  expect(insertion[0][0]).toBeCloseTo(record.base[0], 12);
  expect(Number(insertionArea[0])).toBeGreaterThan(Number(deletionArea[0]));
  expect(Math.abs(record.additivityResidual?.[0] ?? 1)).toBeLessThan(1e-12);
  const estimates = news.flatMap((item) => (item.record ? [parseExplanation(item.record)] : []));
  expect(estimates.length).toBeGreaterThan(0);
  const widest = (each: Explanation) => Math.max(...(each.standardErrors?.[0] ?? []));
  // The first estimates are of so few coalitions that nothing can be said of their errors.
  const sure = estimates.filter(({ standardErrors }) => standardErrors !== null);
  expect(widest(record)).toBeLessThanOrEqual(widest(sure[0]));

  await expect(api.explain('b', request(study, { input: { kind: 'row', row: 5000 } }), () => {})).rejects.toMatchObject(
    {
      code: 'data-row',
      details: { row: 5000, last: 999 },
    },
  );
  await expect(api.explain('c', request(study, { explainer: { name: 'magic' } }), () => {})).rejects.toBeInstanceOf(
    OrielError,
  );
  close();
});

it('gives the same record to the bit for any number of workers', async () => {
  const records: object[] = [];
  for (const workers of [1, 3]) {
    const { engine } = engineWithWorkers({ workers });
    const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
    const names = explainers
      .filter(
        ({ inputs, structural, derivatives, maxPlayers = 30 }) =>
          inputs.includes('tabular') && !structural && !derivatives && maxPlayers >= 30,
      )
      .map(({ name }) => name);
    const all = names.map(async (name) => {
      const record = await engine.explain(
        name,
        request(study, { explainer: { name }, budget: { samples: 700 } }),
        () => {},
      );
      return [name, lasting(record)] as const;
    });
    records.push(Object.fromEntries(await Promise.all(all)));
    await engine.close();
  }
  expect(Object.keys(records[0]).length).toBeGreaterThan(8);
  expect(records[1]).toEqual(records[0]);
});

it('cancels with the last estimate, replaces jobs in order, and resets', async () => {
  const { engine } = engineWithWorkers();
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const long = { explainer: { name: 'kernel-shap' }, budget: { samples: 1_000_000 } };
  const first = engine.explain('a', request(study, long), ({ record }) => {
    if (record) engine.cancel('a');
  });
  const second = engine.explain('b', request(study, { budget: { samples: 256, error: 0 } }), () => {});
  const third = engine.explain('c', request(study, long), () => {});
  const dropped = expect(third).rejects.toMatchObject({ code: 'failure-cancelled' });
  engine.cancel('c');
  expect((await first).stopped).toBe('cancelled');
  expect((await first).coalitions).toBeGreaterThan(0);
  expect((await second).coalitions).toBe(256);
  await dropped;
  await engine.reset();
  await expect(engine.explain('d', request(study), () => {})).rejects.toMatchObject({ code: 'request-invalid' });
  const again = await openExample(engine, 'diabetes', 'gbt.onnx');
  expect((await engine.explain('e', request(again), () => {})).explainer.name).toBe('tree-shap');
  await engine.close();
});

it('keeps a budget in milliseconds and says that the deadline stopped it', async () => {
  const { engine } = engineWithWorkers();
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const kernel = { name: 'kernel-shap' };
  await engine.explain('warm', request(study, { explainer: kernel, budget: { samples: 64 } }), () => {});
  const record = await engine.explain(
    'a',
    request(study, { explainer: kernel, budget: { milliseconds: 1500, error: 0 } }),
    () => {},
  );
  expect(record.stopped).toBe('deadline');
  // Every player alone, and more: the time was used.
  expect(record.coalitions).toBeGreaterThan(2 * record.players.length);
  const exact = await engine.explain(
    'b',
    request(study, { explainer: { name: 'kernel-shap' }, budget: { error: 0.02, samples: 100_000 } }),
    () => {},
  );
  expect(exact.stopped).toBe('error-target');
  await engine.close();
});

it('explains a photo with superpixels', async () => {
  const { engine } = engineWithWorkers();
  const { study, input } = await openPhoto(engine, 'coffee.jpg');
  const record = await engine.explain(
    'a',
    request(study, { input, budget: { samples: 80 }, image: { segments: 25, fill: 'mean' } }),
    () => {},
  );
  expect(record.outputs).toEqual(['espresso']);
  expect(record.players.length).toBeGreaterThan(12);
  expect(record.input).toMatchObject({ kind: 'image', width: 224, height: 224, file: 'coffee.jpg' });
  expect(record.attributions[0].reduce((sum, value) => sum + value, record.base[0])).toBeCloseTo(
    record.prediction[0],
    10,
  );
  await engine.close();
});

it('skips what an evaluator has not begun', async () => {
  const evaluator = spawnEvaluator();
  const { engine } = engineWithWorkers({ spawn: () => evaluator });
  const { study, input } = await openPhoto(engine, 'cat.jpg');
  await engine.predict(study.handle, input, 'wasm');
  const rows = new Float32Array(12 * 3 * 224 * 224);
  // It takes long enough that the others are asked for before it is done.
  const long = 60;
  const begun = evaluator.api.predict(new Float32Array(long * 3 * 224 * 224), long, [0]);
  // Whatever is answered after it was asked for later: it has begun by then.
  await evaluator.api.load();
  const waiting = evaluator.api.predict(rows, 12, [0]);
  const skipped = evaluator.api.skip();
  const after = evaluator.api.predict(rows, 12, [0]);
  await skipped;
  expect((await waiting).values).toBe(null);
  const [first, last] = [(await begun).values, (await after).values];
  expect([first?.length, last?.length]).toEqual([long, 12]);
  expect(last?.[0]).toBeCloseTo(first?.[0] ?? Number.NaN, 5);
  await engine.close();
});
