import { expect, it } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import type { EngineApi, EvaluatorApi, Progress, Study } from '../../../src/engine/protocol.ts';
import { spawnEvaluator } from '../../../src/engine/workers/spawn-evaluator.ts';
import type { OrielError } from '../../../src/errors.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { seeded, tableNetwork } from '../../support/tfjs.ts';
import { engineWithWorkers, example, lasting, openExample, request } from './support.ts';

// The whole budget is used: an explanation that stops at an error leaves calls behind that nobody
// waits for.
const budget = { samples: 1024, error: 0 };
const explainer = { name: 'kernel-shap' };
/** Asks the model although it has answered before. */
const fresh = { fresh: true };

it('finishes with the same bits when a worker is terminated in mid-job', async () => {
  const { engine, evaluators } = engineWithWorkers();
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const calm = await engine.explain('calm', request(study, { explainer, budget }), () => {});
  const before = evaluators.length;
  const notes: string[] = [];
  let struck = false;
  const strike = ({ done, note }: Progress) => {
    if (note) notes.push(english.text(note));
    if (struck || done === 0) return;
    struck = true;
    evaluators[0].api.end();
  };
  const record = await engine.explain('struck', request(study, { explainer, budget }), strike, fresh);
  expect(struck).toBe(true);
  expect(lasting(record)).toEqual(lasting(calm));
  expect(evaluators.length).toBe(before + 1);
  expect(notes.join()).toMatch(/replaced/);
  expect(lasting(await engine.explain('after', request(study, { explainer, budget }), () => {}, fresh))).toEqual(
    lasting(calm),
  );
  await engine.close();
});

it.each(['hangs', 'runs out of memory'])(
  'finishes with the same bits when a model %s in mid-job',
  { timeout: 60_000 },
  async (fault) => {
    let calls = 0;
    const rows: number[] = [];
    let struck = 0;
    const real = engineWithWorkers();
    const study = await openExample(real.engine, 'breast-cancer', 'mlp.onnx');
    const calm = await real.engine.explain('calm', request(study, { explainer, budget }), () => {});
    await real.engine.close();
    const { engine, evaluators } = engineWithWorkers({
      spawn() {
        const evaluator = spawnEvaluator();
        evaluators.push(evaluator);
        const value: EvaluatorApi['value'] = async (coalitions) => {
          if (++calls !== 12) return evaluator.api.value(coalitions);
          struck++;
          return fault === 'hangs'
            ? new Promise(() => {})
            : Promise.reject(new RangeError('Array buffer allocation failed'));
        };
        const open: EvaluatorApi['open'] = async (model) => {
          const opened = await evaluator.api.open(model);
          rows.push(opened.batchRows);
          return opened;
        };
        const own: Partial<EvaluatorApi> = { value, open };
        const api = new Proxy(evaluator.api, { get: (target, name) => Reflect.get(name in own ? own : target, name) });
        return { ...evaluator, api };
      },
    });
    const again = await openExample(engine, 'breast-cancer', 'mlp.onnx');
    await engine.warmUp(again.handle, 'wasm');
    await expect.poll(() => rows, { timeout: 20_000 }).toHaveLength(2);
    const notes: string[] = [];
    const record = await engine.explain(
      'struck',
      request(again, { explainer, budget }),
      ({ note }) => note && notes.push(english.text(note)),
    );
    expect(struck).toBe(1);
    expect(notes.join()).toMatch(fault === 'hangs' ? /no answer in 10 s/ : /allocation failed.*1,024 rows at a time/);
    // The other evaluator may have done the rest before the fresh one was open.
    await expect.poll(() => rows, { timeout: 20_000 }).toEqual([2048, 2048, fault === 'hangs' ? 2048 : 1024]);
    expect(lasting(record)).toEqual(lasting(calm));
    expect(lasting(await engine.explain('after', request(again, { explainer, budget }), () => {}, fresh))).toEqual(
      lasting(calm),
    );
    await engine.close();
  },
);

it('is right after 200 cancels at random moments, and has made no more workers', { timeout: 120_000 }, async () => {
  const { engine, evaluators } = engineWithWorkers();
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const calm = await engine.explain('calm', request(study, { explainer, budget }), () => {});
  const made = evaluators.length;
  const random = createRandom(7);
  let stopped = 0;
  for (let round = 0; round < 200; round++) {
    const job = `job ${round}`;
    const wish = request(study, { explainer, budget: { ...budget, samples: 100_000 } });
    const ended = engine
      .explain(job, wish, () => {}, fresh)
      .then(
        (record) => record.stopped,
        (error: OrielError) => error.code,
      );
    await new Promise((resolve) => setTimeout(resolve, random.integer(120)));
    await engine.cancel(job);
    const outcome = await ended;
    expect(['cancelled', 'failure-cancelled']).toContain(outcome);
    if (outcome === 'cancelled') stopped++;
  }
  expect(stopped).toBeGreaterThan(0);
  expect(evaluators.length).toBe(made);
  expect(lasting(await engine.explain('after', request(study, { explainer, budget }), () => {}, fresh))).toEqual(
    lasting(calm),
  );
  await engine.close();
});

/** A TensorFlow.js network of the example's columns, with its data. */
async function openTfjs(engine: EngineApi): Promise<Study> {
  const { json, shards } = await seeded(() => tableNetwork(30, 2), 1, 0.02);
  const data = (bytes: Uint8Array) => bytes.slice().buffer as ArrayBuffer;
  const beside = Object.entries(shards).map(([name, bytes]) => ({ name, data: data(bytes) }));
  const model = await engine.openModel({ name: 'model.json', data: data(json) }, beside);
  const table = await engine.openTable(example('breast-cancer/data.csv'));
  return engine.study({ model: model.handle, table: table.handle });
}

it.each([
  ['an ONNX', (engine: EngineApi) => openExample(engine, 'breast-cancer', 'mlp.onnx')],
  ['a TensorFlow.js', openTfjs],
] as const)('WebGPU agrees with WASM on %s model, and survives the loss of its device', async (_, open) => {
  const { engine, evaluators } = engineWithWorkers();
  const study = await open(engine);
  const small = { explainer, budget: { samples: 128 }, background: { method: 'sample', rows: 8 } } as const;
  const right = await engine.explain('wasm', request(study, small), () => {});
  const onGpu = await engine.explain('gpu', request(study, { ...small, backend: 'webgpu' }), () => {});
  expect(onGpu.backend.name).toBe('webgpu');
  expect(onGpu.backend.adapter).toMatch(/swiftshader/i);
  expectClose(onGpu, right);

  let struck = false;
  const gpu = evaluators.length - 1;
  const survived = await engine.explain(
    'lost',
    request(study, { ...small, backend: 'webgpu', seed: 2 }),
    ({ done }) => {
      if (struck || done === 0) return;
      struck = true;
      evaluators[gpu].api.destroyDevice();
    },
  );
  expect(struck).toBe(true);
  expect(evaluators.length).toBeGreaterThan(gpu + 1);
  expectClose(survived, await engine.explain('wasm', request(study, { ...small, seed: 2 }), () => {}));
  await engine.close();
});

function expectClose(found: Explanation, right: Explanation): void {
  for (const [player, value] of right.attributions[0].entries())
    expect(Math.abs(found.attributions[0][player] - value)).toBeLessThan(1e-4);
}
