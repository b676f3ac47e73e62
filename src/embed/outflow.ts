import { createBucket, type Rate } from './bucket.ts';

/** What one side sends, so that the other's gate drops none of it. */
export interface Outflow {
  /** Whether one more may be sent and `kept` others after it; it is counted if so. */
  fits(kept: number): boolean;
  /** Whether so much was sent since the last ping that another should ask whether it is read. */
  due(): boolean;
  /** A ping was sent. */
  pinged(): void;
  /** A ping was answered, the first of those that were not yet: all before it was read. */
  answered(): void;
}

/**
 * Keeps to a rate that the other side counts by itself, when it reads. A side that is busy reads
 * late, and much at once: no more is under way than half of what it takes at once (`size`), and no
 * more is sent at once than the other half. `now` gives milliseconds.
 */
export function createOutflow(limits: Rate, now: () => number): Outflow {
  const size = outflowSize(limits);
  const fits = createBucket({ ...limits, atOnce: size }, now);
  let sent = 0;
  let read = 0;
  let asked = 0;
  /** How many had been sent with each ping that is not answered yet. */
  const pings: number[] = [];
  return {
    fits(kept) {
      if (sent - read + kept >= size || !fits(kept)) return false;
      sent += 1;
      return true;
    },
    due: () => sent - asked >= size / 4,
    pinged() {
      asked = sent;
      pings.push(sent);
    },
    answered() {
      read = pings.shift() ?? read;
    },
  };
}

/** How many messages are sent at once at most; a tenth is left for clocks that are not exact. */
export const outflowSize = ({ atOnce }: Rate): number => Math.floor(0.45 * atOnce);
