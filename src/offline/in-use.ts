export interface InUse {
  readonly now: boolean;
  set(inUse: boolean): Promise<void>;
}

/**
 * Holds a lock as long as this page is in use, which others see. The browser lets go of it with the
 * page, whatever that dies of.
 */
export function createInUse(lock: string): InUse {
  let wanted = false;
  let release: (() => void) | null = null;
  let held: Promise<void> = Promise.resolve();
  return {
    get now() {
      return wanted;
    },
    async set(inUse) {
      // While it is held, `held` waits for its end.
      if (inUse === wanted) return inUse ? undefined : held;
      wanted = inUse;
      if (!inUse) {
        release?.();
        return held;
      }
      await new Promise<void>((granted) => {
        held = navigator.locks
          .request(lock, { mode: 'shared' }, () => {
            granted();
            return new Promise<void>((resolve) => {
              release = resolve;
              if (!wanted) resolve();
            });
          })
          .then(granted, granted);
      });
    },
  };
}
