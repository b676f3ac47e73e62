import { expect, test } from 'vitest';
import { bindImage } from '../../../src/models/bind/image.ts';
import { bindTabular } from '../../../src/models/bind/index.ts';
import type { BackendName, Model } from '../../../src/models/model.ts';
import { readTfjs } from '../../../src/models/tfjs/read.ts';
import { openTfjs } from '../../../src/models/tfjs/session.ts';
import { failureOf } from '../../support/failure.ts';
import {
  graphModel,
  layers,
  normalRows,
  pictureNetwork,
  type SavedModel,
  seeded,
  tableNetwork,
  tf,
} from '../../support/tfjs.ts';

async function open({ json, beside }: SavedModel, backend: BackendName): Promise<Model> {
  const { facts, bytes } = await readTfjs(json, 'model.json', beside);
  const [, ...shape] = facts.inputs[0].shape;
  const columns = Array.from({ length: shape[0] as number }, (_, i) => ({
    name: `f${i}`,
    kind: 'numeric' as const,
    levels: null,
  }));
  const bound =
    shape.length === 3
      ? bindImage(facts, null, { normalisation: '0..1' })
      : bindTabular(facts, { file: 't.csv', columns }, null, null);
  return openTfjs(bytes, bound.binding, backend, { file: 'model.json' });
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, at) => Math.abs(value - b[at])));

// Weights are drawn over what initializers give: the usual one needs operators that a page does not
// load.
const gru = () => layers.layers.gru({ units: 6, returnSequences: true, recurrentInitializer: 'zeros' }) as layers.RNN;

const recurrent = (): layers.LayersModel =>
  layers.sequential({
    layers: [
      layers.layers.embedding({ inputDim: 20, outputDim: 8, inputLength: 12 }),
      layers.layers.bidirectional({ layer: gru(), mergeMode: 'concat' }),
      layers.layers.globalMaxPooling1d(),
      layers.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });

const cases = [
  ['a table', () => seeded(() => tableNetwork(20, 3)), 20, (i: number) => ((i * 7) % 13) / 4 - 1.5],
  ['pictures', () => seeded(() => pictureNetwork(16, 4)), 768, (i: number) => ((i * 31) % 97) / 97],
  ['token ids', () => seeded(() => recurrent()), 12, (i: number) => (i * 7) % 20],
  ['a graph', async () => graphModel(6, 3, true), 6, (i: number) => ((i * 5) % 11) / 5 - 1],
] as const;

test.each(cases)(
  'WebGPU and WASM agree on %s, whatever the number of rows in a call',
  async (_, make, width, value) => {
    const model = await make();
    const rows = Float32Array.from({ length: 70 * width }, (_, i) => value(i + Math.floor(i / width)));
    const cpu = await open(model, 'wasm');
    expect(cpu).toMatchObject({ backend: 'wasm', adapter: null });
    const expected = await cpu.predict(rows, 70);
    expect(new Set(expected).size).toBeGreaterThan(20);
    await cpu.close();
    const gpu = await open(model, 'webgpu');
    expect(gpu).toMatchObject({ backend: 'webgpu', adapter: 'google swiftshader software', outputs: cpu.outputs });
    for (const count of [1, 3, 8, 9, 70]) {
      const values = await gpu.predict(rows, count);
      expect(values).toHaveLength(count * cpu.outputs);
      expect(largest(values, expected)).toBeLessThan(1e-5);
    }
    await gpu.close();
  },
);

test.each([cases[0], cases[1], cases[3]])(
  'derivatives of %s are the same on WebGPU as on WASM',
  async (_, make, width, value) => {
    const model = await make();
    const rows = Float32Array.from({ length: 2 * width }, (_, i) => value(i + Math.floor(i / width)));
    const [cpu, gpu] = [await open(model, 'wasm'), await open(model, 'webgpu')];
    const expected = await cpu.derivatives?.(rows, 2, [1, 0]);
    const found = await gpu.derivatives?.(rows, 2, [1, 0]);
    expect(found).toHaveLength(2 * 2 * (1 + width));
    expect(largest(found ?? [], expected ?? [])).toBeLessThan(1e-4);
    if (width === 768) {
      const heat = await cpu.heatMap?.(rows.slice(0, width), [2]);
      expect(largest((await gpu.heatMap?.(rows.slice(0, width), [2])) ?? [], heat ?? [])).toBeLessThan(1e-5);
    }
    await cpu.close();
    await gpu.close();
  },
);

// A GPU that a processor plays takes a tenth of a second for a call.
test.each([
  ['webgpu', 50],
  ['wasm', 1000],
] as const)('calls leave nothing behind on %s: %i of them', async (backend, calls) => {
  const model = await open(await seeded(() => tableNetwork(10, 2)), backend);
  const rows = normalRows(8, 10);
  await model.predict(rows, 8);
  const { numTensors, numBytes, numDataBuffers } = tf.memory();
  for (let call = 0; call < calls; call++) await model.predict(rows, 8);
  expect(tf.memory()).toMatchObject({ numTensors, numBytes, numDataBuffers });
  await model.close();
});

// The last test of this page: a runtime whose device was lost is not used again; a new worker is.
test('a lost device ends calls, and calls after it', async () => {
  const rows = normalRows(4, 10);
  const model = await open(await seeded(() => tableNetwork(10, 2)), 'webgpu');
  await model.predict(rows, 4);
  const call = model.predict(rows, 4);
  model.destroyDevice?.();
  const settled = await call.catch((error: unknown) => error);
  if (!(settled instanceof Float32Array)) expect(settled).toMatchObject({ code: 'failure-backend' });
  expect(await model.lost).toMatchObject({ key: 'model.deviceLost' });
  expect((await failureOf(() => model.predict(rows, 4))).code).toBe('failure-backend');
  await model.close();
});
