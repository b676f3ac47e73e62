import { Worker } from 'node:worker_threads';
import type { BareModel, BareRun } from './bare.worker.ts';

export interface Bare {
  /** Milliseconds that all workers together take for the first `rows` rows. */
  time(run: BareRun): Promise<number>;
  close(): Promise<void>;
}

/** `count` workers with the model open; they share the rows and take batches from them as they go. */
export async function openBare(model: Omit<BareModel, 'next'>, count: number): Promise<Bare> {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const workers = Array.from({ length: count }, () => new Worker(new URL('bare.worker.mjs', import.meta.url)));
  const answer = (worker: Worker, message: unknown) =>
    new Promise<void>((resolve, reject) => {
      worker.once('message', () => {
        worker.off('error', reject);
        resolve();
      });
      worker.once('error', reject);
      worker.postMessage(message);
    });
  await Promise.all(workers.map((worker) => answer(worker, { ...model, next })));
  return {
    async time(run) {
      next[0] = 0;
      const start = performance.now();
      await Promise.all(workers.map((worker) => answer(worker, run)));
      return performance.now() - start;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
