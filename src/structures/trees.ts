import { inSingle, type Numbers, type Precision } from '../numerics/numbers.ts';
import type { LinearLeaves } from './linear-leaves.ts';

/** How a node tests the value x of its column; x goes to the left child when the test holds. */
export const Test = {
  /**
   * x ≤ threshold. For files that test with <, this is the next smaller number of their precision;
   * for > and ≥, the children are swapped.
   */
  lessOrEqual: 0,
  /** x = threshold. */
  equal: 1,
  /**
   * x is a whole number whose bit is set in the words of `sets` from `threshold` up to, but not
   * including, `setEnd`.
   */
  member: 2,
  /** As `member`, for x rounded down: XGBoost's categories. */
  memberOfFloor: 3,
  /** As `member`, for x truncated toward zero: LightGBM's categories. */
  memberOfWhole: 4,
} as const;

/** What a node does with missing values, as bits. */
export const Missing = {
  /** Missing values go left; without this bit they go right. */
  left: 1,
  /** Zero (|x| ≤ 1e-35 as float32) also counts as missing. */
  zero: 2,
  /** NaN becomes 0 before anything else, so it is missing only where zero is. */
  nanIsZero: 4,
} as const;

/**
 * An ensemble of decision trees in flat arrays with one entry per node, the trees one after the
 * other. For each row it gives K raw outputs (margins): `base` plus the aggregate, over the trees,
 * of the values of the leaves that the row reaches. Prediction and explanation both use it.
 */
export interface Trees {
  /** Columns of a row. */
  readonly columns: number;
  /** float32: rows are rounded to it before they are tested; see `roundedRows`. */
  readonly precision: Precision;
  /** K raw outputs. */
  readonly outputs: number;
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** The column that the node tests; −1 for a leaf. */
  readonly feature: Int32Array;
  /** One of `Test`. */
  readonly test: Uint8Array;
  readonly threshold: Float64Array;
  /** For the kinds of `Test.member`: one past the last word of the set. */
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
   * Nodes × K, row-major; 0 for nodes that are not leaves. Weights of trees (dart) and means are
   * already multiplied in. A leaf that does not contribute to an output holds 0 for sums, Infinity
   * for a minimum and −Infinity for a maximum.
   */
  readonly value: Float64Array;
  /** K, added to the sum, the minimum or the maximum. */
  readonly base: Float64Array;
  /** How the leaves' values are combined; an average is a sum of smaller values. */
  readonly aggregate: 'sum' | 'min' | 'max';
  /** Linear models of leaves, of trees that are summed. Absent: leaves have values alone. */
  readonly linear?: LinearLeaves;
}

/**
 * Rows as the trees test them: rounded to float32 where that is their precision, else the same
 * array.
 */
export const roundedRows = ({ precision }: Pick<Trees, 'precision'>, rows: Numbers): Numbers =>
  precision === 'float32' ? inSingle(rows) : rows;
