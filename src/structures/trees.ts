/** How a node tests the value x of its column; x passes to the left child when the test holds. */
export const Test = {
  /**
   * x ≤ threshold. Files that say < hold the next smaller number of their precision here; > and ≥
   * have their children swapped.
   */
  lessOrEqual: 0,
  /** x = threshold. */
  equal: 1,
  /**
   * x, a whole number, is a bit of the set that starts at word `threshold` of `sets` and ends
   * before word `setEnd`.
   */
  member: 2,
  /** As `member`, of x rounded down: XGBoost's categories. */
  memberOfFloor: 3,
  /** As `member`, of x cut towards zero: LightGBM's categories. */
  memberOfWhole: 4,
} as const;

/** What a node does with values that are not there, as bits. */
export const Missing = {
  /** A missing value goes left; right where the bit is not set. */
  left: 1,
  /** Zero (|x| ≤ 1e-35 as float32) counts as missing too. */
  zero: 2,
  /** NaN is read as 0 before anything else: it is missing only where zero is. */
  nanIsZero: 4,
} as const;

/**
 * An ensemble of decision trees in flat arrays, one entry a node; all trees' nodes in one sequence.
 * It answers with K raw outputs (margins) a row: `base` plus, over the trees, the values of the
 * leaves reached, aggregated. Used by prediction and explanation alike.
 */
export interface Trees {
  /** Columns of a row. */
  readonly columns: number;
  /** float32: rows are rounded to it before they are tested; see `rowsFor`. */
  readonly precision: 'float32' | 'float64';
  /** K raw outputs. */
  readonly outputs: number;
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** Column tested; −1 for a leaf. */
  readonly feature: Int32Array;
  /** One of `Test`. */
  readonly test: Uint8Array;
  readonly threshold: Float64Array;
  /** For `Test.member`: one past the last word of the set. */
  readonly setEnd: Int32Array;
  readonly sets: Uint32Array;
  /** Bits of `Missing`. */
  readonly missing: Uint8Array;
  /** Children by node number; −1 for a leaf. A child's number is larger than its parent's. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Weight of the training rows that reached each node; null where the file does not say. */
  readonly cover: Float64Array | null;
  /**
   * Nodes × K, row-major; 0 but for leaves. Weights of trees (dart) and means are already in them.
   * Leaves that say nothing of an output hold 0 for sums, Infinity for a minimum and −Infinity for
   * a maximum.
   */
  readonly value: Float64Array;
  /** K, added to the sum, the minimum or the maximum. */
  readonly base: Float64Array;
  /** How leaves' values are put together; an average is a sum of smaller values. */
  readonly aggregate: 'sum' | 'min' | 'max';
}

/**
 * The values as the trees test them: rounded to float32 where that is their precision; the same
 * array where it need not be.
 */
export function rowsFor(
  trees: Pick<Trees, 'precision'>,
  rows: Float32Array | Float64Array,
): Float32Array | Float64Array {
  return trees.precision === 'float32' && rows instanceof Float64Array ? Float32Array.from(rows) : rows;
}
