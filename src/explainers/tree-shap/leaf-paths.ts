import type { TreePaths } from './tree-paths.ts';

/**
 * The lowest edge of each different player on the path to a leaf: `lowest[slot]` is its entry. What
 * was gathered about a player on the way down is stored there.
 */
export function lowestEdges(paths: TreePaths, leaf: number, lowest: Int32Array): void {
  lowest.fill(-1, 0, paths.distinct[leaf]);
  for (let entry = leaf; paths.parent[entry] >= 0; entry = paths.parent[entry])
    if (lowest[paths.slot[entry]] < 0) lowest[paths.slot[entry]] = entry;
}

/**
 * A leaf as a game of the players on its path, whose worth is 1 where the leaf is reached.
 * `on[slot]` says whether the row passes all of the player's tests on the path; nothing else about
 * the row matters. Puts the players' values at `out[at + slot]`.
 */
export type LeafGame = (leaf: number, on: Uint8Array, out: Float64Array, at: number) => void;
