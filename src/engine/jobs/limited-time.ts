import { CALL_MILLISECONDS } from '../pool/chunk-size.ts';

/**
 * Milliseconds that are left for making a record of what was found and for its way to whoever
 * waits, and the part of the limit that this is at most.
 */
const FINISHING = 10;
const FINISHING_SHARE = 0.05;
/** How late a first answer may be: a part of the limit, at least a call, at most a second. */
const GRACE_SHARE = 0.1;
const MOST_GRACE = 1000;
/** Part of it that what is waited for may take; the rest is for what is made of it. */
const WAITING_SHARE = 0.25;

/** The time an explanation has, as far as driving it depends on it. */
export interface LimitedTime {
  /** The limit in milliseconds. */
  readonly limit: number;
  /** How late an answer may be where nothing could be said before. */
  readonly grace: number;
  /** How late what such an answer is made of may come. */
  readonly patience: number;
  /** Milliseconds left, but for those that finishing takes; negative once the time is up. */
  left(): number;
  now(): number;
  /** `passed` resolves once no more than `left` milliseconds are left, unless it is cleared. */
  until(left: number): { readonly passed: Promise<'deadline'>; clear(): void };
  /**
   * Does some work. Where that calls `pulse` once no more than `left` milliseconds are left, it is
   * broken off: null.
   */
  within<T>(left: number, work: () => T): T | null;
  /** For long work to call now and then. Throws only inside `within`. */
  readonly pulse: () => void;
}

/** Thrown through work that is broken off. */
class BrokenOff extends Error {}

/** What tells the time: the machine's clock, or a test's. */
export interface Clock {
  now(): number;
  /** Calls back after some milliseconds; returns what calls it off. */
  after(milliseconds: number, act: () => void): () => void;
}

const machineClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** A limit in milliseconds that counts from `start`. */
export function limitedTime(limit: number, start: number, clock: Clock = machineClock): LimitedTime {
  const end = start + limit - Math.min(FINISHING, FINISHING_SHARE * limit);
  const left = (): number => end - clock.now();
  let least = Number.NEGATIVE_INFINITY;
  const grace = Math.min(MOST_GRACE, Math.max(CALL_MILLISECONDS, GRACE_SHARE * limit));
  return {
    limit,
    grace,
    patience: WAITING_SHARE * grace,
    left,
    now: clock.now,
    until(rest) {
      let clear = () => {};
      const passed = new Promise<'deadline'>((resolve) => {
        clear = clock.after(Math.max(0, left() - rest), () => resolve('deadline'));
      });
      return { passed, clear: () => clear() };
    },
    within(rest, work) {
      least = rest;
      try {
        return work();
      } catch (error) {
        if (error instanceof BrokenOff) return null;
        throw error;
      } finally {
        least = Number.NEGATIVE_INFINITY;
      }
    },
    pulse() {
      if (left() <= least) throw new BrokenOff();
    },
  };
}
