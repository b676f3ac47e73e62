import { Missing, Test, type Trees } from '../../structures/trees.ts';

/**
 * Trees laid out level by level, a node's children side by side and leaves their own children: a
 * row goes down in as many equal steps as the tree is deep, without a branch that a processor could
 * guess wrong, and several rows at a time. For rows without missing values.
 */
export interface Levels {
  /** First node of each tree here, −1 for trees that are left as they are. */
  readonly root: Int32Array;
  /** Steps that reach every leaf, of each tree. */
  readonly depth: Int32Array;
  readonly feature: Int32Array;
  /** Infinity for leaves: nothing is above it. */
  readonly threshold: Float64Array;
  /**
   * The left child, taken where the value is not above the threshold; the right one is the next.
   * Leaves' own number.
   */
  readonly child: Int32Array;
  /** The node's number in `Trees`. */
  readonly node: Int32Array;
}

/** Steps past a row's leaf cost little; so many times the mean depth are too much. */
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

/**
 * Leaves, as nodes of `Trees`, that `size` rows reach in a tree; rows start at `offset` in their
 * array.
 */
export function reachLeaves(
  { root, depth, feature, threshold, child, node }: Levels,
  tree: number,
  rows: Float32Array | Float64Array,
  columns: number,
  offset: number,
  size: number,
  leaf: Int32Array,
): void {
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
