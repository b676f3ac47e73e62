// Texts on the GPU (a software adapter) and on the CPU, by real workers.

import { expect, it } from 'vitest';
import { parseCard } from '../../../src/data/card.ts';
import type { EngineApi, Study } from '../../../src/engine/protocol.ts';
import { engineWithWorkers, example, request } from './support.ts';

async function openText(engine: EngineApi, folder: string, file: string): Promise<Study> {
  const card = parseCard(await (await fetch(example(`${folder}/model.card.json`).url)).json(), folder);
  const model = await engine.openModel(example(`${folder}/${file}`));
  const vocabulary = await engine.openVocabulary(example(`${folder}/${card.tokenizer?.files?.[0]}`));
  return engine.study({ model: model.handle, vocabulary: vocabulary.handle, card });
}

it('explains the same on the GPU, also after it was lost', async () => {
  const { engine, evaluators } = engineWithWorkers();
  const study = await openText(engine, 'toxicity', 'model.onnx');
  const wanted = { input: { kind: 'text', text: 'You stupid idiot.' }, explainer: { name: 'exact' } } as const;
  const cpu = await engine.explain('a', request(study, { ...wanted, backend: 'wasm' }), () => {});
  const gpu = await engine.explain('b', request(study, { ...wanted, backend: 'webgpu' }), () => {});
  expect([cpu.backend.name, gpu.backend.name]).toEqual(['wasm', 'webgpu']);
  await evaluators.at(-1)?.api.destroyDevice();
  const again = await engine.explain('c', request(study, { ...wanted, backend: 'webgpu', seed: 2 }), () => {});
  for (const record of [gpu, again]) {
    expect(record.players).toEqual(cpu.players);
    for (const [at, value] of cpu.attributions[0].entries())
      expect(Math.abs(record.attributions[0][at] - value)).toBeLessThan(1e-3);
  }
  await engine.close();
});

// A recurrent network is hundreds of small steps, each of which takes its time on a software
// adapter: one text must do.
it('a TensorFlow.js model answers the same on the GPU', async () => {
  const { engine } = engineWithWorkers();
  const study = await openText(engine, 'sentiment', 'model.json');
  const input = { kind: 'text', text: 'Not good.' } as const;
  const cpu = await engine.predict(study.handle, input, 'wasm');
  const gpu = await engine.predict(study.handle, input, 'webgpu');
  for (const [k, value] of cpu.values.entries()) expect(Math.abs(gpu.values[k] - value)).toBeLessThan(1e-4);
  expect(cpu.values[2]).toBeGreaterThan(0.6);
  await engine.close();
});
