import * as v from 'valibot';
import type { Shelf } from './journal.ts';

const NAME = 'oriel.kiosk.lock';

/** Wrong PINs that cost nothing, and how long those cost that follow, in milliseconds. */
const FREE = 2;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 3_600_000;

const LockSchema = v.strictObject({ wrong: v.pipe(v.number(), v.integer(), v.minValue(0)), at: v.number() });

/** Lets a person in who knows the PIN, and slows down whoever guesses. */
export interface Lock {
  /** Milliseconds until another PIN is looked at. */
  wait(): number;
  /** Whether it is the PIN; `null` where it was not even looked at. */
  try(pin: string): boolean | null;
}

/**
 * What is counted lasts longer than the page, which anybody may have loaded anew by pulling a plug.
 */
export function createLock(pin: string, shelf: Shelf | null, now: () => number = Date.now): Lock {
  let lock = readFrom(shelf);

  const wait = (): number => {
    if (lock.wrong <= FREE) return 0;
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(20, lock.wrong - FREE - 1));
    // A clock that was set back must not lock the door for ever.
    return Math.min(longest, Math.max(0, lock.at + longest - now()));
  };

  function keep(next: typeof lock): void {
    lock = next;
    try {
      shelf?.setItem(NAME, JSON.stringify(lock));
    } catch {
      return; // it counts until the page is loaded anew
    }
  }

  return {
    wait,
    try(given) {
      if (wait() > 0) return null;
      const right = given === pin;
      keep(right ? { wrong: 0, at: 0 } : { wrong: lock.wrong + 1, at: now() });
      return right;
    },
  };
}

function readFrom(shelf: Shelf | null): v.InferOutput<typeof LockSchema> {
  try {
    const { success, output } = v.safeParse(LockSchema, JSON.parse(shelf?.getItem(NAME) ?? 'null'));
    return success ? output : { wrong: 0, at: 0 };
  } catch {
    return { wrong: 0, at: 0 };
  }
}
