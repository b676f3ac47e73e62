// What this machine does to whatever runs on it: how late a timer fires, and how long work takes.

import { Worker } from 'node:worker_threads';

const waits = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.postMessage('up');
parentPort.once('message', () => setTimeout(() => parentPort.postMessage('over'), workerData));
`;

/** Milliseconds from when a timer in a worker should have been heard of here to when it was. */
export async function bareTimer(milliseconds: number): Promise<number> {
  const worker = new Worker(waits, { eval: true, workerData: milliseconds });
  const heard = (): Promise<number> =>
    new Promise((resolve) => worker.once('message', () => resolve(performance.now())));
  await heard();
  const start = performance.now();
  worker.postMessage('begin');
  const over = await heard();
  await worker.terminate();
  return over - start - milliseconds;
}

const BUSY_MILLISECONDS = 20;

/**
 * How many times as long as on cores of its own a thread takes here for some work, since others want
 * the cores too. Nothing else of this process may be at work.
 */
export function slowdown(): number {
  const [start, before] = [performance.now(), process.cpuUsage()];
  let used = 0;
  while (used < BUSY_MILLISECONDS) {
    const { user, system } = process.cpuUsage(before);
    used = (user + system) / 1000;
  }
  return Math.max(1, (performance.now() - start) / used);
}
