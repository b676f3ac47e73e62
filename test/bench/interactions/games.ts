import { createRandom } from '../../../src/numerics/random.ts';
import { eachPlayer } from '../../unit/support/games.ts';
import {
  type JointGame,
  jointAirport,
  jointForest,
  jointLayer,
  jointPairs,
  jointUnits,
} from '../../unit/support/joint-games.ts';
import { networkGame } from './network.ts';

/** Games of each family. */
const GAMES = 2;

const families: Record<string, (players: number, seed: number) => JointGame> = {
  'all pairs': (players, seed) => jointPairs(players, seed),
  'a tenth of the pairs': (players, seed) => jointPairs(players, seed, 0.1),
  'trees of depth 5': (players, seed) => jointForest(players, 6 * players, 5, seed),
  'trees of depth 8': (players, seed) => jointForest(players, 10 * players, 8, seed),
  airport(players, seed) {
    const random = createRandom(seed);
    return jointAirport(eachPlayer(players, () => 1 + random.integer(40)));
  },
  voting(players, seed) {
    const random = createRandom(seed);
    const weights = eachPlayer(players, () => 1 + random.integer(9));
    const quota = weights.reduce((sum, w) => sum + w, 0) - 10;
    return jointUnits([{ weights, of: (sum) => (sum >= quota ? 1 : 0) }]);
  },
  'smooth units': (players, seed) => jointLayer(players, seed, (x) => Math.tanh(x / 4)),
  'bent units': (players, seed) => jointLayer(players, seed, (x) => Math.max(0, x)),
  'smooth network': (players, seed) => networkGame(players, seed, Math.tanh),
  'bent network': (players, seed) => networkGame(players, seed, (x) => Math.max(0, x)),
};

/** Games whose interactions are known, by the name of their family. */
export const jointGames = (players: number): { readonly name: string; make(): JointGame }[] =>
  Object.entries(families).flatMap(([family, make]) =>
    Array.from({ length: GAMES }, (_, index) => ({
      name: `${family} ${index + 1}`,
      make: () => make(players, 800 + index),
    })),
  );
