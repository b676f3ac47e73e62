import type { Coalitions } from '../../../src/games/coalitions.ts';
import type { Random } from '../../../src/numerics/random.ts';

/** A part of a game that depends on few players: its worth by which of them take part (0 or 1). */
export interface Term {
  readonly members: readonly number[];
  worth(present: Uint8Array): number;
}

/** A game of very many players, valued by their packed bits. */
export interface WideGame {
  readonly name: string;
  readonly players: number;
  value(coalitions: Coalitions): Float64Array;
  readonly shapley: Float64Array;
}

/** A term's Shapley values, by all sets of its members. */
export function termShapley({ members, worth }: Term): Float64Array {
  const n = members.length;
  const present = new Uint8Array(n);
  const worths = Float64Array.from({ length: 2 ** n }, (_, mask) => {
    for (let i = 0; i < n; i++) present[i] = (mask >> i) & 1;
    return worth(present);
  });
  // s! (n − s − 1)! / n! for s predecessors.
  const weights = new Float64Array(n);
  let subsets = 1;
  for (let s = 0; s < n; s++) {
    weights[s] = 1 / (n * subsets);
    subsets = (subsets * (n - 1 - s)) / (s + 1);
  }
  const sizes = worths.map((_, mask) => mask.toString(2).replaceAll('0', '').length);
  return Float64Array.from(members, (_, i) => {
    let sum = 0;
    for (let mask = 0; mask < worths.length; mask++)
      if (((mask >> i) & 1) === 0) sum += weights[sizes[mask]] * (worths[mask | (1 << i)] - worths[mask]);
    return sum;
  });
}

/** A weight for each player, plus terms. */
export function termsGame(name: string, weights: Float64Array, terms: readonly Term[]): WideGame {
  const shapley = weights.slice();
  for (const term of terms) for (const [i, value] of termShapley(term).entries()) shapley[term.members[i]] += value;
  const weighty = Array.from(weights.keys()).filter((player) => weights[player] !== 0);
  const present = terms.map(({ members }) => new Uint8Array(members.length));
  return {
    name,
    players: weights.length,
    shapley,
    value: ({ bits, words, count }) =>
      Float64Array.from({ length: count }, (_, row) => {
        const holds = (player: number): number => (bits[row * words + (player >> 5)] >>> (player & 31)) & 1;
        let sum = 0;
        for (const player of weighty) if (holds(player)) sum += weights[player];
        for (const [t, { members, worth }] of terms.entries()) {
          for (const [i, player] of members.entries()) present[t][i] = holds(player);
          sum += worth(present[t]);
        }
        return sum;
      }),
  };
}

/** Different ones of some players. */
export function someOf(players: ArrayLike<number>, count: number, random: Random): number[] {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, players.length)) chosen.add(players[random.integer(players.length)]);
  return [...chosen];
}

/** Products, maxima, tanh units and small trees of some players, in turn. */
export function randomTerms(players: ArrayLike<number>, count: number, random: Random, size = 1): Term[] {
  const normals = (n: number): number[] => Array.from({ length: n }, () => random.normal());
  return Array.from({ length: count }, (_, kind): Term => {
    const scale = size * random.normal();
    switch (kind % 4) {
      case 0: {
        const members = someOf(players, 2 + random.integer(2), random);
        return { members, worth: (z) => (z.every((one) => one) ? 2 * scale : 0) };
      }
      case 1: {
        const members = someOf(players, 3 + random.integer(3), random);
        const values = normals(members.length);
        return { members, worth: (z) => scale * Math.max(...values.map((value, i) => (z[i] ? value : -value))) };
      }
      case 2: {
        const members = someOf(players, 6 + random.integer(5), random);
        const weights = normals(members.length);
        const start = random.normal();
        const input = (z: Uint8Array): number => weights.reduce((sum, w, i) => sum + w * z[i], start);
        return { members, worth: (z) => 2 * scale * Math.tanh(input(z)) };
      }
      default: {
        const members = someOf(players, 3, random);
        const leaves = normals(4);
        return { members, worth: (z) => 2 * size * leaves[z[0] ? (z[1] ? 0 : 1) : z[2] ? 2 : 3] };
      }
    }
  });
}
