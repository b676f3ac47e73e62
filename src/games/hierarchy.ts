/**
 * A binary tree of all players, as a sequence of merges: merge i joins the nodes `left[i]` and
 * `right[i]` into node players + i. Nodes below `players` are the players themselves, and the last
 * merge makes the root. With one player there is no merge, and the player is the root.
 */
export interface Hierarchy {
  readonly players: number;
  /** players − 1 entries. */
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/**
 * The tree restricted to some of the players: `kept[i]` (ascending) becomes player i, and a node
 * that has no players left on one side is replaced by its other side. If `kept` is empty, the tree
 * has no players.
 */
export function prunedHierarchy({ players, left, right }: Hierarchy, kept: ArrayLike<number>): Hierarchy {
  const EMPTY = -1;
  const node = new Int32Array(players + left.length).fill(EMPTY);
  for (let i = 0; i < kept.length; i++) node[kept[i]] = i;
  const lefts: number[] = [];
  const rights: number[] = [];
  for (let merge = 0; merge < left.length; merge++) {
    const a = node[left[merge]];
    const b = node[right[merge]];
    if (a === EMPTY || b === EMPTY) {
      node[players + merge] = a === EMPTY ? b : a;
      continue;
    }
    node[players + merge] = kept.length + lefts.length;
    lefts.push(a);
    rights.push(b);
  }
  return { players: kept.length, left: Int32Array.from(lefts), right: Int32Array.from(rights) };
}

/**
 * Region of each player where the tree is cut into `count` parts: from the root down, the part with
 * the most players is split first (of equal ones the one merged last), so that all parts are large.
 */
export function regionsOf({ players, left, right }: Hierarchy, count: number): Int32Array {
  const sizes = new Int32Array(players + left.length).fill(1, 0, players);
  for (let merge = 0; merge < left.length; merge++) sizes[players + merge] = sizes[left[merge]] + sizes[right[merge]];
  const parts = [players + left.length - 1];
  while (parts.length < Math.min(count, players)) {
    let most = 0;
    parts.forEach((part, at) => {
      const larger = sizes[part] - sizes[parts[most]];
      if (larger > 0 || (larger === 0 && part > parts[most])) most = at;
    });
    const merge = parts[most] - players;
    parts.splice(most, 1, left[merge], right[merge]);
  }
  const region = new Int32Array(players);
  parts.forEach((part, at) => {
    const nodes = [part];
    for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
      if (node < players) region[node] = at;
      else nodes.push(left[node - players], right[node - players]);
    }
  });
  return region;
}
