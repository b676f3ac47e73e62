import type { Connection } from '../../../../src/engine/workers/connection.ts';
import type { KeeperApi } from '../../../../src/library/keeper/keeper-api.ts';
import { keeperWork } from '../../../../src/library/keeper/keeper-work.ts';

/** What the keeper's worker does, without a worker. */
export const keeperHere = (change: Partial<KeeperApi> = {}): Connection<KeeperApi> => ({
  api: { ...keeperWork(), ...change },
  died: new Promise(() => {}),
  close() {},
});
