import { afterEach, expect, it, vi } from 'vitest';
import { chooseBackend } from '../../../src/engine/backend.ts';
import type { EvaluatorApi } from '../../../src/engine/protocol.ts';
import { spawnEvaluator } from '../../../src/engine/spawn.ts';
import { engineWithWorkers, example, openExample, request } from './support.ts';

const small = {
  explainer: { name: 'kernel-shap' },
  budget: { samples: 64 },
  background: { method: 'sample', rows: 4 },
  backend: 'auto',
} as const;

afterEach(() => vi.restoreAllMocks());

/** Lets the software adapter of this machine pass for hardware, where the engine looks before it chooses, and gives it all the time it needs. */
function pretendHardware(patience = Number.POSITIVE_INFINITY): void {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) =>
    milliseconds !== 5000
      ? timeout(milliseconds)
      : patience === Number.POSITIVE_INFINITY
        ? new AbortController().signal
        : timeout(patience),
  );
  const real = navigator.gpu.requestAdapter.bind(navigator.gpu);
  vi.spyOn(navigator.gpu, 'requestAdapter').mockImplementation(async (options) => {
    const adapter = await real(options);
    return (
      adapter && Object.defineProperty(adapter, 'info', { value: { vendor: 'test', architecture: 'hardware', isFallbackAdapter: false } })
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
  expect(await chooseBackend(opened.facts, 'webgpu')).toMatchObject({ backend: 'wasm', why: expect.stringMatching(/operators/) });
});

/** Evaluators whose answers to rows are changed: `slower` by so many milliseconds, `wrong` by so much. */
function spawnChanged(change: (backend: string) => { readonly slower?: number; readonly wrong?: number }) {
  const evaluator = spawnEvaluator();
  let changed: ReturnType<typeof change> = {};
  const open: EvaluatorApi['open'] = (model) => {
    changed = change(model.backend);
    return evaluator.api.open(model);
  };
  const predict: EvaluatorApi['predict'] = async (...args) => {
    const { slower = 0, wrong = 0 } = changed;
    await new Promise((resolve) => setTimeout(resolve, slower));
    const { values, milliseconds } = await evaluator.api.predict(...args);
    return { values: values.map((value) => value + wrong), milliseconds: milliseconds + slower };
  };
  const own: Partial<EvaluatorApi> = { open, predict };
  // The connection's methods are made on demand.
  const api = new Proxy(evaluator.api, { get: (target, name) => Reflect.get(name in own ? own : target, name) });
  return { ...evaluator, api };
}

it('runs on a hardware adapter that agrees with the CPU and is not clearly slower', async () => {
  pretendHardware();
  const { engine } = engineWithWorkers({ spawn: () => spawnChanged((backend) => (backend === 'wasm' ? { slower: 5000 } : {})) });
  const record = await engine.explain('a', request(await openExample(engine, 'breast-cancer', 'mlp.onnx'), small), () => {});
  expect(record.backend.name).toBe('webgpu');
  expect(record.backend.adapter).toMatch(/swiftshader/i);
  expect(record.backend.why).toMatch(/agrees with the CPU/);
  await engine.close();
});

it('leaves a GPU that is clearly slower than the CPU, and says by how much', async () => {
  pretendHardware();
  const { engine, evaluators } = engineWithWorkers();
  const record = await engine.explain('a', request(await openExample(engine, 'breast-cancer', 'mlp.onnx'), small), () => {});
  expect(record.backend.name).toBe('wasm');
  expect(record.backend.why).toMatch(/took \d+ ms where the CPU took \d+ ms/);
  const [gpu, cpu] = record.backend.why.match(/\d+/g)?.map(Number) ?? [];
  expect(gpu).toBeGreaterThan(1.5 * cpu);
  expect(evaluators.length).toBe(3);
  await engine.close();
});

it('does not wait for a GPU that is not ready', async () => {
  pretendHardware(100);
  const { engine } = engineWithWorkers({ spawn: () => spawnChanged((backend) => (backend === 'webgpu' ? { slower: 1e6 } : {})) });
  const record = await engine.explain('a', request(await openExample(engine, 'breast-cancer', 'mlp.onnx'), small), () => {});
  expect(record.backend.name).toBe('wasm');
  expect(record.backend.why).toMatch(/not ready after 5 s/);
  await engine.close();
});

it('leaves a GPU that disagrees, and says by how much', async () => {
  pretendHardware();
  const { engine } = engineWithWorkers({ spawn: () => spawnChanged((backend) => (backend === 'webgpu' ? { wrong: 0.01 } : {})) });
  const record = await engine.explain('a', request(await openExample(engine, 'breast-cancer', 'mlp.onnx'), small), () => {});
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
  for (const [player, value] of right.attributions[0].entries()) expect(mixed.attributions[0][player]).toBeCloseTo(value, 4);

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
  for (const [player, value] of again.attributions[0].entries()) expect(survived.attributions[0][player]).toBeCloseTo(value, 4);
  await engine.close();
});
