import { describe, expect, it } from 'vitest';
import type { Ask, Attribution } from '../../../src/explainers/explainer.ts';
import { permutationShap } from '../../../src/explainers/permutation-shap.ts';
import { type Coalitions, sizeOf } from '../../../src/games/coalitions.ts';
import { contextOf, drive, driveAll, valuesOf } from '../support/drive.ts';
import {
  airportGame,
  byCoalitions,
  forestGame,
  linearGame,
  sumGame,
  type TestGame,
  tableGame,
} from '../support/games.ts';

type Given = Parameters<typeof contextOf>[1];
const create = (game: TestGame, given: Given) => permutationShap.create(contextOf(game, given), {});
const explain = (game: TestGame, given: Given = {}): Attribution => drive(create(game, given), game);
const coalitionsIn = (ask: Ask): Coalitions => {
  if (ask.kind !== 'coalitions') throw new Error('not coalitions');
  return ask.coalitions;
};
const watch = (game: TestGame, given: Given) =>
  driveAll(create(game, given), (ask) => valuesOf(game, coalitionsIn(ask)));
const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
const keys = (asks: readonly Ask[]): string[] =>
  asks.flatMap((ask) => {
    const { bits, words, count } = coalitionsIn(ask);
    return Array.from({ length: count }, (_, row) => bits.slice(row * words, (row + 1) * words).join());
  });
const sum = (found: Attribution, k: number): number =>
  found.values.subarray(k * found.players, (k + 1) * found.players).reduce((a, b) => a + b, found.base[k]);

describe('passes', () => {
  it('are one order, forward and in reverse: all sizes, and each with its complement', () => {
    const game = tableGame(9, 1, 2);
    const { asks, result } = watch(game, { samples: 16 });
    const sizes = asks.flatMap((ask) =>
      Array.from({ length: coalitionsIn(ask).count }, (_, row) => sizeOf(coalitionsIn(ask), row)),
    );
    expect(sizes.toSorted((a, b) => a - b)).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9]);
    const all = keys(asks).map(Number);
    expect(all.every((set) => all.includes(511 ^ set))).toBe(true);
    expect(result).toMatchObject({ coalitions: 16, complete: false, standardErrors: null });
    expect(Math.abs(sum(result!, 0) - result!.prediction[0])).toBeLessThan(1e-14);
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
      for (let k = 0; k < 3; k++) expect(Math.abs(sum(found, k) - found.prediction[k])).toBeLessThan(1e-13);
    }
  });

  it('share evenly while there is none', () => {
    const found = explain(linearGame([1, 2, 3, 6, 8], 1), { samples: 7 });
    expect(largest(found.values, [4, 4, 4, 4, 4])).toBeLessThan(1e-12);
    expect(found).toMatchObject({ coalitions: 0, standardErrors: null });
  });

  it('are the same sequence for every budget and value', () => {
    const [short, long, other] = [
      watch(tableGame(14, 1, 1), { samples: 200, seed: 7 }),
      watch(tableGame(14, 1, 1), { samples: 700, seed: 7 }),
      watch(tableGame(14, 1, 9), { samples: 700, seed: 7 }),
    ].map(({ asks }) => keys(asks));
    expect(long.slice(0, short.length)).toEqual(short);
    expect(other).toEqual(long);
    expect(keys(watch(tableGame(14, 1, 1), { samples: 200, seed: 8 }).asks)).not.toEqual(short);
  });

  it.each([6, 9, 40])('ask for no coalition of %i players twice, and for no more than allowed', (players) => {
    const game = forestGame(players, 60, 3, 1);
    const { asks, estimates, result } = watch(game, { samples: 1500 });
    const all = keys(asks);
    expect(new Set(all).size).toBe(all.length);
    expect(result!.coalitions).toBe(all.length - 2);
    expect(all.length - 2).toBeLessThanOrEqual(1500);
    expect(Math.max(...asks.map((ask) => coalitionsIn(ask).count))).toBeLessThan(600);
    if (players === 40) expect(estimates.length).toBeGreaterThan(4);
    for (const each of estimates) expect(Math.abs(sum(each, 0) - each.prediction[0])).toBeLessThan(1e-12);
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
    expect(largest(found.values, truth)).toBeLessThan(1e-10);
    expect(Math.max(...explain(pairs, { samples: 200 }).standardErrors!)).toBeLessThan(1e-10);
  });

  it.each([2, 3, 5, 8, 10])('is exact once every coalition of %i players is known', (players) => {
    const game = tableGame(players, 2, players);
    for (const samples of [2 ** players - 2, Number.POSITIVE_INFINITY]) {
      const found = explain(game, { samples });
      expect(largest(found.values, byCoalitions(game))).toBeLessThan(1e-11);
      expect(found).toMatchObject({ complete: true, coalitions: 2 ** players - 2 });
      expect(Math.max(...found.standardErrors!)).toBe(0);
    }
  });

  it('gives one player everything, nobody anything where all are idle, idle ones 0', () => {
    expect(explain(linearGame([4], 1))).toMatchObject({ values: Float64Array.of(4), coalitions: 0, complete: true });
    const nobody = explain({ players: 3, outputs: 1, value: () => [5] }, { idle: [true, true, true] });
    expect(nobody).toMatchObject({
      values: new Float64Array(3),
      coalitions: 0,
      complete: true,
      prediction: Float64Array.of(5),
    });
    const some = explain(linearGame([1, 0, 2, 0, 3, 4]), {
      samples: 12,
      idle: [false, true, false, true, false, false],
    });
    expect(largest(some.values, [1, 0, 2, 0, 3, 4])).toBeLessThan(1e-12);
    expect([some.standardErrors![1], some.standardErrors![3]]).toEqual([0, 0]);
  });

  it('is 0 in a constant game', () => {
    const found = explain({ players: 25, outputs: 2, value: () => [0.25, -3] }, { samples: 200 });
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
      let held = 0;
      const seeds = 20;
      for (let seed = 0; seed < seeds; seed++) {
        const { values, standardErrors } = explain(game, { samples, seed });
        values.forEach((v, p) => {
          if (Math.abs(v - game.shapley[p]) <= 1.96 * standardErrors![p] + 1e-12) held += 1;
        });
      }
      expect(held / (seeds * game.players), `${samples} samples`).toBeGreaterThanOrEqual(0.9);
      // With a handful of passes they err on the safe side.
      if (samples > 180) expect(held / (seeds * game.players), `${samples} samples`).toBeLessThanOrEqual(0.99);
    }
  });
});
