import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';
import type { EvaluatorApi } from '../../../../src/engine/protocol.ts';
import { OrielError } from '../../../../src/errors.ts';
import { goldenData } from '../../support/golden.ts';
import { openWine } from '../wine.ts';

it('opens a model ahead, and later calls find it open', async () => {
  const { engine, one, seen } = await openWine();
  expect(seen.made).toBe(0);
  await engine.warmUp(one.study, 'wasm');
  await vi.waitFor(() => expect(seen.made).toBe(1));
  await engine.predict(one.study, one.input, 'wasm');
  await engine.explain('warm', { ...one, backend: 'wasm' }, () => {});
  expect(seen).toMatchObject({ made: 1, closed: 0 });
  await engine.close();
  expect(seen.closed).toBe(1);
});

it('answers by one pool under Node, whatever is wished for, and says of each wish why', async () => {
  const { engine, one, seen } = await openWine();
  await engine.predict(one.study, one.input);
  const [wished, left] = [
    await engine.explain('wished', { ...one, backend: 'wasm' }, () => {}),
    await engine.explain('left', one, () => {}),
  ];
  expect(seen.made).toBe(1);
  expect(wished.backend.whyMessage).toMatchObject({ key: 'engine.askedFor' });
  expect(left.backend.whyMessage).toMatchObject({ key: 'engine.backendNode' });
  await engine.close();
});

it('closes what was opened and never asked', async () => {
  const { engine, one, seen } = await openWine(50);
  await engine.warmUp(one.study, 'wasm');
  await vi.waitFor(() => expect(seen).toMatchObject({ made: 1, closed: 1 }));
  await engine.warmUp(one.study, 'wasm');
  await engine.reset();
  await vi.waitFor(() => expect(seen).toMatchObject({ made: 2, closed: 2 }));
});

it('throws for an unknown study; without a GPU, the CPU answers', async () => {
  const { engine, one } = await openWine();
  await expect(engine.warmUp('study-9', 'wasm')).rejects.toMatchObject({ code: 'request-invalid' });
  await engine.warmUp(one.study, 'webgpu');
  const { values } = await engine.predict(one.study, one.input, 'webgpu');
  expect(values).toEqual((await engine.predict(one.study, one.input, 'wasm')).values);
  await engine.close();
});

it('closes the trees it has opened when the runtime they are compared with refuses the model', async () => {
  const [made, closed] = [new Set<string>(), new Set<string>()];
  const spawn = () => {
    const real = createEvaluator();
    let by = '';
    const open: EvaluatorApi['open'] = async (model) => {
      by = model.backend;
      made.add(by);
      if (by === 'wasm') throw new OrielError('model-not-finite', { file: model.file });
      return real.open(model);
    };
    return { api: { ...real, open }, died: new Promise<Error>(() => {}), close: () => void closed.add(by) };
  };
  const engine = createEngine({ workers: 1, spawn });
  const { feature_names, explain } = goldenData('wine');
  const csv = [feature_names, ...explain].map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n');
  const file = new Uint8Array(readFileSync(new URL('../../../golden/models/wine-rf.onnx', import.meta.url)));
  const model = await engine.openModel({ name: 'wine-rf.onnx', data: file.buffer });
  const table = await engine.openTable({ name: 'rows.csv', data: new TextEncoder().encode(csv).buffer });
  const { handle } = await engine.study({ model: model.handle, table: table.handle });
  await expect(engine.predict(handle, { kind: 'row', row: 0 })).rejects.toMatchObject({ code: 'model-not-finite' });
  expect(made).toEqual(new Set(['native', 'wasm']));
  expect(closed).toEqual(made);
  await engine.close();
});
