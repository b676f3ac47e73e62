// Forward passes and nothing else on a GPU of its own: what an explanation is measured against.
// Rows and answers stay there.

import * as ort from 'onnxruntime-web/jspi';
import { type GpuDevice, openDevice } from '../../../src/gpu/device.ts';
import type { BareAnswer, BareModel, BareRun } from './protocol.ts';

interface Prepared {
  readonly run: BareRun;
  /** Submits all batches one after the other; resolves when the GPU has finished them. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent) => void;
  postMessage(message: BareAnswer): void;
};
let model: BareModel;
let gpu: GpuDevice;
let prepared: Prepared | null = null;

scope.onmessage = async ({ data }: MessageEvent<BareModel | BareRun>) => {
  try {
    scope.postMessage({ milliseconds: await answer(data) });
  } catch (error) {
    scope.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};

async function answer(message: BareModel | BareRun): Promise<number> {
  if ('bytes' in message) {
    model = message;
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'fatal';
    gpu = await openDevice();
    return 0;
  }
  if (prepared?.run.batch !== message.batch || prepared.run.captured !== message.captured) {
    // In onnxruntime-web 1.30, a session that records fails if the one before it did not record;
    // the next one works.
    prepared = await open(message).catch((error) => {
      if (!message.captured) throw error;
      return open(message);
    });
  }
  const start = performance.now();
  await prepared.pass();
  return performance.now() - start;
}

async function open(run: BareRun): Promise<Prepared> {
  await prepared?.close();
  prepared = null;
  prepared = await prepare(run);
  // The first runs compile shaders and record commands.
  await prepared.pass();
  await prepared.pass();
  return prepared;
}

async function prepare(run: BareRun): Promise<Prepared> {
  const { device } = gpu;
  const { batch, captured } = run;
  const session = await ort.InferenceSession.create(model.bytes, {
    executionProviders: [{ name: 'webgpu', device } as const],
    logSeverityLevel: 4,
    ...(captured && { enableGraphCapture: true }),
  });
  const width = model.shape.reduce((product, length) => product * length, 1);
  const count = model.rows.length / width;
  const buffers: GPUBuffer[] = [];
  const made = (floats: number): GPUBuffer => {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size: Math.ceil(floats / 4) * 16, usage });
    buffers.push(buffer);
    return buffer;
  };
  const tensor = (gpuBuffer: GPUBuffer, dims: readonly number[]) =>
    ort.Tensor.fromGpuBuffer(gpuBuffer, { dataType: 'float32', dims });
  const found = tensor(made(batch * model.outputs), [batch, model.outputs]);
  const input = made(batch * width);
  const batches = Array.from({ length: Math.ceil(count / batch) }, (_, index) => {
    const rows = model.rows.subarray(index * batch * width, (index + 1) * batch * width);
    const buffer = made(batch * width);
    device.queue.writeBuffer(buffer, 0, rows as Float32Array<ArrayBuffer>);
    return buffer;
  });
  await device.queue.onSubmittedWorkDone();
  return {
    run,
    async pass() {
      for (const buffer of batches) {
        if (captured) {
          // Recorded commands read the buffers that they were recorded with.
          const encoder = device.createCommandEncoder();
          encoder.copyBufferToBuffer(buffer, 0, input, 0, buffer.size);
          device.queue.submit([encoder.finish()]);
        }
        const dims = [batch, ...model.shape];
        await session.run({ [model.input]: tensor(captured ? input : buffer, dims) }, { [model.output]: found });
      }
      await device.queue.onSubmittedWorkDone();
    },
    async close() {
      await session.release();
      for (const buffer of buffers) buffer.destroy();
    },
  };
}
