import { expect, test } from 'vitest';
import { openDevice } from '../../../src/gpu/device.ts';
import { bindTabular } from '../../../src/models/bind/index.ts';
import type { BackendName, Model } from '../../../src/models/model.ts';
import { readOnnx } from '../../../src/models/onnx/reading/read.ts';
import { openOnnx } from '../../../src/models/onnx/runtime/session.ts';
import { failureOf } from '../../support/failure.ts';

async function open(path: string, width: number, backend: BackendName): Promise<Model> {
  const response = await fetch(`/examples/${path}.onnx`);
  const { facts, bytes } = await readOnnx(new Uint8Array(await response.arrayBuffer()), path);
  const columns = Array.from({ length: width }, (_, i) => ({ name: `f${i}`, kind: 'numeric' as const, levels: null }));
  return openOnnx(bytes, bindTabular(facts, { file: 't.csv', columns }, null, null).binding, backend, { file: path });
}

const rowsOf = (count: number, width: number) =>
  Float32Array.from({ length: count * width }, (_, i) => (i * 7 + Math.floor(i / width)) % 4);

test('a device has the limits of its adapter and says what it is', async () => {
  const { device, adapter, software, lost, destroy } = await openDevice();
  const own = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  expect(device.limits.maxBufferSize).toBe(own?.limits.maxBufferSize);
  expect(device.limits.maxStorageBufferBindingSize).toBe(own?.limits.maxStorageBufferBindingSize);
  expect(software).toBe(own?.info.isFallbackAdapter);
  expect(adapter).toMatch(/^google swiftshader software$/);
  destroy();
  expect(await lost).toMatchObject({ key: 'model.deviceLost' });
});

test('WebGPU and WASM agree, whatever the number of rows in a call', async () => {
  const [gpu, cpu] = [await open('credit/mlp', 20, 'webgpu'), await open('credit/mlp', 20, 'wasm')];
  expect(gpu).toMatchObject({ backend: 'webgpu', outputs: 1, adapter: 'google swiftshader software' });
  expect(gpu.runtime).toMatch(/^onnxruntime-web .* \(webgpu\)$/);
  expect(cpu).toMatchObject({ backend: 'wasm', adapter: null });
  const rows = rowsOf(600, 20);
  const expected = await cpu.predict(rows, 600);
  expect(new Set(expected).size).toBeGreaterThan(3);
  for (const count of [1, 3, 64, 65, 600]) {
    const values = await gpu.predict(rows, count);
    expect(values).toHaveLength(count);
    for (let i = 0; i < count; i++) expect(Math.abs(values[i] - expected[i])).toBeLessThan(1e-5);
  }
  await gpu.close();
  await cpu.close();
});

test('once warm, no call compiles anything; a call made meanwhile does not wait for the end', async () => {
  const made = GPUDevice.prototype.createShaderModule;
  let compiled = 0;
  GPUDevice.prototype.createShaderModule = function (descriptor) {
    compiled++;
    return made.call(this, descriptor);
  };
  try {
    const model = await open('credit/mlp', 20, 'webgpu');
    let warm = false;
    const warming = model.warmUp?.().then(() => {
      warm = true;
    });
    await model.predict(rowsOf(1, 20), 1);
    expect(warm).toBe(false);
    await warming;
    expect(warm).toBe(true);
    await model.close();

    const other = await open('breast-cancer/mlp', 30, 'webgpu');
    compiled = 0;
    await other.warmUp?.();
    const before = compiled;
    expect(before).toBeGreaterThan(0);
    for (const count of [1, 64, 512, 4096]) expect(await other.predict(rowsOf(count, 30), count)).toHaveLength(count);
    expect(compiled).toBe(before);
    await other.close();
  } finally {
    GPUDevice.prototype.createShaderModule = made;
  }
});

test('classical operators are refused by name: they need the CPU', async () => {
  const error = await failureOf(() => open('penguins/forest', 6, 'webgpu'));
  expect(error.code).toBe('model-unsupported');
  expect(error.details.operator).toBe('ai.onnx.ml:TreeEnsembleClassifier');
});

// The last test of this page: a runtime whose device was lost is not used again; a new worker is.
test('a lost device ends calls, and calls after it', async () => {
  const rows = rowsOf(4, 30);
  const first = await open('breast-cancer/mlp', 30, 'webgpu');
  const expected = await first.predict(rows, 4);
  const call = first.predict(rows, 4);
  first.destroyDevice?.();
  const settled = await call.catch((error: unknown) => error);
  if (settled instanceof Float32Array) expect(settled).toEqual(expected);
  else expect(settled).toMatchObject({ code: 'failure-backend' });
  expect(await first.lost).toMatchObject({ key: 'model.deviceLost' });
  const error = await failureOf(() => first.predict(rows, 4));
  expect(error.code).toBe('failure-backend');
  await first.close();
});
