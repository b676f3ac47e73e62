import { choose, drawSubsets } from '../../../../src/explainers/kernel-shap/combinations.ts';
import type { Random } from '../../../../src/numerics/random.ts';

/** A complementary pair by one of its coalitions, and how much it counts in the regression. */
export interface WeightedPair {
  readonly members: readonly number[];
  readonly weight: number;
}

/**
 * About `count` distinct pairs by Leverage SHAP's sampling (Musco and Witter 2025): every size of
 * coalitions is as likely as any other, without replacement, so that small classes are used up; a
 * pair counts with its Shapley kernel ÷ its chance of being drawn.
 */
export function leveragePairs(m: number, count: number, random: Random): WeightedPair[] {
  const sizes = Array.from({ length: Math.floor(m / 2) }, (_, i) => {
    const size = i + 1;
    const middle = 2 * size === m;
    const drawer = drawSubsets(m, size, middle, random.fork(`size ${size}`));
    return { size, drawer, share: middle ? 0.5 : 1, kernel: (m - 1) / (choose(m, size) * size * (m - size)) };
  });
  // The level c with Σ min(pairs, c · share) = count, by halving.
  let [low, high] = [0, 2 * count + 2];
  for (let step = 0; step < 60; step++) {
    const c = (low + high) / 2;
    const expected = sizes.reduce((sum, { drawer, share }) => sum + Math.min(drawer.total, c * share), 0);
    if (expected < count) low = c;
    else high = c;
  }
  const pairs: WeightedPair[] = [];
  let owed = random.uniform();
  for (const { drawer, share, kernel } of sizes) {
    const expected = Math.min(drawer.total, high * share);
    owed += expected;
    const drawn = Math.min(Math.floor(owed), drawer.total);
    owed -= drawn;
    const weight = (kernel * drawer.total) / expected;
    for (let i = 0; i < drawn && pairs.length < count; i++) pairs.push({ members: [...drawer.next()], weight });
  }
  return pairs;
}

/** Both coalitions of each pair: all first ones, then all complements. */
export function bothOf(m: number, pairs: readonly WeightedPair[]): number[][] {
  const complement = (members: readonly number[]): number[] => {
    const had = new Set(members);
    return Array.from({ length: m }, (_, j) => j).filter((j) => !had.has(j));
  };
  return [...pairs.map(({ members }) => [...members]), ...pairs.map(({ members }) => complement(members))];
}

/** Half the difference within each pair, pairs × K, from the values of `bothOf`. */
export const halvesOf = (values: Float64Array): Float64Array => {
  const half = values.length / 2;
  return Float64Array.from({ length: half }, (_, i) => (values[i] - values[half + i]) / 2);
};
