import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Bare } from './alternated.ts';
import type { BareModel, BareRun } from './bare.worker.ts';

type Given = Omit<BareModel, 'next'>;

const file = () => new URL('bare.worker.mjs', import.meta.url);

/**
 * `count` workers with the model open. They share the rows, and each takes the next batch when it
 * has finished one.
 */
export async function openBare(model: Given, count: number): Promise<Bare> {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const workers = Array.from({ length: count }, () => new Worker(file()));
  const answer = (worker: Worker, message: BareModel | BareRun) => answerOf(worker, () => worker.postMessage(message));
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

/**
 * `count` processes, each with the model and an equal part of the rows. The time is what all rows
 * would take at the sum of their rates.
 */
export async function openProcesses(model: Given, count: number): Promise<Bare> {
  const size = model.shape.reduce((product, length) => product * length, 1);
  const each = Math.ceil(model.rows.length / size / count);
  const children = Array.from({ length: count }, () => fork(fileURLToPath(file()), { serialization: 'advanced' }));
  const answer = (index: number, message: BareModel | BareRun) =>
    answerOf(children[index], () => children[index].send(message as object));
  const parts = children.map((_, index) => model.rows.slice(index * each * size, (index + 1) * each * size));
  await Promise.all(parts.map((rows, index) => answer(index, { ...model, rows, next: new Int32Array(1) })));
  return {
    async time({ rows, batch }) {
      const start = performance.now();
      const share = Math.min(each, Math.ceil(rows / count));
      const rates = await Promise.all(
        children.map(async (_, index) => {
          await answer(index, { rows: share, batch });
          return share / (performance.now() - start);
        }),
      );
      return rows / rates.reduce((sum, rate) => sum + rate, 0);
    },
    async close() {
      for (const child of children) child.kill();
    },
  };
}

/** Resolves with the next message of a worker or a process. */
function answerOf(other: NodeJS.EventEmitter, send: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    other.once('message', () => {
      other.off('error', reject);
      resolve();
    });
    other.once('error', reject);
    send();
  });
}
