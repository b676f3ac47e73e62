import { describe, expect, it } from 'vitest';
import { message } from '../../../src/catalogue/message.ts';
import { sizeOf } from '../../../src/games/coalitions.ts';
import { coverage, largestDifference, nothingFor, residuals } from '../support/attributions.ts';
import { coalitionKeys, coalitionsIn, driverOf } from '../support/drive.ts';
import { permutationShap } from '../support/explainers.ts';
import {
  airportGame,
  byCoalitions,
  constantGame,
  forestGame,
  linearGame,
  sumGame,
  tableGame,
} from '../support/games.ts';

const { explain, watch } = driverOf(permutationShap);

describe('passes', () => {
  it('are one order, forward and in reverse: all sizes, and each with its complement', () => {
    const game = tableGame(9, 1, 2);
    const { asks, result } = watch(game, { samples: 16 });
    const sizes = asks.flatMap((ask) =>
      Array.from({ length: coalitionsIn(ask).count }, (_, row) => sizeOf(coalitionsIn(ask), row)),
    );
    expect(sizes.toSorted((a, b) => a - b)).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9]);
    const all = coalitionKeys(asks).map(Number);
    expect(all.every((set) => all.includes(511 ^ set))).toBe(true);
    expect(result).toMatchObject({ coalitions: 16, complete: false, standardErrors: null });
    expect(residuals(result!)[0]).toBeLessThan(1e-14);
  });

  it('are used whole: a budget that ends in the midst of one leaves it out', () => {
    const game = tableGame(12, 2, 3);
    const whole = explain(game, { samples: 22, seed: 4 });
    expect(whole.coalitions).toBe(22);
    expect(explain(game, { samples: 30, seed: 4 })).toEqual(whole);
    const more = explain(game, { samples: 48, seed: 4 });
    expect(more.coalitions).toBeGreaterThan(22);
    expect(more.coalitions).toBeLessThanOrEqual(48);
    expect(more.standardErrors).not.toBeNull();
  });

  it('add up whatever was sampled', () => {
    const game = tableGame(15, 3, 5);
    for (const samples of [0, 10, 28, 57, 300, 999]) {
      const found = explain(game, { samples });
      for (let k = 0; k < 3; k++) expect(residuals(found)[k]).toBeLessThan(1e-13);
    }
  });

  it('share evenly while there is none', () => {
    const found = explain(linearGame([1, 2, 3, 6, 8], 1), { samples: 1 });
    expect(largestDifference(found.values, [4, 4, 4, 4, 4])).toBeLessThan(1e-12);
    expect(found).toMatchObject({ coalitions: 0, standardErrors: null, endsOnly: true });
  });

  it('are the same sequence for every budget and value', () => {
    const [short, long, other] = [
      watch(tableGame(14, 1, 1), { samples: 200, seed: 7 }),
      watch(tableGame(14, 1, 1), { samples: 700, seed: 7 }),
      watch(tableGame(14, 1, 9), { samples: 700, seed: 7 }),
    ].map(({ asks }) => coalitionKeys(asks));
    expect(long.slice(0, short.length)).toEqual(short);
    expect(other).toEqual(long);
    expect(coalitionKeys(watch(tableGame(14, 1, 1), { samples: 200, seed: 8 }).asks)).not.toEqual(short);
  });

  it.each([6, 9, 40])('ask for no coalition of %i players twice, and for no more than allowed', (players) => {
    const game = forestGame(players, 60, 3, 1);
    const { asks, estimates, result } = watch(game, { samples: 1500 });
    const all = coalitionKeys(asks);
    expect(new Set(all).size).toBe(all.length);
    expect(result!.coalitions).toBe(all.length - 2);
    expect(all.length - 2).toBeLessThanOrEqual(1500);
    expect(Math.max(...asks.map((ask) => coalitionsIn(ask).count))).toBeLessThan(600);
    if (players === 40) expect(estimates.length).toBeGreaterThan(4);
    for (const each of estimates) expect(residuals(each)[0]).toBeLessThan(1e-12);
  });
});

