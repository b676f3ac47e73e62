import { describe, expect, it } from 'vitest';
import { coverage, largestDifference, nothingFor } from '../support/attributions.ts';
import { coalitionKeys, driverOf } from '../support/drive.ts';
import { banzhaf } from '../support/explainers.ts';
import {
  airportGame,
  type Conjunction,
  conjunctionGame,
  constantGame,
  forestGame,
  linearGame,
  sumGame,
  type TestGame,
  tableGame,
} from '../support/games.ts';

const { explain, watch } = driverOf(banzhaf);

/**
 * Banzhaf values by the definition: a player's mean contribution to all coalitions of the others, K
 * × players.
 */
function byDefinition({ players, outputs, value }: TestGame): Float64Array {
  const found = new Float64Array(outputs * players);
  const present = new Uint8Array(players);
  for (let mask = 0; mask < 2 ** players; mask++) {
    for (let p = 0; p < players; p++) present[p] = (mask >> p) & 1;
    const values = Array.from(value(present));
    for (let p = 0; p < players; p++) {
      for (let k = 0; k < outputs; k++)
        found[k * players + p] += (present[p] ? values[k] : -values[k]) / 2 ** (players - 1);
    }
  }
  return found;
}

describe('where everything is enumerated', () => {
  it.each([1, 2, 3, 4, 7, 10])('is the mean contribution to all coalitions of %i players', (players) => {
    const game = tableGame(players, 3, players);
    for (const samples of [2 ** players - 2, Number.POSITIVE_INFINITY]) {
      const found = explain(game, { samples });
      expect(largestDifference(found.values, byDefinition(game))).toBeLessThan(1e-12);
      expect(found).toMatchObject({ complete: true, coalitions: 2 ** players - 2, additive: false });
      expect([...found.standardErrors!]).toEqual(new Array(3 * players).fill(0));
      expect([...found.base]).toEqual([...(game.value(new Uint8Array(players)) as Float64Array)]);
      expect([...found.prediction]).toEqual([...(game.value(new Uint8Array(players).fill(1)) as Float64Array)]);
    }
  });

  it('agrees with the index known from textbooks: [51; 50, 49, 1]', () => {
    const found = explain(sumGame([50, 49, 1], (sum) => (sum >= 51 ? 1 : 0)));
    expect(largestDifference(found.values, [3 / 4, 1 / 4, 1 / 4])).toBeLessThan(1e-15);
  });

  it('does not add up, and differs from Shapley values', () => {
    const game = conjunctionGame(4, [{ worth: 8, present: [0, 1, 2, 3], absent: [] }]);
    expect(largestDifference(explain(game).values, [1, 1, 1, 1])).toBeLessThan(1e-12);
    expect(game.shapley[0]).toBeCloseTo(2, 12);
  });

  it('leaves idle players out', () => {
    const game = linearGame([1, 0, 2, 0, 3]);
    const found = explain(game, { idle: [false, true, false, true, false] });
    expect(largestDifference(found.values, [1, 0, 2, 0, 3])).toBeLessThan(1e-12);
    expect(found.coalitions).toBe(6);
    expect(explain(constantGame(3, 5), { idle: [true, true, true] })).toMatchObject(nothingFor(3, 5));
  });
});

describe('with few samples', () => {
  it.each([9, 14, 33, 70])(
    'asks for no coalition of %i players twice, in pairs, and for no more than allowed',
    (players) => {
      const game = forestGame(players, 60, 3, 1);
      for (const samples of [0, 1, 75, 500]) {
        const { asks, result } = watch(game, { samples });
        const all = coalitionKeys(asks);
        expect(new Set(all).size).toBe(all.length);
        expect(all.length - 2).toBe(Math.min(samples - (samples % 2), 2 ** players - 2));
        expect(result!.coalitions).toBe(all.length - 2);
        expect(result!.values.every(Number.isFinite)).toBe(true);
        if (samples < 2) expect(result!.standardErrors).toBeNull();
      }
    },
  );

  it('draws the same sequence for every budget', () => {
    const game = tableGame(14, 1, 1);
    const [short, long] = [150, 900].map((samples) => coalitionKeys(watch(game, { samples, seed: 3 }).asks));
    expect(long.slice(0, short.length)).toEqual(short);
  });

  it('is exact for additive games with more pairs than players', () => {
    const game = linearGame(
      Array.from({ length: 40 }, (_, p) => p - 11),
      3,
    );
    const found = explain(game, { samples: 120 });
    expect(largestDifference(found.values, game.shapley)).toBeLessThan(1e-9);
    expect(Math.max(...found.standardErrors!)).toBeLessThan(1e-9);
  });

  it('is 0 in a constant game', () => {
    const found = explain(constantGame(25, 0.25, -3), { samples: 200 });
    expect(Math.max(...found.values.map(Math.abs), ...found.standardErrors!)).toBe(0);
  });

  it('takes out what the other players add, as plain means cannot', () => {
    const terms: Conjunction[] = Array.from({ length: 12 }, (_, p) => ({ worth: 1 + p, present: [p], absent: [] }));
    const game = conjunctionGame(12, [...terms, { worth: 2, present: [0, 1, 2], absent: [3] }]);
    const truth = byDefinition(game);
    let error = 0;
    for (let seed = 0; seed < 20; seed++)
      explain(game, { samples: 200, seed }).values.forEach((v, p) => {
        error += (v - truth[p]) ** 2 / 20 / 12;
      });
    // Means of 2 x g: variance of g, about the sum of the squared values, over 100 pairs; here more
    // than 5.
    expect(error).toBeLessThan(0.02);
  });
});

describe('standard errors', () => {
  it.each([
    ['random table, 8 players', tableGame(8, 1, 1)],
    ['trees, 13 players', forestGame(13, 200, 5, 3)],
    [
      'voting, 14 players',
      sumGame(
        Array.from({ length: 14 }, (_, p) => (p % 8) + 1),
        (x) => (x > 30 ? 1 : 0),
      ),
    ],
    ['airport, 14 players', airportGame(Array.from({ length: 14 }, (_, p) => p * p))],
  ])('hold the truth as often as they say: %s', (_, game) => {
    const truth = byDefinition(game);
    for (const samples of [20, 60, 200, 1024]) {
      const held = coverage(
        (seed) => {
          const found = explain(game, { samples, seed });
          if (found.complete) expect(largestDifference(found.values, truth)).toBeLessThan(1e-12);
          return found;
        },
        truth,
        40,
      );
      expect(held, `${samples} samples`).toBeGreaterThanOrEqual(0.9);
      if (2 ** game.players - 2 > samples) expect(held, `${samples} samples`).toBeLessThanOrEqual(0.99);
    }
  });
});
