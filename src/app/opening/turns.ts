import { messageOf } from '../explaining/explaining.ts';
import type { Store } from '../store.ts';

/** Runs openings; of two, the later one wins. */
export interface Turns {
  /**
   * Runs `work` as the newest opening; `fresh()` tells it whether it still is. `names`: what is
   * being opened; empty where it takes no time worth a word. Resolves with nothing if it fails.
   */
  run<T>(names: readonly string[], work: (fresh: () => boolean) => Promise<T>): Promise<T | undefined>;
  /** Something else goes on show: what is being opened comes too late. */
  overtake(): void;
}

/** Below this nobody wonders what is going on. */
const PATIENCE_MILLISECONDS = 500;

export function createTurns(store: Store): Turns {
  let latest = 0;
  return {
    async run(names, work) {
      const mine = ++latest;
      const fresh = () => mine === latest;
      store.set({ opening: names, slow: false, ...(store.get().topic ? {} : { status: 'loading' as const }) });
      const slow = setTimeout(() => fresh() && store.set({ slow: true }), PATIENCE_MILLISECONDS);
      try {
        return await work(fresh);
      } catch (thrown) {
        if (!fresh()) return undefined;
        store.alert(messageOf(thrown));
        if (!store.get().topic) store.set({ status: 'error' });
        return undefined;
      } finally {
        clearTimeout(slow);
        if (fresh()) store.set({ opening: null, slow: false });
      }
    },
    overtake() {
      latest++;
      store.set({ opening: null, slow: false });
    },
  };
}
