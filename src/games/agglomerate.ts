import { closestPairs } from './closest-pairs.ts';
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
  /** Called every few milliseconds. */
  readonly pulse?: () => void;
}

/**
 * Agglomerative hierarchical clustering: joins the two closest clusters until one is left. Among
 * equally close pairs the one with the fewest players comes first, so that players that are all
 * equally far apart make a balanced tree; then the one with the first players. Takes memory in
 * players², and time too unless closeness changes all the time.
 */
export function agglomerate({ players, distances, linkage, weights, neighbours, pulse }: Clustering): Hierarchy {
  const distance = distances.slice();
  const linked = neighbours?.slice();
  const merges = Math.max(0, players - 1);
  const [left, right] = [new Int32Array(merges), new Int32Array(merges)];
  // A cluster is stored at its first player's place; `node` is its number in the tree.
  const node = Int32Array.from({ length: players }, (_, player) => player);
  const size = new Int32Array(players).fill(1);
  const weight = Float64Array.from({ length: players }, (_, player) => weights?.[player] ?? 1);
  const clusters = { players, distance, linked, size, places: Int32Array.from(node) };
  const pairs = closestPairs(clusters);

  for (let merge = 0; merge < merges; merge++) {
    pulse?.();
    const { into, from } = pairs.closest();
    left[merge] = node[into];
    right[merge] = node[from];
    const between = distance[into * players + from];
    const gone = clusters.places.indexOf(from);
    clusters.places = clusters.places.copyWithin(gone, gone + 1).subarray(0, -1);
    for (const other of clusters.places) {
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
    pairs.joined(into, from);
  }
  return { players, left, right };
}
