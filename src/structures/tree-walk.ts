import { Missing, Test, type Trees } from './trees.ts';

/**
 * Where zero counts as missing, numbers up to this size count as zero (LightGBM's bound, 1e-35 as
 * float32).
 */
export const ZERO = 1.0000000180025095e-35;

/**
 * Whether a node that is not a leaf sends the value x of its column to the left child.
 *
 * First NaN becomes 0 where the node says so; then missing values (NaN, and zeros where they count
 * as missing) go the way the node gives them; then the node tests the value. See `Test` for how the
 * kinds of `member` treat fractions.
 */
export function goesLeft(trees: Trees, node: number, x: number): boolean {
  const missing = trees.missing[node];
  let value = x;
  if (Number.isNaN(value)) {
    if ((missing & Missing.nanIsZero) === 0) return (missing & Missing.left) !== 0;
    value = 0;
  }
  if ((missing & Missing.zero) !== 0 && value <= ZERO && value >= -ZERO) return (missing & Missing.left) !== 0;
  const test = trees.test[node];
  const threshold = trees.threshold[node];
  if (test === Test.lessOrEqual) return value <= threshold;
  if (test === Test.equal) return value === threshold;
  const rounded = test === Test.memberOfFloor ? Math.floor(value) : Math.trunc(value);
  if (test === Test.member && rounded !== value) return false;
  return isMember(trees, threshold, trees.setEnd[node], rounded);
}

/** Whether the bit of a whole number (or infinity) is set in words `first` to `end` of the sets. */
function isMember({ sets }: Trees, first: number, end: number, whole: number): boolean {
  if (!(whole >= 0 && whole < (end - first) * 32)) return false;
  return ((sets[first + (whole >>> 5)] >>> (whole & 31)) & 1) === 1;
}

/**
 * The leaf that a row, whose values start at `offset`, reaches in the tree that begins at `root`.
 */
export function leafOf(trees: Trees, root: number, row: Float64Array, offset: number): number {
  let node = root;
  while (trees.feature[node] >= 0)
    node = goesLeft(trees, node, row[offset + trees.feature[node]]) ? trees.left[node] : trees.right[node];
  return node;
}
