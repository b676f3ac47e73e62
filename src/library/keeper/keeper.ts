import type { Connection } from '../../engine/workers/connection.ts';
import { connectWorker } from '../../engine/workers/spawn.ts';
import type { Store } from '../../store/store.ts';
import type { KeeperApi, Reach } from './keeper-api.ts';

/** Does what takes long in a worker, which lives as long as that takes. */
export interface Keeper {
  /** Fails where it is not wanted any more: whatever is to be stopped may not have begun yet. */
  run<T>(store: Store, wanted: () => boolean, act: (api: KeeperApi, reach: Reach | null) => Promise<T>): Promise<T>;
  /** Resolves once nothing is read or written any more. */
  stop(): Promise<void>;
}

const spawnKeeper = (): Connection<KeeperApi> =>
  connectWorker<KeeperApi>(
    () => new Worker(new URL('./keeper.worker.ts', import.meta.url), { type: 'module', name: 'keeper' }),
  );

export function createKeeper(spawn = spawnKeeper): Keeper {
  const running = new Map<Connection<KeeperApi>, Promise<unknown>>();
  return {
    async run(store, wanted, act) {
      if (!wanted()) throw new DOMException('', 'AbortError');
      const connection = spawn();
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
