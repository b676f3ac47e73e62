import * as ort from 'onnxruntime-web/jspi';
import { expect, test, vi } from 'vitest';
import { createBuffers } from '../../../src/gpu/buffers.ts';
import { openDevice } from '../../../src/gpu/device.ts';
import { createReader } from '../../../src/gpu/reader.ts';
import { createRecordedCalls, type RecordingParts } from '../../../src/models/onnx/runtime/recorded-calls.ts';

const WIDTH = 20;
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'fatal';

/**
 * The credit network on the software adapter, whose calls are recorded after three of a size,
 * whatever they gain; tells how each was answered.
 */
async function open(parts: Partial<RecordingParts> = {}, failures = 0) {
  const { device, destroy } = await openDevice();
  const bytes = new Uint8Array(await (await fetch('/examples/credit/mlp.onnx')).arrayBuffer());
  const create = (enableGraphCapture: boolean) =>
    ort.InferenceSession.create(bytes, {
      executionProviders: [{ name: 'webgpu', device } as const],
      enableGraphCapture,
    });
  const session = await create(false);
  const buffers = createBuffers(device);
  const reader = createReader(device);
  let plainCalls = 0;
  let failed = 0;
  const plain: RecordingParts['plain'] = (feeds, fetches) => {
    plainCalls++;
    return session.run(feeds, fetches);
  };
  const calls = createRecordedCalls({
    device,
    TensorOf: ort.Tensor,
    plain,
    create: async () => {
      if (failed++ < failures) throw new Error('the first one fails');
      return create(true);
    },
    inTurn: (work) => work(),
    worth: 3,
    gain: Number.POSITIVE_INFINITY,
    long: Number.POSITIVE_INFINITY,
    quiet: 0,
    ...parts,
  });
  const tensor = (floats: number, dims: number[]) =>
    ort.Tensor.fromGpuBuffer(buffers.place()(4 * floats), { dataType: 'float32', dims });
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  /** Answers to rows in buffers of their own, by a plain call and by what is tested. */
  const answers = async (size: number, seed: number) => {
    const rows = Float32Array.from({ length: size * WIDTH }, (_, at) => Math.sin(at * 0.37 + seed));
    const feeds = { [input]: tensor(size * WIDTH, [size, WIDTH]) };
    device.queue.writeBuffer(feeds[input].gpuBuffer, 0, rows);
    const [own, right] = [0, 1].map(() => ({ [output]: tensor(size, [size, 1]) }));
    await session.run(feeds, right);
    const before = plainCalls;
    await calls.run(feeds, own);
    const [values, expected] = await Promise.all(
      [own, right].map((found) => reader.read(found[output].gpuBuffer, size)),
    );
    return { values, expected, plain: plainCalls > before };
  };
  const close = async () => {
    await calls.close();
    destroy();
  };
  return { calls, answers, close };
}

test('calls of a frequent shape are repeated with the same bits; those of other shapes are not', async () => {
  const { calls, answers, close } = await open();
  for (let seed = 0; seed < 3; seed++) expect((await answers(64, seed)).plain).toBe(true);
  await vi.waitFor(() => expect(calls.recorded()).toBe(true), { timeout: 30_000 });
  for (let seed = 3; seed < 9; seed++) {
    for (const size of [64, 8]) {
      const { values, expected, plain } = await answers(size, seed);
      expect(plain).toBe(size === 8);
      expect(new Set(values).size).toBeGreaterThan(1);
      expect(values).toEqual(expected);
    }
  }
  await close();
});

test('another session is tried where the first one fails', async () => {
  const { calls, answers, close } = await open({}, 1);
  for (let seed = 0; seed < 3; seed++) await answers(64, seed);
  await vi.waitFor(() => expect(calls.recorded()).toBe(true), { timeout: 30_000 });
  const { values, expected, plain } = await answers(64, 3);
  expect(plain).toBe(false);
  expect(values).toEqual(expected);
  await close();
});

/** A session that answers nothing: zeros. */
const silent = { run: async () => ({}), release: async () => {} } as unknown as ort.InferenceSession;

test.each([
  ['is no faster', { gain: 0 }],
  ['has nothing to gain', { long: 0 }],
  ['answers wrong', { create: async () => silent }],
  [
    'cannot be recorded',
    { create: () => Promise.reject(new Error('This session cannot use the graph capture feature')) },
  ],
] as [string, Partial<RecordingParts>][])(
  'goes on with plain calls where a model %s, and tries no more',
  async (_, parts) => {
    let tries = 0;
    const inTurn: RecordingParts['inTurn'] = async (work) => {
      await work();
      tries++;
    };
    const { calls, answers, close } = await open({ ...parts, inTurn });
    for (let seed = 0; seed < 3; seed++) await answers(64, seed);
    await vi.waitFor(() => expect(tries).toBe(1), { timeout: 30_000 });
    expect(calls.recorded()).toBe(false);
    for (let seed = 3; seed < 8; seed++) {
      const { values, expected, plain } = await answers(64, seed);
      expect(plain).toBe(true);
      expect(values).toEqual(expected);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(tries).toBe(1);
    await close();
  },
);

test('a model with operators that leave the GPU is refused by the runtime', async () => {
  const { device, destroy } = await openDevice();
  const bytes = new Uint8Array(await (await fetch('/examples/credit/gbt.onnx')).arrayBuffer());
  const opening = ort.InferenceSession.create(bytes, {
    executionProviders: [{ name: 'webgpu', device } as const],
    enableGraphCapture: true,
  });
  await expect(opening).rejects.toThrow();
  destroy();
});
