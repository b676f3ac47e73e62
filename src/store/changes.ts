import type { Announced, Backing } from './backing.ts';
import type { Change, Store } from './store.ts';

/** Who must hear of changes, and what they come to. */
export interface Changes {
  /** Tells those who watch, here and in other tabs. */
  announce(change: Announced): void;
  readonly watch: Store['watch'];
  /** Bytes kept by all tabs; null while they have not been counted. */
  total(): number | null;
  counted(bytes: number): void;
  end(): void;
}

export function createChanges(backing: Backing): Changes {
  const listeners = new Set<(change: Change) => void>();
  let total: number | null = null;
  const hear = ({ bytes, what, kind, key }: Announced): void => {
    if (what === 'clear') total = 0;
    else if (total !== null) total += bytes;
    for (const listener of listeners) listener({ what, kind, key });
  };
  backing.hear(hear);
  return {
    announce(change) {
      backing.announce(change);
      hear(change);
    },
    watch(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    total: () => total,
    counted(bytes) {
      total = bytes;
    },
    end: () => listeners.clear(),
  };
}
