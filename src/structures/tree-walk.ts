import { Missing, Test, type Trees } from './trees.ts';

/**
 * Numbers this small count as zero where zero counts as missing (LightGBM's bound, 1e-35 as
 * float32).
 */
export const ZERO = 1.0000000180025095e-35;

/**
 * Whether the value x of the node's column passes to the left child. For nodes that are not leaves.
 *
 * NaN is read as 0 first where the node says so; then missing values (NaN, and zeros where they
 * count) go the node's way for them; then the test is made; see `Test` for what the kinds of member
 * do with fractions.
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

/**
 * Whether the bit of the whole number (or infinity) is set in words `first` to `end` of the sets.
 */
function isMember({ sets }: Trees, first: number, end: number, whole: number): boolean {
  if (!(whole >= 0 && whole < (end - first) * 32)) return false;
  return ((sets[first + (whole >>> 5)] >>> (whole & 31)) & 1) === 1;
}

/**
 * The leaf the row reaches in the tree whose first node is `root`; the row's values start at
 * `offset`.
 */
export function leafOf(trees: Trees, root: number, row: Float64Array, offset: number): number {
  let node = root;
  while (trees.feature[node] >= 0)
    node = goesLeft(trees, node, row[offset + trees.feature[node]]) ? trees.left[node] : trees.right[node];
  return node;
}
