/**
 * A binary tree of all players, as merges in order: merge i joins the nodes `left[i]` and
 * `right[i]`. Nodes below `players` are players; node players + i is what merge i made; the last
 * merge makes the root. With one player there is no merge, and the player is the root.
 */
export interface Hierarchy {
  readonly players: number;
  /** players − 1 entries. */
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/**
 * Neighbours in order, joined in pairs until one is left: what there is to say where nothing is
 * known of likeness.
 */
export function balancedHierarchy(players: number): Hierarchy {
  const left: number[] = [];
  const right: number[] = [];
  let level = Array.from({ length: players }, (_, player) => player);
  while (level.length > 1) {
    const next: number[] = [];
    for (let at = 0; at < level.length; at += 2) {
      if (at + 1 === level.length) next.push(level[at]);
      else {
        next.push(players + left.length);
        left.push(level[at]);
        right.push(level[at + 1]);
      }
    }
    level = next;
  }
  return { players, left: Int32Array.from(left), right: Int32Array.from(right) };
}

/**
 * The tree over some of the players alone: `kept[i]` (ascending) becomes player i, and a node with
 * nobody left on one side gives way to its other side. An empty choice gives a tree without
 * players.
 */
export function prunedHierarchy({ players, left, right }: Hierarchy, kept: ArrayLike<number>): Hierarchy {
  const NOBODY = -1;
  const node = new Int32Array(players + left.length).fill(NOBODY);
  for (let i = 0; i < kept.length; i++) node[kept[i]] = i;
  const lefts: number[] = [];
  const rights: number[] = [];
  for (let merge = 0; merge < left.length; merge++) {
    const a = node[left[merge]];
    const b = node[right[merge]];
    if (a === NOBODY || b === NOBODY) {
      node[players + merge] = a === NOBODY ? b : a;
      continue;
    }
    node[players + merge] = kept.length + lefts.length;
    lefts.push(a);
    rights.push(b);
  }
  return { players: kept.length, left: Int32Array.from(lefts), right: Int32Array.from(rights) };
}
