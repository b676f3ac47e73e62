/** A pool whose evaluator has a GPU device of its own. */
export interface GpuUser {
  /** The GPU may be free: gives it calls, if there are any. */
  assign(): void;
}

export interface GpuTurns {
  /**
   * Whether `user` may give the GPU a call now. If not, its `assign` is called when it may be its
   * turn.
   */
  mayUse(user: GpuUser): boolean;
  /** `user` has no more calls on the GPU. */
  done(user: GpuUser): void;
}

/** How long a user keeps the GPU while others wait. */
const TURN_MILLISECONDS = 100;

/**
 * Lets one user at a time have the GPU: devices that share it slow each other down, and their
 * memory adds up.
 */
export function createGpuTurns(): GpuTurns {
  let owner: GpuUser | null = null;
  let since = 0;
  const waiting = new Set<GpuUser>(); // in the order of asking
  return {
    mayUse(user) {
      if (owner === null) {
        owner = user;
        since = performance.now();
      }
      const over = waiting.size > 0 && performance.now() - since >= TURN_MILLISECONDS;
      if (owner === user && !over) return true;
      waiting.add(user);
      return false;
    },
    done(user) {
      if (owner !== user) return;
      owner = null;
      while (owner === null && waiting.size > 0) {
        const [next] = waiting;
        waiting.delete(next);
        next.assign();
      }
    },
  };
}
