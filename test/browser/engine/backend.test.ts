import { afterEach, expect, it, vi } from 'vitest';
import { chooseBackend } from '../../../src/engine/backends/choose-backend.ts';
import type { Answered, EngineApi, EvaluatorApi, Study } from '../../../src/engine/protocol.ts';
import { spawnEvaluator } from '../../../src/engine/workers/spawn-evaluator.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { engineWithWorkers, example, openExample, request } from './support.ts';

const small = {
  explainer: { name: 'kernel-shap' },
  budget: { samples: 64 },
  background: { method: 'sample', rows: 4 },
  backend: 'auto',
} as const;

/** Why the CPU answered while a GPU was being tried. */
const MEANWHILE = /still being prepared/;

afterEach(() => vi.restoreAllMocks());

/**
 * Lets the software adapter of this machine pass for hardware, where the engine looks before it
 * chooses, and gives it all the time it needs.
 */
function pretendHardware(patience = Number.POSITIVE_INFINITY): void {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) =>
    milliseconds !== 30_000
      ? timeout(milliseconds)
      : patience === Number.POSITIVE_INFINITY
        ? new AbortController().signal
        : timeout(patience),
  );
  const real = navigator.gpu.requestAdapter.bind(navigator.gpu);
  vi.spyOn(navigator.gpu, 'requestAdapter').mockImplementation(async (options) => {
    const adapter = await real(options);
    return (
      adapter &&
      Object.defineProperty(adapter, 'info', {
        value: { vendor: 'test', architecture: 'hardware', isFallbackAdapter: false },
      })
    );
  });
}

it('runs on the CPU where the only adapter is a software one, and says so', async () => {
  const { engine } = engineWithWorkers();
  const record = await engine.explain('a', request(await openExample(engine, 'credit', 'mlp.onnx'), small), () => {});
  expect(record.backend).toMatchObject({ name: 'wasm', adapter: null });
  expect(record.backend.why).toMatch(/software one.*swiftshader/);
  await engine.close();
});

it('runs trees on the CPU, whatever the adapter', async () => {
  pretendHardware();
  const { engine } = engineWithWorkers();
  const record = await engine.explain('a', request(await openExample(engine, 'credit', 'gbt.onnx'), small), () => {});
  expect(record.backend.name).toBe('native');
  expect(record.backend.why).toMatch(/trees were read/);
  const opened = await engine.openModel(example('credit/gbt.onnx'));
  await engine.close();
  // What cannot be read is left to the one runtime that has its operators.
  expect(await chooseBackend(opened.facts, 'webgpu')).toMatchObject({
    backend: 'wasm',
    why: { key: 'engine.backendOperators' },
  });
});

/**
 * Evaluators whose answers are changed: `slower` by this many milliseconds for each row or
 * coalition, `wrong` by this much.
 */
function spawnChanged(change: (backend: string) => { readonly slower?: number; readonly wrong?: number }) {
  const evaluator = spawnEvaluator();
  let changed: ReturnType<typeof change> = {};
  const open: EvaluatorApi['open'] = (model) => {
    changed = change(model.backend);
    return evaluator.api.open(model);
  };
  const after = async (count: number, answered: () => Promise<Answered>): Promise<Answered> => {
    const { slower = 0, wrong = 0 } = changed;
    const later = Math.min(count * slower, 2 ** 30);
    await new Promise((resolve) => setTimeout(resolve, later));
    const { values, milliseconds } = await answered();
    return { values: values?.map((value) => value + wrong) ?? null, milliseconds: milliseconds + later };
  };
  const predict: EvaluatorApi['predict'] = (rows, count, outputs) =>
    after(count, () => evaluator.api.predict(rows, count, outputs));
  const value: EvaluatorApi['value'] = (coalitions) => after(coalitions.count, () => evaluator.api.value(coalitions));
  const own: Partial<EvaluatorApi> = { open, predict, value };
  // The connection's methods are made on demand.
  const api = new Proxy(evaluator.api, { get: (target, name) => Reflect.get(name in own ? own : target, name) });
  return { ...evaluator, api };
}

/** The record of an explanation once the back end is settled. */
const onceSettled = (engine: EngineApi, study: Study): Promise<Explanation> =>
  vi.waitFor(
    async () => {
      const record = await engine.explain('a', request(study, small), () => {});
      expect(record.backend.why).not.toMatch(MEANWHILE);
      return record;
    },
    { timeout: 60_000, interval: 50 },
  );

it('answers by the CPU at once, and goes over to a hardware adapter that agrees and is faster', async () => {
  pretendHardware();
  let closed = 0;
  const spawn = () => {
    const evaluator = spawnChanged((backend) => (backend === 'wasm' ? { slower: 20 } : {}));
    const close = () => {
      closed++;
      evaluator.close();
    };
    return { ...evaluator, close };
  };
  const { engine } = engineWithWorkers({ spawn });
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const answered = new Set<string>();
  const record = await engine.explain(
    'a',
    request(study, { ...small, budget: { samples: 2048, error: 0 } }),
    (news) => {
      if (news.record) answered.add(news.record.backend.name);
    },
  );
  expect(record.stopped).toBe('samples');
  expect(record.backend.name).toBe('webgpu');
  expect(record.backend.adapter).toMatch(/swiftshader/i);
  expect(record.backend.why).toMatch(/agrees with the CPU.*faster/);
  expect(answered).toContain('wasm');
  // The CPU's evaluators are not kept beside the GPU's.
  await vi.waitFor(() => expect(closed).toBe(2));
  const right = await engine.explain(
    'b',
    request(study, { ...small, budget: { samples: 2048, error: 0 }, backend: 'wasm' }),
    () => {},
  );
  for (const [player, value] of right.attributions[0].entries())
    expect(record.attributions[0][player]).toBeCloseTo(value, 4);
  expect((await onceSettled(engine, study)).backend.name).toBe('webgpu');
  await engine.close();
});

