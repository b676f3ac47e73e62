import type { Connection } from '../../engine/workers/connection.ts';
import { spawnExchange } from '../../engine/workers/spawn.ts';
import type { ExchangeApi, Reach } from '../../store/exchange/api.ts';
import type { Store } from '../../store/store.ts';

/** Exports and imports in a worker, which lives as long as one of them takes. */
export interface Exchanging {
  run<T>(store: Store, act: (api: ExchangeApi, reach: Reach | null) => Promise<T>): Promise<T>;
  /** Resolves once nothing is read or written any more. */
  stop(): Promise<void>;
}

export function createExchanging(): Exchanging {
  const running = new Map<Connection<ExchangeApi>, Promise<unknown>>();
  return {
    async run(store, act) {
      const connection = spawnExchange();
      // The worker opens the browser's store itself; what is in memory only the page can reach.
      const reach = store.where === 'browser' ? null : reachOf(store);
      const done = act(connection.api, reach).finally(() => {
        running.delete(connection);
        connection.close();
      });
      running.set(connection, done);
      return done;
    },

    async stop() {
      const all = [...running];
      for (const [{ api }] of all) Promise.resolve(api.stop()).catch(() => {}); // it may have ended
      await Promise.allSettled(all.map(([, done]) => done));
    },
  };
}

const reachOf =
  (store: Store): Reach =>
  (method, args) =>
    (store[method] as (...args: unknown[]) => Promise<unknown>)(...args);
