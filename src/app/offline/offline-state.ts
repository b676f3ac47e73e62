import type { OfflineStatus } from '../../offline/offline.ts';

/** What the page says of its use without a network. */
export interface OfflineState {
  /** Null before it was asked for: nothing is kept then. */
  readonly status: OfflineStatus | null;
  /** Whether a person wants to see more than that it is possible. */
  readonly open: boolean;
  /** Bytes that keeping would take; null where the server cannot say. */
  readonly size: number | null;
  /** Whether the newer version had to wait for another tab. */
  readonly waits: boolean;
}
