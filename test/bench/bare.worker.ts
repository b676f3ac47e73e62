// Forward passes and nothing else, in a worker or a process: explanations are measured against
// these.

import { parentPort } from 'node:worker_threads';
import * as ort from 'onnxruntime-web/wasm';

/** Sent once. Workers share `rows` and `next`; a process has its own. */
export interface BareModel {
  readonly bytes: Uint8Array;
  readonly input: string;
  readonly output: string;
  /** Shape of one row. */
  readonly shape: readonly number[];
  readonly rows: Float32Array;
  /** The next row that no worker has taken. */
  readonly next: Int32Array;
}

/** Runs rows up to `rows`, `batch` at a time, until none is left. */
export interface BareRun {
  readonly rows: number;
  readonly batch: number;
}

const port = parentPort ?? process;
const tell = (text: string) => (parentPort ? parentPort.postMessage(text) : process.send?.(text));
let model: BareModel;
let session: ort.InferenceSession;

port.on('message', async (message: BareModel | BareRun) => {
  if ('bytes' in message) {
    model = message;
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    session = await ort.InferenceSession.create(model.bytes, { executionProviders: ['wasm'] });
    tell('ready');
    return;
  }
  const { rows, batch } = message;
  if (!parentPort) model.next[0] = 0;
  const size = model.shape.reduce((product, length) => product * length, 1);
  for (;;) {
    const from = Atomics.add(model.next, 0, batch);
    if (from >= rows) break;
    const count = Math.min(batch, rows - from);
    const data = model.rows.subarray(from * size, (from + count) * size);
    await session.run({ [model.input]: new ort.Tensor('float32', data, [count, ...model.shape]) }, [model.output]);
  }
  tell('done');
});