it('ends an explanation on the CPU whose person cancels it while a GPU is tried', async () => {
  pretendHardware();
  const { engine } = engineWithWorkers({
    spawn: () => spawnChanged((backend) => (backend === 'wasm' ? { slower: 20 } : {})),
  });
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const cancelled = engine.explain('a', request(study, { ...small, budget: { samples: 2048, error: 0 } }), () =>
    engine.cancel('a'),
  );
  await expect(cancelled).rejects.toMatchObject({ code: 'failure-cancelled' });
  expect((await onceSettled(engine, study)).backend.name).toBe('webgpu');
  await engine.close();
});

it('tries a GPU after an explanation in limited time', async () => {
  pretendHardware();
  const { engine } = engineWithWorkers({
    spawn: () => spawnChanged((backend) => (backend === 'wasm' ? { slower: 20 } : {})),
  });
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const timed = { ...small, budget: { ...small.budget, milliseconds: 4000 } };
  const record = await engine.explain('a', request(study, timed), () => {});
  expect(record.backend).toMatchObject({ name: 'wasm', why: expect.stringMatching(MEANWHILE) });
  expect((await onceSettled(engine, study)).backend.name).toBe('webgpu');
  expect((await engine.explain('b', request(study, timed), () => {})).backend.name).toBe('webgpu');
  await engine.close();
});

it('leaves a GPU that is slower than the CPU, says by how much, and does not try it again', async () => {
  pretendHardware();
  const { engine, evaluators } = engineWithWorkers({ idleMilliseconds: 1000 });
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const record = await onceSettled(engine, study);
  expect(record.backend.name).toBe('wasm');
  expect(record.backend.why).toMatch(/took [\d,]+ ms where the CPU took [\d,]+ ms/);
  const { gpu, cpu } = record.backend.whyMessage?.values ?? {};
  expect(gpu).toBeGreaterThan(cpu as number);
  expect(evaluators.length).toBe(3);
  // Nobody asks for a while, and all are closed.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect((await engine.explain('b', request(study, small), () => {})).backend).toEqual(record.backend);
  await vi.waitFor(() => expect(evaluators.length).toBe(5));
  await engine.close();
});

it('does not wait for a GPU that is not ready', async () => {
  pretendHardware(100);
  const { engine } = engineWithWorkers({
    spawn: () => spawnChanged((backend) => (backend === 'webgpu' ? { slower: 1e6 } : {})),
  });
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const first = await engine.explain('a', request(study, small), () => {});
  expect(first.backend).toMatchObject({ name: 'wasm', why: expect.stringMatching(MEANWHILE) });
  const record = await onceSettled(engine, study);
  expect(record.backend.name).toBe('wasm');
  expect(record.backend.why).toMatch(/not ready after 30 s/);
  await engine.close();
});

it('leaves a GPU that disagrees, and says by how much', async () => {
  pretendHardware();
  const { engine } = engineWithWorkers({
    spawn: () => spawnChanged((backend) => (backend === 'webgpu' ? { wrong: 0.01 } : {})),
  });
  const record = await onceSettled(engine, await openExample(engine, 'breast-cancer', 'mlp.onnx'));
  expect(record.backend.name).toBe('wasm');
  expect(record.backend.why).toMatch(/differed from the CPU by 0\.010/);
  await engine.close();
});

it('lets the CPU and the GPU work one job together where that is asked for', async () => {
  const { engine, evaluators } = engineWithWorkers();
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const wish = { ...small, budget: { samples: 512, error: 0 }, curves: false };
  const right = await engine.explain('cpu', request(study, { ...wish, backend: 'wasm' }), () => {});
  const before = evaluators.length;
  const mixed = await engine.explain('mixed', request(study, { ...wish, backend: 'mixed' }), () => {});
  expect(mixed.backend.name).toBe('mixed');
  expect(mixed.backend.adapter).toMatch(/swiftshader/i);
  expect(mixed.backend.why).toMatch(/agrees with the CPU/);
  // One on the GPU and two on the CPU to compare, as many to work.
  expect(evaluators.length - before).toBe(6);
  for (const [player, value] of right.attributions[0].entries())
    expect(mixed.attributions[0][player]).toBeCloseTo(value, 4);

  let struck = false;
  const survived = await engine.explain('lost', request(study, { ...wish, backend: 'mixed', seed: 2 }), ({ done }) => {
    if (struck || done === 0) return;
    struck = true;
    for (const { api } of evaluators.slice(before + 3, before + 4)) api.destroyDevice();
  });
  await engine.explain('after', request(study, { ...wish, backend: 'mixed', seed: 3 }), () => {});
  const again = await engine.explain('cpu', request(study, { ...wish, backend: 'wasm', seed: 2 }), () => {});
  expect(struck).toBe(true);
  expect(evaluators.length - before).toBeGreaterThan(6);
  for (const [player, value] of again.attributions[0].entries())
    expect(survived.attributions[0][player]).toBeCloseTo(value, 4);
  await engine.close();
});
