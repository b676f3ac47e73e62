import { createRandom } from '../../../src/numerics/random.ts';
import { airportGame, conjunctionGame, linearGame, type SolvedGame, sumGame } from '../../unit/support/games.ts';
import type { Case } from './case.ts';
import { solvedCases } from './solved-cases.ts';

const SIZES = [8, 16, 30, 60, 100];

const normals = (players: number): number[] => {
  const random = createRandom(players);
  return Array.from({ length: players }, () => random.normal());
};
const whole = (players: number, from: number, to: number): number[] => {
  const random = createRandom(players);
  return Array.from({ length: players }, () => from + random.integer(to - from + 1));
};

/** Three unanimity games per player, of one to four players each. */
function unanimity(players: number): SolvedGame {
  const random = createRandom(players);
  const term = () => {
    const members = new Set<number>();
    const size = 1 + random.integer(4);
    while (members.size < size) members.add(random.integer(players));
    return { worth: random.normal(), present: [...members], absent: [] };
  };
  return conjunctionGame(players, Array.from({ length: 3 * players }, term));
}

/** Weights of 1 to 6 and a majority. */
function voting(players: number): SolvedGame {
  const weights = whole(players, 1, 6);
  const quota = Math.floor(weights.reduce((a, b) => a + b) / 2) + 1;
  return sumGame(weights, (sum) => (sum >= quota ? 1 : 0));
}

/** One sigmoid unit, neither linear nor saturated throughout. */
function neuron(players: number): SolvedGame {
  const weights = whole(players, -3, 4);
  const middle = weights.reduce((a, b) => a + b) / 2;
  return sumGame(weights, (sum) => 1 / (1 + Math.exp(-(sum - middle) / Math.sqrt(players))));
}

/** Games whose Shapley values are known without enumeration. */
export const knownCases: readonly Case[] = solvedCases(
  {
    linear: (players) => [linearGame(normals(players), 1)],
    unanimity: (players) => [unanimity(players)],
    airport: (players) => [airportGame(normals(players).map((x) => 1 + x * x))],
    voting: (players) => [voting(players)],
    neuron: (players) => [neuron(players)],
  },
  SIZES,
);
