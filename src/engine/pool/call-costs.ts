/** What an evaluator's first call counts, which compiles and allocates as no later one does. */
const COLD = 0.02;
/** What each call counts in comparison with the next. */
const KEPT = 0.9;
/** Calls tell the cost of up to this many times as many rows. */
const REACH = 8;

/** What a call costs by its rows: a fixed part and a part for each row, learnt from calls. */
export interface CallCosts {
  learn(rows: number, milliseconds: number): void;
  /** Milliseconds of a call; null until calls that were not the first have shown it. */
  of(rows: number): number | null;
}

/** A line through the calls by least squares; neither of its parts is below 0. */
export function createCallCosts(): CallCosts {
  let calls = 0;
  let largest = 0;
  let [weight, x, y, xx, xy] = [0, 0, 0, 0, 0];
  return {
    learn(rows, milliseconds) {
      const own = calls === 0 ? COLD : 1;
      weight = KEPT * weight + own;
      x = KEPT * x + own * rows;
      y = KEPT * y + own * milliseconds;
      xx = KEPT * xx + own * rows * rows;
      xy = KEPT * xy + own * rows * milliseconds;
      if (calls > 0) largest = Math.max(largest, rows);
      calls += 1;
    },
    of(rows) {
      if (largest === 0 || rows > REACH * largest) return null;
      const spread = xx - (x * x) / weight;
      const slope = spread > 1e-6 * xx ? Math.max(0, (xy - (x * y) / weight) / spread) : xy / xx;
      const fixed = (y - slope * x) / weight;
      return fixed >= 0 ? fixed + slope * rows : (xy / xx) * rows;
    },
  };
}
