import { createRandom, type Random } from '../../../src/numerics/random.ts';
import { randomTerms, someOf, termsGame, type WideGame } from './terms.ts';
import { unitsGame } from './units.ts';

const everyone = (players: number): Int32Array => Int32Array.from({ length: players }, (_, player) => player);
const randomFor = (players: number, kind: number): Random => createRandom(1000 * kind + players);

/** `count` of the players matter, in a sum and in terms; the others do nothing. */
export function sparseGame(players: number, count: number): WideGame {
  const random = randomFor(players, count);
  const some = someOf(everyone(players), count, random);
  const weights = new Float64Array(players);
  for (const player of some) weights[player] = random.normal();
  const terms = randomTerms(some, Math.max(4, Math.round(0.8 * count)), random);
  return termsGame(`${count} of ${players} matter`, weights, terms);
}

/** All matter, ever less; terms of the first and, a twentieth as large, of all. */
export function decayingGame(players: number): WideGame {
  const random = randomFor(players, 3);
  const order = random.shuffle(everyone(players));
  const weights = new Float64Array(players);
  for (const [rank, player] of order.entries()) weights[player] = (random.uniform() < 0.5 ? -3 : 3) / (1 + rank) ** 0.8;
  const first = randomTerms(order.slice(0, 60), 30, random);
  return termsGame(`decaying ${players}`, weights, [
    ...first,
    ...randomTerms(order, Math.floor(players / 5), random, 0.05),
  ]);
}

/** A sum over all, and a few terms. */
export function linearGame(players: number): WideGame {
  const random = randomFor(players, 2);
  const weights = Float64Array.from({ length: players }, () => random.normal());
  return termsGame(`sum of all ${players}, 40 terms`, weights, randomTerms(everyone(players), 40, random));
}

/** The games of some size, each made when it is needed. */
export const wideGames = (players: number): (() => WideGame)[] => [
  () => sparseGame(players, 5),
  () => sparseGame(players, 20),
  () => sparseGame(players, 50),
  () => decayingGame(players),
  () => linearGame(players),
  () => unitsGame(players),
];
