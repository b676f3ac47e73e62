/** Whoever gives a GPU calls: a pool, whose evaluator has a device of its own. */
export interface GpuUser {
  /** The GPU may be free for it. */
  serve(): void;
}

export interface GpuTurns {
  /** Whether `user` may give the GPU a call now. Where not, it is told when it may. */
  mayUse(user: GpuUser): boolean;
  /** `user` has no calls out there. */
  done(user: GpuUser): void;
}

/** So long one has it while others wait. */
const TURN_MILLISECONDS = 100;

/**
 * One at a time has the GPU: devices that share it slow each other down, and their memory adds up.
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
        next.serve();
      }
    },
  };
}
