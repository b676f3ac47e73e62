import { expect, it } from 'vitest';
import type { Explanation } from '../../../src/records/record.ts';
import { engineWithWorkers, lasting, openExample, request } from './support.ts';

const budget = { samples: 1024 };
const explainer = { name: 'kernel-shap' };

it('finishes with the same bits when a worker is terminated in mid-job', async () => {
  const { engine, evaluators } = engineWithWorkers();
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const calm = await engine.explain('calm', request(study, { explainer, budget }), () => {});
  const before = evaluators.length;
  const notes: string[] = [];
  let struck = false;
  const record = await engine.explain('struck', request(study, { explainer, budget }), ({ done, note }) => {
    if (note) notes.push(note);
    if (struck || done === 0) return;
    struck = true;
    evaluators[0].api.end();
  });
  expect(struck).toBe(true);
  expect(lasting(record)).toEqual(lasting(calm));
  expect(evaluators.length).toBe(before + 1);
  expect(notes.join()).toMatch(/replaced/);
  await engine.close();
});

it('WebGPU agrees with WASM, and survives the loss of its device', async () => {
  const { engine, evaluators } = engineWithWorkers();
  const study = await openExample(engine, 'breast-cancer', 'mlp.onnx');
  const small = { explainer, budget: { samples: 128 }, background: { method: 'sample', rows: 8 } } as const;
  const right = await engine.explain('wasm', request(study, small), () => {});
  const onGpu = await engine.explain('gpu', request(study, { ...small, backend: 'webgpu' }), () => {});
  expect(onGpu.backend.name).toBe('webgpu');
  expect(onGpu.backend.adapter).toMatch(/swiftshader/i);
  expectClose(onGpu, right);

  let struck = false;
  const gpu = evaluators.length - 1;
  const survived = await engine.explain('lost', request(study, { ...small, backend: 'webgpu', seed: 2 }), ({ done }) => {
    if (struck || done === 0) return;
    struck = true;
    evaluators[gpu].api.destroyDevice();
  });
  expect(struck).toBe(true);
  expect(evaluators.length).toBeGreaterThan(gpu + 1);
  expectClose(survived, await engine.explain('wasm', request(study, { ...small, seed: 2 }), () => {}));
  await engine.close();
});

function expectClose(found: Explanation, right: Explanation): void {
  for (const [player, value] of right.attributions[0].entries()) expect(Math.abs(found.attributions[0][player] - value)).toBeLessThan(1e-4);
}
