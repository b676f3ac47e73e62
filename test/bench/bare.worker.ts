// Forward passes and nothing else: what an explanation is measured against.

import { parentPort } from 'node:worker_threads';
import * as ort from 'onnxruntime-web/wasm';

/** Sent once. `rows` and `next` are shared among the workers. */
export interface BareModel {
  readonly bytes: Uint8Array;
  readonly input: string;
  readonly output: string;
  /** Shape of one row. */
  readonly shape: readonly number[];
  readonly rows: Float32Array;
  /** The next row that nobody has taken. */
  readonly next: Int32Array;
}

/** Runs rows up to `rows`, `batch` at a time, until none is left. */
export interface BareRun {
  readonly rows: number;
  readonly batch: number;
}

if (!parentPort) throw new Error('not a worker');
const port = parentPort;
let model: BareModel;
let session: ort.InferenceSession;

port.on('message', async (message: BareModel | BareRun) => {
  if ('bytes' in message) {
    model = message;
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    session = await ort.InferenceSession.create(model.bytes, { executionProviders: ['wasm'] });
    port.postMessage('ready');
    return;
  }
  const { rows, batch } = message;
  const size = model.shape.reduce((product, length) => product * length, 1);
  for (;;) {
    const from = Atomics.add(model.next, 0, batch);
    if (from >= rows) break;
    const count = Math.min(batch, rows - from);
    const data = model.rows.subarray(from * size, (from + count) * size);
    await session.run({ [model.input]: new ort.Tensor('float32', data, [count, ...model.shape]) }, [model.output]);
  }
  port.postMessage('done');
});
