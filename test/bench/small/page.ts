// The same in a browser.

import { makeWorker } from '../../../src/engine/workers/make-worker.ts';
import { alternated, type Bare, type Rows } from '../alternated.ts';
import { caseOf, filesOf, smallNetworks } from './networks.ts';

/** Workers with the model open that share the rows. */
async function openBare(model: Rows['model'], count: number): Promise<Bare> {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const make = () => new Worker(new URL('./bare.worker.ts', import.meta.url), { type: 'module', name: 'bare' });
  const workers = Array.from({ length: count }, () => makeWorker(make));
  const answer = (worker: Worker, message: object) =>
    new Promise<void>((resolve, reject) => {
      worker.onerror = ({ message: text }) => reject(new Error(text));
      worker.onmessage = ({ data }) => (data === null ? resolve() : reject(new Error(data)));
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
      for (const worker of workers) worker.terminate();
    },
  };
}

async function main(): Promise<void> {
  const only = new URLSearchParams(location.search).get('only') ?? '';
  const workers = navigator.hardwareConcurrency;
  const print = (line: string) => console.log(line);
  print(`Chromium, ${workers} workers on each side; medians`);
  for (const network of smallNetworks.filter(({ name }) => name.includes(only)))
    await alternated(caseOf(network), { file: filesOf(network), workers, openBare, print });
}

main()
  .catch((error) => console.log(error instanceof Error ? (error.stack ?? error.message) : String(error)))
  .finally(() => {
    document.documentElement.dataset.state = 'done';
  });
