import { describe, expect, it } from 'vitest';
import { has } from '../../../src/games/coalitions.ts';
import { coverage, largestDifference, nothingFor, residuals } from '../support/attributions.ts';
import { coalitionKeys, coalitionsIn, driverOf } from '../support/drive.ts';
import { samplingShap } from '../support/explainers.ts';
import {
  airportGame,
  byCoalitions,
  constantGame,
  forestGame,
  joinedGame,
  linearGame,
  sumGame,
  type TestGame,
  tableGame,
} from '../support/games.ts';

const { explain, watch } = driverOf(samplingShap);

describe('asks', () => {
  it.each([7, 12, 40])('for no coalition of %i players twice, and for no more than allowed', (players) => {
    const game = forestGame(players, 60, 3, 1);
    for (const samples of [5, 100, 1001]) {
      const { asks, result, estimates } = watch(game, { samples });
      const all = coalitionKeys(asks);
      expect(new Set(all).size).toBe(all.length);
      expect(result!.coalitions).toBe(all.length - 2);
      expect(all.length - 2).toBeLessThanOrEqual(samples);
      if (players > 12) expect(all.length - 2).toBeGreaterThan(samples - 4);
      for (const each of estimates) expect(residuals(each)[0]).toBeLessThan(1e-12);
    }
  });

  it('are drawn for many players in a while that can be broken off, and say that the ends are not enough', () => {
    const game = linearGame(new Array(300).fill(1));
    let pulses = 0;
    const pulse = () => {
      pulses += 1;
    };
    const { asks } = watch(game, { samples: 1200, pulse });
    expect(pulses).toBeGreaterThanOrEqual(300);
    expect(asks.map(({ wanting = 0 }) => wanting > 0)).toEqual(asks.map((_, place) => place === 0));
  });

  it('of a round of very many players come in parts, which are not looked at before the round is over', () => {
    const game = linearGame(Array.from({ length: 600 }, (_, player) => player));
    const { asks, estimates } = watch(game, { samples: 5000 });
    // All but the ends: the first round is 2,400 coalitions, the second as many.
    const counts = asks.slice(1).map((ask) => coalitionsIn(ask).count);
    for (const count of counts) expect(count).toBeLessThanOrEqual(1024 + 3);
    expect(counts.length).toBeGreaterThanOrEqual(5);
    expect(asks.slice(1, 6).map(({ unfinished = false }) => unfinished)).toEqual([false, true, true, false, true]);
    // After the first part, some players have their value and the others share the rest.
    expect(estimates[1].endsOnly).toBeUndefined();
    for (const estimate of estimates) expect(residuals(estimate)[0]).toBeLessThan(1e-6);
  });

  it('are cut by a budget, not changed', () => {
    const game = tableGame(14, 1, 1);
    const [short, long] = [150, 900].map((samples) => coalitionKeys(watch(game, { samples, seed: 3 }).asks));
    expect(long.slice(0, short.length)).toEqual(short);
  });

  it('go where values vary', () => {
    // Only players 0 and 1 depend on company, whose sets are all there is to learn; the other 18
    // are additive.
    const game: TestGame = {
      players: 20,
      outputs: 1,
      value: (z) => [
        z.reduce((sum, on, p) => sum + (on ? p : 0), 0) + 50 * ((z[0] ^ z[1]) & (z[2] ^ z[3]) & (z[4] ^ 1)),
      ],
    };
    const { asks } = watch(game, { samples: 3000 });
    const late = asks.slice(-3);
    // A draw asks for two sets, then for both with its player: which player differs?
    const drawn = new Float64Array(20);
    for (const ask of late) {
      const c = coalitionsIn(ask);
      for (let row = 0; row + 2 < c.count; row++) {
        const differ = Array.from({ length: 20 }, (_, p) => p).filter((p) => has(c, row, p) !== has(c, row + 2, p));
        if (differ.length === 1) drawn[differ[0]] += 1;
      }
    }
    const steady = drawn.subarray(5).reduce((sum, n) => sum + n, 0) / 15;
    const busy = drawn.subarray(0, 5).reduce((sum, n) => sum + n, 0) / 5;
    expect(busy).toBeGreaterThan(1.5 * Math.max(1, steady));
  });
});

describe('what it finds', () => {
  it('is exact for additive games, with the first draws', () => {
    const game = linearGame(Array.from({ length: 30 }, (_, p) => p - 11));
    const found = explain(game, { samples: 300 });
    expect(largestDifference(found.values, game.shapley)).toBeLessThan(1e-10);
    expect(Math.max(...found.standardErrors!)).toBeLessThan(1e-10);
  });

  it.each([2, 3, 5, 8])('is exact once every coalition of %i players is known', (players) => {
    const game = tableGame(players, 2, players);
    const found = explain(game);
    expect(largestDifference(found.values, byCoalitions(game))).toBeLessThan(1e-11);
    expect(found).toMatchObject({ complete: true, coalitions: 2 ** players - 2 });
    expect(Math.max(...found.standardErrors!)).toBe(0);
  });

  it('settles the sum whatever was sampled, and has no errors while players were hardly seen', () => {
    const game = tableGame(15, 3, 5);
    for (const samples of [0, 3, 28, 57, 300, 999]) {
      const found = explain(game, { samples });
      for (let k = 0; k < 3; k++) expect(residuals(found)[k]).toBeLessThan(1e-12);
      if (samples < 58) expect(found.standardErrors).toBeNull();
      if (samples > 150) expect(found.standardErrors!.every((error) => error > 0)).toBe(true);
    }
    expect(largestDifference(explain(linearGame([1, 2, 3, 6], 1), { samples: 1 }).values, [3, 3, 3, 3])).toBeLessThan(
      1e-12,
    );
  });

  it('gives a single player everything, and idle players nothing', () => {
    expect(explain(linearGame([4], 1))).toMatchObject({ values: Float64Array.of(4), coalitions: 0, complete: true });
    expect(explain(constantGame(3, 5), { idle: [true, true, true] })).toMatchObject(nothingFor(3, 5));
    const some = explain(linearGame([1, 0, 2, 0, 3, 4]), { idle: [false, true, false, true, false, false] });
    expect(largestDifference(some.values, [1, 0, 2, 0, 3, 4])).toBeLessThan(1e-12);
  });

  it('is 0 in a constant game', () => {
    const found = explain(constantGame(25, 0.25, -3), { samples: 600 });
    expect(Math.max(...found.values.map(Math.abs), ...found.standardErrors!)).toBe(0);
  });
});

describe('standard errors', () => {
  it.each([
    ['trees, 13 players', forestGame(13, 200, 5, 3)],
    ['deep trees, 20 players', forestGame(20, 300, 6, 4)],
    ['two outputs, 30 players', joinedGame([forestGame(30, 200, 4, 1), forestGame(30, 100, 3, 8)])],
    [
      'voting, 24 players',
      sumGame(
        Array.from({ length: 24 }, (_, p) => (p % 8) + 1),
        (x) => (x > 60 ? 1 : 0),
      ),
    ],
    ['airport, 30 players', airportGame(Array.from({ length: 30 }, (_, p) => p * p))],
  ])('hold the truth as often as they say: %s', (_, game) => {
    for (const samples of [512, 2048]) {
      const held = coverage((seed) => explain(game, { samples, seed }), game.shapley, 20);
      expect(held, `${samples} samples`).toBeGreaterThanOrEqual(0.9);
      // With a handful of draws a player they err on the safe side.
      if (samples > 512) expect(held, `${samples} samples`).toBeLessThanOrEqual(0.99);
    }
  });
});
