import type { Random } from '../../numerics/random.ts';

/** n choose k; exact while it is below 2^53. */
export function choose(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let result = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) result = Math.round((result * (n - i + 1)) / i);
  return result;
}

/** Number of subsets that `drawSubsets` draws from; rounded where it is too large for a float64. */
export const subsetsOf = (n: number, size: number, first: boolean): number =>
  first ? choose(n - 1, size - 1) : choose(n, size);

/**
 * Draws without replacement: each call gives a subset not given before, in a random order, until
 * all were given.
 */
export interface SubsetDrawer {
  readonly total: number;
  /**
   * Members of the next subset, in any order; the next call reuses the array. Must not be called
   * more than `total` times.
   */
  next(): Int32Array;
}

/** Up to this many subsets are drawn by rank; beyond, by chance, skipping those drawn before. */
const RANKED = 4294967296;

/**
 * Subsets of `size` of the players 0 … n − 1. With `first`, only those that hold player 0: one of
 * each complementary pair where size = n / 2.
 */
export function drawSubsets(n: number, size: number, first: boolean, random: Random): SubsetDrawer {
  const free = first ? n - 1 : n;
  const chosen = first ? size - 1 : size;
  const total = subsetsOf(n, size, first);
  const members = new Int32Array(size);
  const offset = first ? 1 : 0;
  const draw = total <= RANKED ? byRank(free, chosen, total, random) : byChance(free, chosen, random);
  return {
    total,
    next() {
      const subset = draw();
      for (let i = 0; i < chosen; i++) members[offset + i] = subset[i] + offset;
      return members;
    },
  };
}

/**
 * A Fisher–Yates shuffle of the ranks 0 … total − 1 of which only the touched places are kept, each
 * rank turned into its subset.
 */
function byRank(n: number, size: number, total: number, random: Random): () => Int32Array {
  const moved = new Map<number, number>();
  const subset = new Int32Array(size);
  const ways = binomials(n - 1, size - 1);
  let at = 0;
  return () => {
    const from = at + random.integer(total - at);
    let rank = moved.get(from) ?? from;
    if (from !== at) moved.set(from, moved.get(at) ?? at);
    moved.delete(at);
    at += 1;
    // The subset of this rank in lexicographic order.
    let member = 0;
    for (let i = 0; i < size; i++) {
      for (;;) {
        const starting = ways[(n - member - 1) * size + size - i - 1];
        if (rank < starting) break;
        rank -= starting;
        member += 1;
      }
      subset[i] = member;
      member += 1;
    }
    return subset;
  };
}

/**
 * Pascal's triangle: i choose j at i × (k + 1) + j, for i up to n and j up to k; exact where they
 * are below 2^53.
 */
function binomials(n: number, k: number): Float64Array {
  const width = k + 1;
  const triangle = new Float64Array((n + 1) * width);
  for (let i = 0; i <= n; i++) {
    const row = i * width;
    triangle[row] = 1;
    for (let j = 1; j <= Math.min(i, k); j++)
      triangle[row + j] = triangle[row - width + j - 1] + triangle[row - width + j];
  }
  return triangle;
}

/** Random subsets, drawn again where one came before, which is rare among so many. */
function byChance(n: number, size: number, random: Random): () => Int32Array {
  const deck = Int32Array.from({ length: n }, (_, i) => i);
  const seen = new Set<string>();
  return () => {
    for (;;) {
      for (let i = 0; i < size; i++) {
        const j = i + random.integer(n - i);
        const held = deck[i];
        deck[i] = deck[j];
        deck[j] = held;
      }
      const subset = deck.slice(0, size).sort();
      const key = subset.join();
      if (seen.has(key)) continue;
      seen.add(key);
      return subset;
    }
  };
}
