export interface InUse {
  readonly now: boolean;
  set(inUse: boolean): Promise<void>;
}

/** A request for the lock, which may wait until it is granted. */
interface Holding {
  /** It holds, or was refused. */
  readonly granted: Promise<void>;
  readonly ended: Promise<void>;
  /** Lets go, or does not hold in the first place where it still waits. */
  release(): void;
}

/**
 * Holds a lock as long as this page is in use, which others see. The browser lets go of it with the
 * page, whatever that dies of.
 */
export function createInUse(lock: string): InUse {
  let holding: Holding | null = null;
  /** All that were released have ended. */
  let ended: Promise<unknown> = Promise.resolve();
  return {
    get now() {
      return holding !== null;
    },
    async set(inUse) {
      if (inUse) {
        holding ??= hold(lock);
        return holding.granted;
      }
      if (holding) {
        holding.release();
        ended = Promise.all([ended, holding.ended]);
        holding = null;
      }
      await ended;
    },
  };
}

function hold(lock: string): Holding {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let ended = released;
  const granted = new Promise<void>((resolve) => {
    ended = navigator.locks
      .request(lock, { mode: 'shared' }, () => {
        resolve();
        return released;
      })
      .then(resolve, resolve);
  });
  return { granted, ended, release };
}
