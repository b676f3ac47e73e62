import { add, type Coalitions, coalitionsOf, wordsFor } from '../../games/coalitions.ts';
import type { Random } from '../../numerics/random.ts';
import { subsetsOf } from '../shared/coalition-store.ts';

/**
 * A sequence of pairs of complementary coalitions, all pairs equally likely, none twice; without
 * the pair of the empty and the full coalition.
 */
export interface UniformPairs {
  /** Number of pairs: 2^(m − 1) − 1. */
  readonly total: number;
  /** The next pairs, at most `count`: of each, the coalition without player m − 1. */
  take(count: number): Coalitions;
}

/**
 * Up to this many players, pairs are drawn by rank; beyond, by chance, skipping those drawn before.
 */
const RANKED = 32;

export function uniformPairs(m: number, random: Random): UniformPairs {
  const total = subsetsOf(m - 1) - 1;
  const draw = m <= RANKED ? byRank(total, random) : byChance(m, random);
  let given = 0;
  return {
    total,
    take(count) {
      const coalitions = coalitionsOf(m, Math.min(count, total - given));
      given += coalitions.count;
      for (let row = 0; row < coalitions.count; row++) {
        const set = draw();
        for (let j = 0; j < m - 1; j++) if ((set[j >> 5] >>> (j & 31)) & 1) add(coalitions, row, j);
      }
      return coalitions;
    },
  };
}

/** A Fisher–Yates shuffle of the masks 1 … total, of which only the touched places are kept. */
function byRank(total: number, random: Random): () => Uint32Array {
  const moved = new Map<number, number>();
  let at = 0;
  return () => {
    const from = at + random.integer(total - at);
    const rank = moved.get(from) ?? from;
    if (from !== at) moved.set(from, moved.get(at) ?? at);
    moved.delete(at);
    at += 1;
    return Uint32Array.of(rank + 1);
  };
}

/**
 * Random masks, drawn again where one came before (or is empty), which is rare among so many.
 */
function byChance(m: number, random: Random): () => Uint32Array {
  const words = wordsFor(m - 1);
  const seen = new Set<string>([new Uint32Array(words).join()]);
  const last = (m - 1) % 32;
  return () => {
    for (;;) {
      const set = Uint32Array.from({ length: words }, random.bits);
      if (last > 0) set[words - 1] &= (1 << last) - 1;
      const key = set.join();
      if (seen.has(key)) continue;
      seen.add(key);
      return set;
    }
  };
}
