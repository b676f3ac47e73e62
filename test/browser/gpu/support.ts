import { add, type Coalitions, coalitionsOf } from '../../../src/games/coalitions.ts';
import type { Random } from '../../../src/numerics/random.ts';

/** Numbers of all sizes, positive and negative. */
export const numbers = (length: number, random: Random) => Float32Array.from({ length }, () => random.normal());

/** Random coalitions, from none of the players to all of them. */
export function someCoalitions(players: number, count: number, random: Random): Coalitions {
  const coalitions = coalitionsOf(players, count);
  for (let row = 0; row < count; row++) {
    const share = count === 1 ? 0.5 : row / (count - 1);
    for (let player = 0; player < players; player++) if (random.uniform() < share) add(coalitions, row, player);
  }
  return coalitions;
}
