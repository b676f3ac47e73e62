import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../src/explainers/explainer.ts';
import { has, sizeOf } from '../../../src/games/coalitions.ts';
import { largestDifference } from '../support/attributions.ts';
import { coalitionsIn, contextOf, driveAll, driverOf } from '../support/drive.ts';
import { exact } from '../support/explainers.ts';
import {
  airportGame,
  byCoalitions,
  byOrders,
  conjunctionGame,
  constantGame,
  forestGame,
  linearGame,
  sumGame,
  tableGame,
} from '../support/games.ts';

const { explain, watch } = driverOf(exact);

describe('exact', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])('equals the mean over all orders of %i players, three outputs', (players) => {
    const game = tableGame(players, 3, players);
    expect(largestDifference(explain(game).values, byOrders(game))).toBeLessThan(1e-9);
  });

  it.each([
    [8, 3],
    [9, 2],
    [10, 1],
    [10, 3],
    [13, 1],
  ])('equals the sum over all coalitions of %i players, %i outputs', (players, outputs) => {
    const game = tableGame(players, outputs, players);
    expect(largestDifference(explain(game).values, byCoalitions(game))).toBeLessThan(1e-9);
  });

  it.each([
    ['linear', linearGame([1, -2, 0, 3.5, 1e6], 7)],
    [
      'glove',
      conjunctionGame(3, [
        { worth: 1, present: [0, 1], absent: [] },
        { worth: 1, present: [0, 2], absent: [] },
        { worth: -1, present: [0, 1, 2], absent: [] },
      ]),
    ],
    ['forest', forestGame(12, 100, 5, 1)],
    ['airport', airportGame([18, 1, 1, 2, 5, 18, 11])],
    ['United Nations Security Council, smaller', sumGame([7, 7, 7, 1, 1, 1, 1, 1], (sum) => (sum >= 23 ? 1 : 0))],
  ])('solves the %s game', (_, game) => {
    expect(largestDifference(explain(game).values, game.shapley)).toBeLessThan(1e-9);
  });

  it('agrees with the glove game known from textbooks', () => {
    const glove = { players: 3, outputs: 1, value: (z: Uint8Array) => [z[0] && (z[1] || z[2]) ? 1 : 0] };
    expect(largestDifference(explain(glove).values, [2 / 3, 1 / 6, 1 / 6])).toBeLessThan(1e-15);
  });

  it('solves 20 players, the most it takes', () => {
    const weights = Array.from({ length: 20 }, (_, p) => ((7 * p) % 20) - 6);
    const smooth = sumGame(weights, (sum) => sum * sum - 0.01 * sum * sum * sum);
    // By running sums, since a million coalitions of a test game would take long.
    const answer = (ask: Ask): Float64Array => {
      const { bits, count } = coalitionsIn(ask);
      return Float64Array.from({ length: 2 * count }, (_, i) => {
        let sum = 0;
        for (let p = 0; p < 20; p++) if ((bits[i >> 1] >>> p) & 1) sum += weights[p];
        return i % 2 === 0 ? sum * sum - 0.01 * sum * sum * sum : 2 * sum + 1;
      });
    };
    const { asks, result } = driveAll(exact.create(contextOf({ players: 20, outputs: 2 }), {}), answer);
    expect(asks.reduce((sum, ask) => sum + coalitionsIn(ask).count, 0)).toBe(2 ** 20);
    expect(Math.max(...asks.map((ask) => coalitionsIn(ask).count))).toBeLessThanOrEqual(1024);
    expect(largestDifference(result!.values.subarray(0, 20), smooth.shapley)).toBeLessThan(1e-9);
    expect(
      largestDifference(
        result!.values.subarray(20),
        weights.map((w) => 2 * w),
      ),
    ).toBeLessThan(1e-9);
  });

  it('adds up, has no error, and says what it cost', () => {
    const game = tableGame(9, 2, 5);
    const found = explain(game);
    expect(found).toMatchObject({ players: 9, outputs: 2, additive: true, complete: true, coalitions: 510 });
    expect([...found.base]).toEqual([...(game.value(new Uint8Array(9)) as Float64Array)]);
    expect([...found.prediction]).toEqual([...(game.value(new Uint8Array(9).fill(1)) as Float64Array)]);
    expect([...found.standardErrors!]).toEqual(new Array(18).fill(0));
    for (let k = 0; k < 2; k++) {
      const sum = found.values.subarray(9 * k, 9 * k + 9).reduce((a, b) => a + b, found.base[k]);
      expect(Math.abs(sum - found.prediction[k])).toBeLessThan(1e-14);
    }
  });

  it('asks every coalition once, in several asks, and estimates nothing before the end', () => {
    const game = tableGame(12, 1, 1);
    const { asks, estimates } = watch(game, {});
    const seen = new Set(asks.flatMap((ask) => [...coalitionsIn(ask).bits]));
    expect(seen.size).toBe(4096);
    expect(asks.length).toBeGreaterThan(3);
    expect(Math.max(...asks.map((ask) => coalitionsIn(ask).count))).toBeLessThanOrEqual(1024);
    expect(estimates).toEqual([]);
  });

  it('leaves idle players out of the game and gives them 0 in their places', () => {
    const inner = forestGame(6, 40, 4, 3);
    const places = [0, 2, 3, 5, 6, 8];
    const game = {
      players: 9,
      outputs: 1,
      value: (z: Uint8Array) => inner.value(Uint8Array.from(places, (p) => z[p])),
    };
    const idle = Array.from({ length: 9 }, (_, p) => !places.includes(p));
    const { asks, result } = watch(game, { idle });
    expect(asks.reduce((sum, ask) => sum + coalitionsIn(ask).count, 0)).toBe(64);
    const expected = new Float64Array(9);
    places.forEach((p, j) => {
      expected[p] = inner.shapley[j];
    });
    expect(largestDifference(result!.values, expected)).toBeLessThan(1e-12);
    expect(idle.map((is, p) => !is || result!.values[p] === 0)).not.toContain(false);
    // The full coalition holds the idle ones too: it is the row itself.
    const last = coalitionsIn(asks[asks.length - 1]);
    expect(sizeOf(last, last.count - 1)).toBe(9);
    expect(has(coalitionsIn(asks[0]), 1, 1)).toBe(false);
  });

  it('gives a single player everything, and idle players nothing', () => {
    expect([...explain(linearGame([4], 1)).values]).toEqual([4]);
    const idle = explain(constantGame(3, 5), { idle: [true, true, true] });
    expect(idle).toMatchObject({
      coalitions: 0,
      complete: true,
      base: Float64Array.of(5),
      prediction: Float64Array.of(5),
      values: new Float64Array(3),
    });
  });

  it('counts only players that matter against its limit', () => {
    const game = linearGame(Array.from({ length: 21 }, (_, p) => (p < 10 ? p : 0)));
    expect(() => explain(game)).toThrow(expect.objectContaining({ code: 'request-too-many-players' }));
    const idle = Array.from({ length: 21 }, (_, p) => p >= 10);
    expect(largestDifference(explain(game, { idle }).values, game.shapley)).toBeLessThan(1e-12);
  });
});
