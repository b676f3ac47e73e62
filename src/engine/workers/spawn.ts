// The only file that makes workers, for the page and for Node.

import type * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import { message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import type { ExchangeApi } from '../../store/exchange/api.ts';
import type { EngineApi, EngineOptions, EvaluatorApi } from '../protocol.ts';
import { type Connection, connect } from './connection.ts';
import { awaitLifeLock, workerEnded } from './worker-life.ts';

/** The engine in a worker of its own. */
export function spawnEngine(options: EngineOptions = {}): Connection<EngineApi> {
  const worker = import.meta.env.SSR
    ? nodeWorker('engine.worker.mjs', options)
    : browserWorker(
        new Worker(new URL('../engine.worker.ts', import.meta.url), { type: 'module', name: JSON.stringify(options) }),
      );
  return connect<EngineApi>(worker.endpoint, worker.died, worker.terminate);
}

/** An evaluator in a worker of its own. */
export function spawnEvaluator(): Connection<EvaluatorApi> {
  const worker = import.meta.env.SSR
    ? nodeWorker('evaluator.worker.mjs', {})
    : browserWorker(
        new Worker(new URL('../evaluator/evaluator.worker.ts', import.meta.url), { type: 'module', name: 'evaluator' }),
      );
  return connect<EvaluatorApi>(worker.endpoint, worker.died, worker.terminate);
}

/** What exports and imports what is kept, in a worker of its own; in browsers alone. */
export function spawnExchange(): Connection<ExchangeApi> {
  const worker = browserWorker(
    new Worker(new URL('../../store/exchange/exchange.worker.ts', import.meta.url), {
      type: 'module',
      name: 'exchange',
    }),
  );
  return connect<ExchangeApi>(worker.endpoint, worker.died, worker.terminate);
}

interface SpawnedWorker {
  readonly endpoint: Comlink.Endpoint;
  /** Resolves with the reason when the worker is gone. */
  readonly died: Promise<Error>;
  readonly terminate: () => void;
}

function browserWorker(worker: Worker): SpawnedWorker {
  const waiting = new AbortController();
  const died = new Promise<Error>((resolve) => {
    worker.addEventListener('error', (event) => {
      const text = event.message ? foreign(event.message) : message('engine.workerNotLoaded');
      resolve(new OrielError('failure-unexpected', { text }));
    });
    worker.addEventListener('message', ({ data }) => awaitLifeLock(data, waiting.signal, () => resolve(workerEnded())));
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

function nodeWorker(entry: string, options: EngineOptions): SpawnedWorker {
  const threads = process.getBuiltinModule('node:worker_threads');
  const worker = new threads.Worker(new URL(entry, import.meta.url), { workerData: options });
  const died = new Promise<Error>((resolve) => {
    worker.on('error', resolve);
    worker.on('exit', () => resolve(workerEnded()));
  });
  return { endpoint: nodeEndpoint(worker as never), died, terminate: () => void worker.terminate() };
}
