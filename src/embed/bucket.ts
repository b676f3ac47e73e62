/** How many a second, and how many at once after a rest. */
export interface Rate {
  readonly aSecond: number;
  readonly atOnce: number;
}

/**
 * Whether one more fits into a rate, and `kept` others after it; it is counted if so. `now` gives
 * milliseconds.
 */
export function createBucket({ aSecond, atOnce }: Rate, now: () => number): (kept?: number) => boolean {
  let left = atOnce;
  let counted = now();
  return (kept = 0) => {
    const at = now();
    // A clock that was set back counts as one that stood still.
    left = Math.min(atOnce, left + (Math.max(0, at - counted) / 1000) * aSecond);
    counted = at;
    if (left < 1 + kept) return false;
    left -= 1;
    return true;
  };
}
