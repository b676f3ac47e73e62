// Forward passes and nothing else, in a browser's worker.

import * as ort from 'onnxruntime-web/wasm';
import type { BareModel, BareRun } from '../bare.worker.ts';

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<BareModel | BareRun>) => void;
  postMessage(error: string | null): void;
};
let model: BareModel;
let session: ort.InferenceSession;

scope.onmessage = async ({ data }) => {
  try {
    await answer(data);
    scope.postMessage(null);
  } catch (error) {
    scope.postMessage(error instanceof Error ? error.message : String(error));
  }
};

async function answer(message: BareModel | BareRun): Promise<void> {
  if ('bytes' in message) {
    model = message;
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    session = await ort.InferenceSession.create(model.bytes, { executionProviders: ['wasm'] });
    return;
  }
  const { rows, batch } = message;
  const size = model.shape.reduce((product, length) => product * length, 1);
  for (;;) {
    const from = Atomics.add(model.next, 0, batch);
    if (from >= rows) return;
    const count = Math.min(batch, rows - from);
    const data = model.rows.subarray(from * size, (from + count) * size);
    await session.run({ [model.input]: new ort.Tensor('float32', data, [count, ...model.shape]) }, [model.output]);
  }
}
