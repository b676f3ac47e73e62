// The only file that makes workers, for the page and for Node.

import type * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { EngineApi, EngineOptions, EvaluatorApi } from '../protocol.ts';
import { type Connection, connect, serve } from './connection.ts';

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

/**
 * Exposes a worker's api to whoever spawned it; returns the options it was spawned with. Called
 * once, in a worker.
 */
export function serveParent(makeApi: (options: EngineOptions) => object): void {
  if (import.meta.env.SSR) {
    const { parentPort, workerData } = nodeThreads();
    if (!parentPort) throw new Error('not a worker');
    serve(makeApi(workerData as EngineOptions), nodeEndpoint(parentPort as never));
    return;
  }
  const scope = globalThis as unknown as { name: string } & Comlink.Endpoint;
  serve(makeApi(scope.name.startsWith('{') ? JSON.parse(scope.name) : {}), scope);
  announceLife();
}

interface WorkerEnd {
  readonly endpoint: Comlink.Endpoint;
  readonly died: Promise<Error>;
  readonly terminate: () => void;
}

/**
 * A worker that ends itself, or is ended by the browser, tells nobody: no event, and its calls
 * never settle. But its Web Locks are released. Each worker holds a lock of a random name, tells
 * the name, and is dead when we are given it.
 */
const LIFE_LOCK = 'oriel-life:';

function announceLife(): void {
  const name = `${LIFE_LOCK}${crypto.randomUUID()}`;
  const held = navigator.locks?.request(name, () => {
    (globalThis as unknown as Comlink.Endpoint).postMessage(name);
    return new Promise(() => {});
  });
  held?.catch(() => {}); // frames of opaque origin have no locks; the watchdog remains
}

function browserWorker(worker: Worker): WorkerEnd {
  const waiting = new AbortController();
  const died = new Promise<Error>((resolve) => {
    worker.addEventListener('error', (event) => resolve(new Error(event.message || 'the worker failed to load')));
    worker.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string' || !data.startsWith(LIFE_LOCK)) return;
      navigator.locks
        .request(data, { signal: waiting.signal }, () => resolve(new Error('the worker ended')))
        .catch(() => {});
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

const nodeThreads = () => process.getBuiltinModule('node:worker_threads');

function nodeWorker(entry: string, options: EngineOptions): WorkerEnd {
  const worker = new (nodeThreads().Worker)(new URL(entry, import.meta.url), { workerData: options });
  const died = new Promise<Error>((resolve) => {
    worker.on('error', resolve);
    worker.on('exit', () => resolve(new Error('the worker ended')));
  });
  return { endpoint: nodeEndpoint(worker as never), died, terminate: () => void worker.terminate() };
}
