import type { Random } from '../../numerics/random.ts';

/** The golden ratio's fraction: its multiples modulo 1 fill the unit interval evenly. */
const GOLDEN = 0.6180339887498949;

/**
 * Random orders of some of m players. Each is uniform among all; from one to the next, a player's
 * distance from the nearer end moves on evenly, so that with a few orders, each read in both
 * directions, it has had about all numbers of predecessors.
 */
export function evenOrders(m: number, random: Random): (some: Int32Array) => Int32Array {
  const start = Float64Array.from({ length: m }, random.uniform);
  const key = new Float64Array(m);
  let orders = 0;
  return (some) => {
    orders += 1;
    for (let j = 0; j < m; j++) {
      const distance = ((start[j] + orders * GOLDEN) % 1) / 2;
      key[j] = random.uniform() < 0.5 ? distance : 1 - distance;
    }
    return some.slice().sort((a, b) => key[a] - key[b] || a - b);
  };
}
