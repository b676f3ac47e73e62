// Games made like models, with known values, so that a race does not rest on a handful of models.

import { createRandom } from '../../../src/numerics/random.ts';
import { forestGame, type SolvedGame, sumGame } from '../../unit/support/games.ts';
import type { Case } from '../accuracy/case.ts';
import { solvedCases } from '../accuracy/solved-cases.ts';

const SIZES = [13, 30];
/** Games of each family and size. */
const GAMES = 3;

/** A sum of units, each a function of a sum of whole-number weights, as a network's hidden layer. */
function units(players: number, seed: number, of: (sum: number) => number): SolvedGame {
  const random = createRandom(seed);
  const each = Array.from({ length: 5 }, () => {
    const weights = Array.from({ length: players }, () => (random.uniform() < 0.3 ? 0 : random.integer(9) - 4));
    const bias = random.integer(9) - 4;
    return { factor: random.normal(), game: sumGame(weights, (sum) => of(sum - bias)) };
  });
  return {
    players,
    outputs: 1,
    value: (z) => [each.reduce((sum, { factor, game }) => sum + factor * game.value(z)[0], 0)],
    shapley: Float64Array.from({ length: players }, (_, j) =>
      each.reduce((sum, { factor, game }) => sum + factor * game.shapley[j], 0),
    ),
  };
}

const several = (make: (seed: number) => SolvedGame): SolvedGame[] =>
  Array.from({ length: GAMES }, (_, index) => make(700 + index));

export const madeCases: readonly Case[] = solvedCases(
  {
    forest: (players) => several((seed) => forestGame(players, 6 * players, 4, seed)),
    'smooth units': (players) => several((seed) => units(players, seed, (x) => Math.tanh(x / 4))),
    'bent units': (players) => several((seed) => units(players, seed, (x) => Math.max(0, x))),
  },
  SIZES,
);
