import type * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { EngineOptions } from '../protocol.ts';
import { serve } from './connection.ts';
import { reportRequests } from './requests.ts';
import { holdLifeLock } from './worker-life.ts';

/**
 * In a worker, once: exposes its API to whoever spawned it. `makeApi` gets the options that the
 * worker was spawned with.
 */
export function serveParent(makeApi: (options: EngineOptions) => object): void {
  if (import.meta.env.SSR) {
    const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
    if (!parentPort) throw new Error('not a worker');
    serve(makeApi(workerData as EngineOptions), nodeEndpoint(parentPort as never));
    return;
  }
  const scope = globalThis as unknown as { name: string } & Comlink.Endpoint;
  serve(makeApi(scope.name.startsWith('{') ? JSON.parse(scope.name) : {}), scope);
  holdLifeLock((name) => scope.postMessage(name));
  reportRequests((report) => scope.postMessage(report));
}
