import type { KeeperApi } from '../../../../src/app/keeping/keeper-api.ts';
import { keeperWork } from '../../../../src/app/keeping/keeper-work.ts';
import type { Connection } from '../../../../src/engine/workers/connection.ts';

/** What the keeper's worker does, without a worker. */
export const keeperHere = (change: Partial<KeeperApi> = {}): Connection<KeeperApi> => ({
  api: { ...keeperWork(), ...change },
  died: new Promise(() => {}),
  close() {},
});
