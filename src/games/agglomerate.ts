import type { Hierarchy } from './hierarchy.ts';

/** What to cluster, and how. */
interface Clustering {
  readonly players: number;
  /**
   * players × players, symmetric, finite; the diagonal is not read. For 'ward', the cost of joining
   * two players.
   */
  readonly distances: Float64Array;
  /**
   * How the distance between a joined cluster and another follows from those of its parts (Lance
   * and Williams 1967). 'average' is the mean over all pairs (UPGMA); 'ward' is the growth of the
   * sum of squares (Ward 1963), where a cluster weighs the sum of its players' `weights`.
   */
  readonly linkage: 'average' | 'ward';
  /** One positive number for each player. Default: 1 each. */
  readonly weights?: ArrayLike<number>;
  /**
   * players × players: 1 where two players are neighbours. Two clusters that are not neighbours are
   * joined only once no neighbouring clusters are left. Absent: distance alone decides.
   */
  readonly neighbours?: Uint8Array;
}

/**
 * Agglomerative hierarchical clustering: joins the two closest clusters until one is left. Among
 * equally close pairs the one with the fewest players comes first, so that players that are all
 * equally far apart make a balanced tree; then the one with the first players. Takes time between
 * players² and players³, and memory in players².
 */
export function agglomerate({ players, distances, linkage, weights, neighbours }: Clustering): Hierarchy {
  const distance = distances.slice();
  const linked = neighbours?.slice();
  const left = new Int32Array(Math.max(0, players - 1));
  const right = new Int32Array(Math.max(0, players - 1));
  // A cluster is stored at its first player's place; `node` is its number in the tree.
  const node = Int32Array.from({ length: players }, (_, player) => player);
  const size = new Int32Array(players).fill(1);
  const weight = Float64Array.from({ length: players }, (_, player) => weights?.[player] ?? 1);
  const places = Array.from({ length: players }, (_, player) => player);
  const nearest = new Int32Array(players).fill(-1);

  /** Whether joining a with b comes before joining c with d. */
  const before = (a: number, b: number, c: number, d: number): boolean => {
    if (linked && linked[a * players + b] !== linked[c * players + d]) return linked[a * players + b] === 1;
    const gap = distance[a * players + b] - distance[c * players + d];
    if (gap !== 0) return gap < 0;
    const sizes = size[a] + size[b] - size[c] - size[d];
    if (sizes !== 0) return sizes < 0;
    const firsts = Math.min(a, b) - Math.min(c, d);
    return firsts !== 0 ? firsts < 0 : Math.max(a, b) < Math.max(c, d);
  };
  const findNearest = (place: number): void => {
    let found = -1;
    for (const other of places) if (other !== place && (found < 0 || before(place, other, place, found))) found = other;
    nearest[place] = found;
  };
  for (const place of places) findNearest(place);

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
      if (place === into || nearest[place] === into || nearest[place] === from) findNearest(place);
      else if (before(place, into, place, nearest[place])) nearest[place] = into;
    }
  }
  return { players, left, right };
}
