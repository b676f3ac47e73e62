import { type Coalitions, has } from '../../games/coalitions.ts';

/**
 * Coalitions with their members listed, for sums over members: those of row i are
 * members[starts[i]] … members[starts[i + 1] − 1].
 */
export interface MemberList {
  readonly coalitions: Coalitions;
  readonly starts: Int32Array;
  readonly members: Uint16Array;
}

/**
 * A regression tree over who takes part. Node i is followed by 2 i + 1 where its player is absent
 * and by 2 i + 2 where it is present; `players[i]` is −1 where node i is a leaf, with the value
 * `values[i]`.
 */
export interface PlayerTree {
  readonly players: Int16Array;
  readonly values: Float64Array;
}

export function listMembers(coalitions: Coalitions): MemberList {
  const starts = new Int32Array(coalitions.count + 1);
  const members: number[] = [];
  for (let row = 0; row < coalitions.count; row++) {
    for (let player = 0; player < coalitions.players; player++) if (has(coalitions, row, player)) members.push(player);
    starts[row + 1] = members.length;
  }
  return { coalitions, starts, members: Uint16Array.from(members) };
}

/**
 * Fits a tree of at most `depth` questions to `targets` (one a coalition) at the rows `train`, by
 * least squares; level by level, each node split where the squared error falls most (CART, Breiman
 * et al. 1984). Leaves are shrunk as if `penalty` more targets of 0 had been seen, as in XGBoost
 * (Chen and Guestrin 2016), and multiplied by `rate`.
 */
export function fitTree(
  list: MemberList,
  train: Int32Array,
  targets: Float64Array,
  { depth, penalty, rate }: { depth: number; penalty: number; rate: number },
): PlayerTree {
  const m = list.coalitions.players;
  const players = new Int16Array((2 << depth) - 1).fill(-1);
  const values = new Float64Array(players.length);
  const node = new Int32Array(train.length);
  for (let level = 0; level <= depth; level++) {
    const wide = 1 << level;
    const first = wide - 1;
    const sums = new Float64Array(wide);
    const counts = new Float64Array(wide);
    const last = level === depth;
    const presentSums = new Float64Array(last ? 0 : wide * m);
    const presentCounts = new Float64Array(last ? 0 : wide * m);
    for (let i = 0; i < train.length; i++) {
      const at = node[i] - first;
      if (at < 0) continue;
      const row = train[i];
      const target = targets[row];
      sums[at] += target;
      counts[at] += 1;
      if (last) continue;
      const offset = at * m;
      for (let e = list.starts[row]; e < list.starts[row + 1]; e++) {
        presentSums[offset + list.members[e]] += target;
        presentCounts[offset + list.members[e]] += 1;
      }
    }
    for (let at = 0; at < wide; at++) {
      values[first + at] = (rate * sums[at]) / (counts[at] + penalty);
      if (last || counts[at] < 2) continue;
      const whole = (sums[at] * sums[at]) / (counts[at] + penalty);
      let most = whole * (1 + 1e-9);
      for (let j = 0; j < m; j++) {
        const count = presentCounts[at * m + j];
        if (count === 0 || count === counts[at]) continue;
        const sum = presentSums[at * m + j];
        const other = sums[at] - sum;
        const gain = (sum * sum) / (count + penalty) + (other * other) / (counts[at] - count + penalty);
        if (gain > most) {
          most = gain;
          players[first + at] = j;
        }
      }
    }
    for (let i = 0; i < train.length; i++) {
      const at = node[i];
      if (at < first || players[at] < 0) continue;
      node[i] = 2 * at + (has(list.coalitions, train[i], players[at]) ? 2 : 1);
    }
  }
  return { players, values };
}

/** The tree's value of coalition `row`. */
export function treeValue({ players, values }: PlayerTree, coalitions: Coalitions, row: number): number {
  let node = 0;
  while (players[node] >= 0) node = 2 * node + (has(coalitions, row, players[node]) ? 2 : 1);
  return values[node];
}

/**
 * Adds `scale` times the exact Shapley values of the tree, as a game, to `values` at `offset` (one
 * a player). A leaf that needs a players present and b absent gives each present one its value
 * times (a − 1)! b! / (a + b)! and takes a! (b − 1)! / (a + b)! times it from each absent one.
 */
export function addTreeShapley(tree: PlayerTree, scale: number, values: Float64Array, offset: number): void {
  const present: number[] = [];
  const absent: number[] = [];
  const walk = (node: number): void => {
    const player = tree.players[node];
    if (player < 0) {
      const worth = scale * tree.values[node];
      // 1 / C(a + b, a), built up.
      let share = worth;
      for (let i = 1; i <= absent.length; i++) share *= i / (present.length + i);
      for (const p of present) values[offset + p] += share / present.length;
      for (const p of absent) values[offset + p] -= share / absent.length;
      return;
    }
    absent.push(player);
    walk(2 * node + 1);
    absent.pop();
    present.push(player);
    walk(2 * node + 2);
    present.pop();
  };
  walk(0);
}
