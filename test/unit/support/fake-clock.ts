import type { Clock } from '../../../src/engine/jobs/limited-time.ts';

/** A clock that stands still until a test lets time pass. */
export function fakeClock(): Clock & { pass(milliseconds: number): void } {
  let now = 0;
  let waiting: { readonly at: number; readonly act: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, act) {
      const own = { at: now + milliseconds, act };
      waiting.push(own);
      return () => {
        waiting = waiting.filter((each) => each !== own);
      };
    },
    pass(milliseconds) {
      now += milliseconds;
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { act } of due) act();
    },
  };
}
