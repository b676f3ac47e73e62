/** Signs of life that a visitor's page may give before it has anything to show. */
const START = 60;

export interface Beats {
  /** A second has passed. */
  tick(): void;
  /** The page is there. */
  started(): void;
  /** It will never be there: the page around is to begin another. */
  failed(): void;
}

/**
 * The signs of life of a visitor's page, by `beat`. One that shows nothing is not alive, however
 * well its clock runs: while it starts it gives so many signs and no more. Seconds are counted as
 * they are ticked, for a machine may be asleep meanwhile.
 */
export function createBeats(beat: () => void, most = START): Beats {
  let left = most;
  return {
    tick() {
      if (left <= 0) return;
      left--;
      beat();
    },
    started() {
      left = Number.POSITIVE_INFINITY;
    },
    failed() {
      left = 0;
    },
  };
}
