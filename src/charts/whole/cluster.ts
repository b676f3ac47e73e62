/**
 * Rows in an order in which those that are alike stand beside each other: the leaves of a tree that
 * joins the nearest clusters first, by Ward's distance (Ward, J. Am. Stat. Assoc. 58, 1963), found
 * by chains of nearest neighbours (Murtagh, Comput. J. 26, 1983).
 * @param points N × width.
 */
export function clusterOrder(points: Float64Array, width: number): number[] {
  const count = width === 0 ? 0 : points.length / width;
  const centres = Array.from({ length: count }, (_, at) => points.slice(at * width, (at + 1) * width));
  const leaves: (number[] | null)[] = Array.from({ length: count }, (_, at) => [at]);
  const alive = new Set(leaves.keys());
  const distance = (a: number, b: number): number => {
    const [own, other] = [centres[a], centres[b]];
    let sum = 0;
    for (let i = 0; i < width; i++) sum += (own[i] - other[i]) * (own[i] - other[i]);
    const [n, m] = [leaves[a]?.length ?? 0, leaves[b]?.length ?? 0];
    return (sum * n * m) / (n + m);
  };
  const chain: number[] = [];
  while (alive.size > 1) {
    if (chain.length === 0) chain.push(alive.values().next().value ?? 0);
    const last = chain[chain.length - 1];
    const before = chain[chain.length - 2];
    // The one before wins a tie, or a chain would never end.
    let [nearest, least] = before === undefined ? [-1, Number.POSITIVE_INFINITY] : [before, distance(last, before)];
    for (const one of alive) {
      if (one === last) continue;
      const own = distance(last, one);
      if (own < least) [nearest, least] = [one, own];
    }
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const [low, high] = [Math.min(last, nearest), Math.max(last, nearest)];
    const [n, m] = [leaves[low]?.length ?? 0, leaves[high]?.length ?? 0];
    centres[low] = centres[low].map((value, i) => (value * n + centres[high][i] * m) / (n + m));
    leaves[low] = [...(leaves[low] ?? []), ...(leaves[high] ?? [])];
    leaves[high] = null;
    alive.delete(high);
  }
  return leaves.flatMap((own) => own ?? []);
}
