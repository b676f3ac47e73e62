import type { Numbers } from '../../numerics/numbers.ts';
import { Missing, Test, type Trees } from '../../structures/trees.ts';

/**
 * Trees laid out level by level, with a node's children side by side and leaves as their own
 * children: a row goes down in as many equal steps as the tree is deep, without a branch that a
 * processor could mispredict, and several rows at a time. For rows without missing values.
 */
export interface Levels {
  /** First node of each tree here; −1 for trees that are not laid out. */
  readonly root: Int32Array;
  /** For each tree, the steps that reach every leaf. */
  readonly depth: Int32Array;
  readonly feature: Int32Array;
  /** Infinity for leaves: no value is above it. */
  readonly threshold: Float64Array;
  /**
   * The left child, taken where the value is not above the threshold; the right one is next to it.
   * For leaves, their own number.
   */
  readonly child: Int32Array;
  /** The node's number in `Trees`. */
  readonly node: Int32Array;
}

/** Steps past a row's leaf cost little, but not when there are this many times the mean depth. */
const WASTE = 3;

export function levelsOf(trees: Trees): Levels {
  const { roots, feature, threshold, left, right } = trees;
  const size = feature.length;
  const levels: Levels = {
    root: new Int32Array(roots.length).fill(-1),
    depth: new Int32Array(roots.length),
    feature: new Int32Array(size),
    threshold: new Float64Array(size),
    child: new Int32Array(size),
    node: new Int32Array(size),
  };
  let next = 0;
  for (const [tree, root] of roots.entries()) {
    const first = next;
    levels.node[next++] = root;
    let plain = true;
    let [depth, leaves, sum] = [0, 0, 0];
    for (let start = first, end = next; start < end; start = end, end = next, depth++) {
      for (let at = start; at < end; at++) {
        const from = levels.node[at];
        if (feature[from] < 0) {
          levels.threshold[at] = Number.POSITIVE_INFINITY;
          levels.child[at] = at;
          leaves++;
          sum += depth;
          continue;
        }
        plain &&= trees.test[from] === Test.lessOrEqual && (trees.missing[from] & Missing.zero) === 0;
        levels.feature[at] = feature[from];
        levels.threshold[at] = threshold[from];
        levels.child[at] = next;
        levels.node[next++] = left[from];
        levels.node[next++] = right[from];
      }
    }
    levels.depth[tree] = depth - 1;
    if (plain && (depth - 1) * leaves <= WASTE * sum) levels.root[tree] = first;
  }
  return levels;
}

// Number(x > t) is compiled without a branch, unlike x > t ? 1 : 0: that makes it twice as fast.

/** Rows that go through a tree together, and the leaves they reach. */
export interface RowBlock {
  readonly rows: Numbers;
  readonly columns: number;
  /** First row of the block, and how many there are. */
  first: number;
  size: number;
  /** The leaf of each row of the block, as a node of `Trees`. */
  readonly leaf: Int32Array;
}

/** Finds the leaves that a block of rows reaches in a tree. */
export function reachLeaves(
  { root, depth, feature, threshold, child, node }: Levels,
  tree: number,
  { rows, columns, first, size, leaf }: RowBlock,
): void {
  const offset = first * columns;
  const top = root[tree];
  const steps = depth[tree];
  let i = 0;
  for (let r = offset; i + 4 <= size; i += 4, r += 4 * columns) {
    const s = r + columns;
    const t = s + columns;
    const u = t + columns;
    let a = top;
    let b = top;
    let c = top;
    let d = top;
    for (let step = 0; step < steps; step++) {
      a = child[a] + Number(rows[r + feature[a]] > threshold[a]);
      b = child[b] + Number(rows[s + feature[b]] > threshold[b]);
      c = child[c] + Number(rows[t + feature[c]] > threshold[c]);
      d = child[d] + Number(rows[u + feature[d]] > threshold[d]);
    }
    leaf[i] = node[a];
    leaf[i + 1] = node[b];
    leaf[i + 2] = node[c];
    leaf[i + 3] = node[d];
  }
  for (; i < size; i++) {
    let a = top;
    for (let step = 0; step < steps; step++)
      a = child[a] + Number(rows[offset + i * columns + feature[a]] > threshold[a]);
    leaf[i] = node[a];
  }
}
