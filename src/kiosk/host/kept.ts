import { canKeep } from '../../offline/can-keep.ts';
import type { Offline } from '../../offline/offline.ts';

/** The page as it is kept in this browser, for days without a network. */
export interface Kept extends Pick<Offline, 'status' | 'rollBack'> {
  /** Whether a visitor is there: until they have gone, nothing is changed. */
  visited(is: boolean): void;
  /** Asks the server for a newer version. */
  update(): Promise<void>;
}

/**
 * Keeps what the examples need; null where this browser cannot. A newer version is fetched beside,
 * and taken over as soon as no visitor is there.
 */
export async function keepPage(examples: readonly string[]): Promise<Kept | null> {
  if (!canKeep()) return null;
  const { createOffline } = await import('../../offline/offline.ts');
  const offline = createOffline({ changed: () => location.reload() });
  const silently = (doing: Promise<unknown>): void => void doing.catch(() => {}); // its status says what is missing
  silently(offline.keep({ by: 'site', examples }));
  return {
    status: offline.status,
    async rollBack() {
      await offline.setInUse(false);
      return offline.rollBack();
    },
    update: offline.update,
    visited(is) {
      const told = offline.setInUse(is);
      silently(is ? told : told.then(take));
    },
  };

  async function take(): Promise<void> {
    if ((await offline.take()) === 'done') location.reload();
  }
}
