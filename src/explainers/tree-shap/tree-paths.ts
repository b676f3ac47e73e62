import type { Numbers } from '../../numerics/numbers.ts';
import { goesLeft } from '../../structures/tree-walk.ts';
import { Missing, roundedRows, Test, type Trees } from '../../structures/trees.ts';
import { type ColumnPlayers, resolvePlayers } from '../shared/score-values.ts';

/**
 * Trees laid out for walking: entries are nodes in preorder, tree after tree, so that every parent
 * comes before its children and a left child directly follows its parent. An entry stands for its
 * node and for the edge that leads to it.
 */
export interface TreePaths {
  readonly trees: Trees;
  /** Number of players M. */
  readonly players: number;
  /** First entry of each tree; one more for the end. */
  readonly start: Int32Array;
  /** The entry's node in `trees`. */
  readonly node: Int32Array;
  /** Column tested, −1 for a leaf; with threshold and way for missing values as in `trees`. */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** 0: x ≤ threshold, NaN to the right; 1: NaN to the left; 2: anything else, see `goesLeft`. */
  readonly kind: Uint8Array;
  /** Entry of the right child, −1 for a leaf; the left child is the next entry. */
  readonly right: Int32Array;
  /** Entry of the parent, −1 for a root. */
  readonly parent: Int32Array;
  /** Player of the column tested at the parent; −1 for a root. */
  readonly player: Int32Array;
  /** The nearest entry above, on the path, with the same player; −1 where there is none. */
  readonly above: Int32Array;
  /**
   * The edge's player's number among the players of the path, in order of their appearance; −1 for
   * a root.
   */
  readonly slot: Int32Array;
  /** Number of different players on the path down to the entry. */
  readonly distinct: Int32Array;
}

/**
 * Lays trees out.
 * @throws RangeError where leaves are not summed: only sums of trees have Shapley values that are
 * sums over trees.
 */
export function treePaths(trees: Trees, of: ColumnPlayers = {}): TreePaths {
  if (trees.aggregate !== 'sum')
    throw new RangeError(`Shapley values of trees need their sum, not their ${trees.aggregate}`);
  const { owner, players } = resolvePlayers(trees.columns, of);
  const order = preorder(trees);
  const entries = order.node.length;
  const paths = {
    ...order,
    trees,
    players,
    feature: order.node.map((node) => trees.feature[node]),
    threshold: Float64Array.from(order.node, (node) => trees.threshold[node]),
    kind: Uint8Array.from(order.node, (node) => kindOf(trees, node)),
    player: new Int32Array(entries).fill(-1),
    above: new Int32Array(entries).fill(-1),
    slot: new Int32Array(entries).fill(-1),
    distinct: new Int32Array(entries),
  };
  for (let entry = 0; entry < entries; entry++) {
    const parent = paths.parent[entry];
    if (parent < 0) continue;
    const player = owner[paths.feature[parent]];
    let above = parent;
    while (above >= 0 && paths.player[above] !== player) above = paths.parent[above];
    paths.player[entry] = player;
    paths.above[entry] = above;
    paths.slot[entry] = above < 0 ? paths.distinct[parent] : paths.slot[above];
    paths.distinct[entry] = paths.distinct[parent] + (above < 0 ? 1 : 0);
  }
  return paths;
}

function preorder(trees: Trees): { start: Int32Array; node: Int32Array; right: Int32Array; parent: Int32Array } {
  const node: number[] = [];
  const right: number[] = [];
  const parent: number[] = [];
  const start: number[] = [];
  for (const root of trees.roots) {
    start.push(node.length);
    const stack = [{ at: root, from: -1, isRight: false }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { at, from, isRight } = next;
      const entry = node.length;
      if (isRight) right[from] = entry;
      node.push(at);
      parent.push(from);
      right.push(-1);
      if (trees.feature[at] < 0) continue;
      stack.push(
        { at: trees.right[at], from: entry, isRight: true },
        { at: trees.left[at], from: entry, isRight: false },
      );
    }
  }
  start.push(node.length);
  return {
    start: Int32Array.from(start),
    node: Int32Array.from(node),
    right: Int32Array.from(right),
    parent: Int32Array.from(parent),
  };
}

function kindOf(trees: Trees, node: number): number {
  if (trees.test[node] !== Test.lessOrEqual || (trees.missing[node] & (Missing.zero | Missing.nanIsZero)) !== 0)
    return 2;
  return trees.missing[node] & Missing.left;
}

/**
 * Which of a tree's edges the row follows: sets `followed[entry − start[tree]]` to 1 for a child
 * that its parent's test sends the row to, 0 for the other one, for all entries below the root,
 * whether or not the row gets as far as the parent.
 */
export function followEdges(paths: TreePaths, tree: number, row: Float64Array, followed: Uint8Array): void {
  const { start } = paths;
  const [first, end] = [start[tree], start[tree + 1]];
  const { feature, threshold, kind, right, trees, node } = paths;
  for (let entry = first; entry < end; entry++) {
    const column = feature[entry];
    if (column < 0) continue;
    const x = row[column];
    // The usual case of goesLeft is repeated here because this runs for every node of every row.
    const way = kind[entry];
    const left = way === 2 ? goesLeft(trees, node[entry], x) : x <= threshold[entry] || (way === 1 && Number.isNaN(x));
    const bit = left ? 1 : 0;
    followed[entry - first + 1] = bit;
    followed[right[entry] - first] = 1 - bit;
  }
}

/**
 * Rows as the trees test them, in float64 whatever their precision: loops then see one kind of
 * array and stay fast.
 */
export function testedRows(trees: Trees, rows: Numbers): Float64Array {
  const rounded = roundedRows(trees, rows);
  return rounded instanceof Float64Array ? rounded : new Float64Array(rounded);
}
