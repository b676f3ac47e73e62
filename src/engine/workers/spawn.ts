// Workers that doors make, in browsers and in Node. What the engine's worker makes in turn is in
// spawn-evaluator.ts: bundlers go round in circles where a worker imports its own address.

import type { EngineApi, EngineOptions } from '../protocol.ts';
import { type Connection, connect } from './connection.ts';
import { browserWorker, nodeWorker } from './spawned-worker.ts';

/** The engine in a worker of its own. */
export function spawnEngine(options: EngineOptions = {}): Connection<EngineApi> {
  const name = JSON.stringify(options);
  const worker = import.meta.env.SSR
    ? nodeWorker('engine.worker.mjs', options)
    : browserWorker(() =>
        options.assets === undefined
          ? new Worker(new URL('../engine.worker.ts', import.meta.url), { type: 'module', name })
          : new Worker(new URL('engine.worker.js', options.assets), { type: 'module', name }),
      );
  return connect<EngineApi>(worker.endpoint, worker.died, worker.terminate);
}

/** A worker that somebody else knows how to make (`make-worker.ts`), in browsers alone. */
export function connectWorker<T extends object>(make: () => Worker): Connection<T> {
  const worker = browserWorker(make);
  return connect<T>(worker.endpoint, worker.died, worker.terminate);
}
