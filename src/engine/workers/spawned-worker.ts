import type * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import type { EngineOptions } from '../protocol.ts';
import { makeWorker } from './make-worker.ts';
import { passRequestsOn } from './requests.ts';
import { awaitLifeLock, workerEnded } from './worker-life.ts';

/** A worker that was made, in a browser or in Node. */
export interface SpawnedWorker {
  readonly endpoint: Comlink.Endpoint;
  /** Resolves with the reason when the worker is gone. */
  readonly died: Promise<Error>;
  readonly terminate: () => void;
}

export function browserWorker(make: () => Worker): SpawnedWorker {
  const worker = makeWorker(make);
  const waiting = new AbortController();
  const died = new Promise<Error>((resolve) => {
    worker.addEventListener('error', (event) => {
      const text = event.message ? foreign(event.message) : message('engine.workerNotLoaded');
      resolve(new OrielError('failure-unexpected', { text }));
    });
    worker.addEventListener('message', ({ data }) => {
      awaitLifeLock(data, waiting.signal, () => resolve(workerEnded()));
      passRequestsOn(data);
    });
  });
  return {
    endpoint: worker,
    died,
    terminate() {
      waiting.abort();
      worker.terminate();
    },
  };
}

/**
 * Room for new objects: hardly any of them lasts. In the room that Node would give them, several
 * times as much, garbage lies until it is full, in each worker.
 */
const YOUNG_MEGABYTES = 6;

/** `entry` is the file name of a bundle beside this one. */
export function nodeWorker(entry: string, options: EngineOptions): SpawnedWorker {
  const threads = process.getBuiltinModule('node:worker_threads');
  const worker = new threads.Worker(new URL(entry, options.assets ?? import.meta.url), {
    workerData: options,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
  const died = new Promise<Error>((resolve) => {
    worker.on('error', resolve);
    worker.on('exit', () => resolve(workerEnded()));
  });
  return { endpoint: nodeEndpoint(worker as never), died, terminate: () => void worker.terminate() };
}