describe('a first pass that is not whole', () => {
  it('says what it found of the players it reached; the others share what is left', () => {
    const own = [1, 2, 3, 6, 8, 40];
    const found = explain(linearGame(own, 1), { samples: 7 });
    expect(found).toMatchObject({ coalitions: 6, complete: false });
    expect(found.endsOnly).toBeUndefined();
    expect(found.note).toEqual(message('explaining.partialPass', { reached: 3, players: 6 }));
    const right = own.filter((value, j) => Math.abs(found.values[j] - value) < 1e-12);
    expect(right).toHaveLength(3);
    const left = (60 - right.reduce((sum, value) => sum + value, 0)) / 3;
    const shared = Array.from(found.values).filter((_, j) => !right.includes(own[j]));
    for (const value of shared) expect(value).toBeCloseTo(left, 12);
    for (const [j, error] of (found.standardErrors ?? []).entries())
      expect(1.96 * error).toBeGreaterThan(Math.abs(found.values[j] - own[j]));
    expect(residuals(found)[0]).toBeLessThan(1e-13);
  });

  it.each([8, 20, 40])('has errors that hold the truth: %i samples of 30 players', (samples) => {
    let within = 0;
    let all = 0;
    for (let seed = 0; seed < 6; seed++) {
      const game = forestGame(30, 20, 3, seed);
      const truth = explain(game, { samples: 2000, seed: 1 }).values;
      const found = explain(game, { samples, seed });
      expect(residuals(found)[0]).toBeLessThan(1e-12);
      for (const [j, value] of truth.entries()) {
        all += 1;
        if (Math.abs(found.values[j] - value) <= 1.96 * (found.standardErrors?.[j] ?? 0) + 1e-12) within += 1;
      }
    }
    expect(within / all).toBeGreaterThan(0.93);
  });

  it('has no errors where nothing has changed anything', () => {
    expect(explain(constantGame(30, 1), { samples: 20 }).standardErrors).toBeNull();
  });

  it('is asked for in parts, and is the same once it is whole', () => {
    const { asks, estimates, result } = watch(forestGame(200, 60, 3, 2), { samples: 800 });
    const counts = asks.map((ask) => coalitionsIn(ask).count);
    expect(counts).toEqual([34, 34, 68, 136, 128, 398]);
    const unfinished = estimates.filter(({ note }) => note !== undefined);
    expect(unfinished.map(({ coalitions }) => coalitions)).toEqual([32, 66, 134, 270]);
    expect(result).toMatchObject({ coalitions: 796, complete: false });
    expect(result?.note).toBeUndefined();
  });
});

describe('what it finds', () => {
  it('is exact for additive games and games of pairs after one pass', () => {
    const pairs = {
      players: 40,
      outputs: 1,
      value: (z: Uint8Array) => [z.reduce((all, on, p) => all + (on ? p + (z[(p + 1) % 40] ? 1 : 0) : 0), 3)],
    };
    const found = explain(pairs, { samples: 78 });
    const truth = Array.from({ length: 40 }, (_, p) => p + 1);
    expect(largestDifference(found.values, truth)).toBeLessThan(1e-10);
    expect(Math.max(...explain(pairs, { samples: 200 }).standardErrors!)).toBeLessThan(1e-10);
  });

  it.each([2, 3, 5, 8, 10])('is exact once every coalition of %i players is known', (players) => {
    const game = tableGame(players, 2, players);
    for (const samples of [2 ** players - 2, Number.POSITIVE_INFINITY]) {
      const found = explain(game, { samples });
      expect(largestDifference(found.values, byCoalitions(game))).toBeLessThan(1e-11);
      expect(found).toMatchObject({ complete: true, coalitions: 2 ** players - 2 });
      expect(Math.max(...found.standardErrors!)).toBe(0);
    }
  });

  it('gives a single player everything, and idle players nothing', () => {
    expect(explain(linearGame([4], 1))).toMatchObject({ values: Float64Array.of(4), coalitions: 0, complete: true });
    expect(explain(constantGame(3, 5), { idle: [true, true, true] })).toMatchObject(nothingFor(3, 5));
    const some = explain(linearGame([1, 0, 2, 0, 3, 4]), {
      samples: 12,
      idle: [false, true, false, true, false, false],
    });
    expect(largestDifference(some.values, [1, 0, 2, 0, 3, 4])).toBeLessThan(1e-12);
    expect([some.standardErrors![1], some.standardErrors![3]]).toEqual([0, 0]);
  });

  it('is 0 in a constant game', () => {
    const found = explain(constantGame(25, 0.25, -3), { samples: 200 });
    expect(Math.max(...found.values.map(Math.abs), ...found.standardErrors!)).toBe(0);
  });

  it('comes closer with samples, as one over their number', () => {
    const game = forestGame(30, 200, 4, 1);
    const error = (samples: number): number => {
      let all = 0;
      for (let seed = 0; seed < 20; seed++)
        explain(game, { samples, seed }).values.forEach((v, p) => {
          all += (v - game.shapley[p]) ** 2;
        });
      return all;
    };
    const fall = error(300) / error(2400);
    expect(fall).toBeGreaterThan(5);
    expect(fall).toBeLessThan(16);
  });
});

describe('standard errors', () => {
  it.each([
    ['trees, 13 players', forestGame(13, 200, 5, 3)],
    ['deep trees, 20 players', forestGame(20, 300, 6, 4)],
    ['trees, 30 players', forestGame(30, 200, 4, 1)],
    [
      'voting, 24 players',
      sumGame(
        Array.from({ length: 24 }, (_, p) => (p % 8) + 1),
        (x) => (x > 60 ? 1 : 0),
      ),
    ],
    ['airport, 30 players', airportGame(Array.from({ length: 30 }, (_, p) => p * p))],
  ])('hold the truth as often as they say: %s', (_, game) => {
    for (const samples of [180, 512, 2048]) {
      const held = coverage((seed) => explain(game, { samples, seed }), game.shapley, 20);
      expect(held, `${samples} samples`).toBeGreaterThanOrEqual(0.9);
      // With a handful of passes they err on the safe side.
      if (samples > 180) expect(held, `${samples} samples`).toBeLessThanOrEqual(0.99);
    }
  });
});
