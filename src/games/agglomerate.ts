import type { Hierarchy } from './hierarchy.ts';

/** What is to be clustered. */
export interface Likeness {
  readonly players: number;
  /**
   * players × players, symmetric, finite; the diagonal is not read. For 'ward': the cost of joining
   * two players.
   */
  readonly distances: Float64Array;
  /**
   * The distance of a joined cluster to the others, by its parts' (Lance and Williams 1967):
   * 'average' is the mean over all pairs (UPGMA), 'ward' the growth of the sum of squares (Ward
   * 1963), its clusters weighing the sum of `weights`.
   */
  readonly linkage: 'average' | 'ward';
  /** One a player, above 0; 1 each where there are none. */
  readonly weights?: ArrayLike<number>;
  /**
   * players × players: 1 where two players are neighbours. Clusters without neighbours are joined
   * only when all are.
   */
  readonly neighbours?: Uint8Array;
}

/**
 * Hierarchical clustering from the players up: the two clusters least apart are joined until one is
 * left. Among equals those of fewest players come first, so that players nothing is known of make a
 * balanced tree, then those of the first players. Time is players² to players³, memory players².
 */
export function agglomerate({ players, distances, linkage, weights, neighbours }: Likeness): Hierarchy {
  const distance = distances.slice();
  const linked = neighbours?.slice();
  const left = new Int32Array(Math.max(0, players - 1));
  const right = new Int32Array(Math.max(0, players - 1));
  // A cluster lives at its first player's place; `node` is its number in the tree.
  const node = Int32Array.from({ length: players }, (_, player) => player);
  const size = new Int32Array(players).fill(1);
  const weight = Float64Array.from({ length: players }, (_, player) => weights?.[player] ?? 1);
  const places = Array.from({ length: players }, (_, player) => player);
  const nearest = new Int32Array(players).fill(-1);

  /** Whether a is to be joined with b rather than c with d. */
  const before = (a: number, b: number, c: number, d: number): boolean => {
    if (linked && linked[a * players + b] !== linked[c * players + d]) return linked[a * players + b] === 1;
    const gap = distance[a * players + b] - distance[c * players + d];
    if (gap !== 0) return gap < 0;
    const sizes = size[a] + size[b] - size[c] - size[d];
    if (sizes !== 0) return sizes < 0;
    const firsts = Math.min(a, b) - Math.min(c, d);
    return firsts !== 0 ? firsts < 0 : Math.max(a, b) < Math.max(c, d);
  };
  const look = (place: number): void => {
    let found = -1;
    for (const other of places) if (other !== place && (found < 0 || before(place, other, place, found))) found = other;
    nearest[place] = found;
  };
  for (const place of places) look(place);

  for (let merge = 0; merge < players - 1; merge++) {
    let best = places[0];
    for (const place of places) if (before(place, nearest[place], best, nearest[best])) best = place;
    const into = Math.min(best, nearest[best]);
    const from = Math.max(best, nearest[best]);
    left[merge] = node[into];
    right[merge] = node[from];
    const between = distance[into * players + from];
    places.splice(places.indexOf(from), 1);
    for (const other of places) {
      if (other === into) continue;
      const a = distance[into * players + other];
      const b = distance[from * players + other];
      const joined =
        linkage === 'average'
          ? (size[into] * a + size[from] * b) / (size[into] + size[from])
          : ((weight[into] + weight[other]) * a + (weight[from] + weight[other]) * b - weight[other] * between) /
            (weight[into] + weight[from] + weight[other]);
      distance[into * players + other] = joined;
      distance[other * players + into] = joined;
      if (linked?.[from * players + other]) {
        linked[into * players + other] = 1;
        linked[other * players + into] = 1;
      }
    }
    node[into] = players + merge;
    size[into] += size[from];
    weight[into] += weight[from];
    for (const place of places) {
      if (place === into || nearest[place] === into || nearest[place] === from) look(place);
      else if (before(place, into, place, nearest[place])) nearest[place] = into;
    }
  }
  return { players, left, right };
}
