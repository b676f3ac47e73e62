import { describe, expect, it, vi } from 'vitest';
import type { Ask, Attribution } from '../../../src/explainers/explainer.ts';
import { gpShap } from '../../../src/explainers/gp-shap.ts';
import { kernelShap } from '../../../src/explainers/kernel-shap.ts';
import type { Coalitions } from '../../../src/games/coalitions.ts';
import { contextOf, drive, driveAll, valuesOf } from '../support/drive.ts';
import {
  airportGame,
  byCoalitions,
  conjunctionGame,
  forestGame,
  joinedGame,
  linearGame,
  type SolvedGame,
  sumGame,
  type TestGame,
  tableGame,
} from '../support/games.ts';

vi.setConfig({ testTimeout: 30_000 });

type Given = Parameters<typeof contextOf>[1];
const create = (game: TestGame, given: Given) => gpShap.create(contextOf(game, given), {});
const explain = (game: TestGame, given: Given = {}): Attribution => drive(create(game, given), game);
const coalitionsIn = (ask: Ask): Coalitions => {
  if (ask.kind !== 'coalitions') throw new Error('not coalitions');
  return ask.coalitions;
};
const watch = (game: TestGame, given: Given, stop?: (asks: readonly Ask[]) => boolean) =>
  driveAll(create(game, given), (ask) => valuesOf(game, coalitionsIn(ask)), stop);
const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(0, ...Array.from(a, (value, i) => Math.abs(value - b[i])));
const squared = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (value, i) => (value - b[i]) ** 2).reduce((x, y) => x + y, 0);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const weights = (count: number, of: (p: number) => number): number[] => Array.from({ length: count }, (_, p) => of(p));
const neuron = (players: number): SolvedGame =>
  sumGame(
    weights(players, (p) => ((p * 5) % 11) - 4),
    (x) => sigmoid((x - players / 3) / Math.sqrt(players)),
  );
/** Each output times a number of its own. */
const scaled = (game: SolvedGame, factors: readonly number[]): SolvedGame => ({
  ...game,
  outputs: factors.length,
  value: (z) => factors.map((factor) => factor * game.value(z)[0]),
  shapley: Float64Array.from(factors.flatMap((factor) => [...game.shapley].map((v) => factor * v))),
});

/** Largest |base + Σ values − prediction| over the outputs, relative to the values' size. */
function residual({ players, outputs, base, prediction, values }: Attribution): number {
  let worst = 0;
  for (let k = 0; k < outputs; k++) {
    const own = values.subarray(k * players, (k + 1) * players);
    const size = own.reduce((sum, v) => sum + Math.abs(v), Math.abs(base[k]) + Math.abs(prediction[k]));
    worst = Math.max(
      worst,
      Math.abs(own.reduce((sum, v) => sum + v, base[k]) - prediction[k]) / Math.max(size, 1e-300),
    );
  }
  return worst;
}

describe('where everything is enumerated', () => {
  it.each([2, 3, 4, 5, 8, 10])('equals the sum over all coalitions of %i players, without error', (players) => {
    const game = tableGame(players, 3, players);
    const found = explain(game, { samples: 2 ** players - 2 });
    expect(largest(found.values, byCoalitions(game))).toBeLessThan(1e-11);
    expect(found).toMatchObject({ complete: true, coalitions: 2 ** players - 2, additive: true });
    expect([...found.standardErrors!]).toEqual(new Array(3 * players).fill(0));
    expect(explain(game).values).toEqual(found.values);
  });

  it('comes near the exact values, and knows it, as the last pairs of a game without any structure come in', () => {
    const game = tableGame(9, 1, 2);
    const exact = byCoalitions(game);
    const course = [256, 400, 480, 506].map((samples) => explain(game, { samples }));
    const errors = course.map(({ values }) => Math.sqrt(squared(values, exact) / 9));
    const foretold = course.map(({ standardErrors }) => Math.sqrt(squared(standardErrors!, new Float64Array(9)) / 9));
    expect(errors[3]).toBeLessThan(errors[0] / 3);
    for (let i = 0; i < 4; i++) {
      expect(errors[i]).toBeLessThan(2.5 * foretold[i]);
      expect(errors[i]).toBeGreaterThan(foretold[i] / 4);
    }
    expect(course.every(({ complete }) => !complete)).toBe(true);
  });

  it('gives one player everything, and nobody anything where all are idle', () => {
    expect(explain(linearGame([4], 1))).toMatchObject({
      values: Float64Array.of(4),
      standardErrors: Float64Array.of(0),
      coalitions: 0,
      complete: true,
    });
    const nobody = explain({ players: 3, outputs: 1, value: () => [5] }, { idle: [true, true, true] });
    expect(nobody).toMatchObject({
      values: new Float64Array(3),
      coalitions: 0,
      complete: true,
      prediction: Float64Array.of(5),
    });
  });
});

describe('games that are easy', () => {
  it.each([4, 30, 100])('is exact for additive games of %i players, and says so', (players) => {
    const game = linearGame(
      weights(players, (p) => p - 20.3),
      7,
    );
    for (const scale of [1, 1e-12, 1e12]) {
      const found = explain(scaled(game, [scale]), { samples: 2 * players + 60 });
      expect(
        largest(
          found.values,
          game.shapley.map((v) => scale * v),
        ),
      ).toBeLessThan(scale * 1e-9);
      expect(Math.max(...found.standardErrors!)).toBeLessThan(scale * 1e-9);
    }
  });

  it('gives 0 in a constant game', () => {
    const found = explain({ players: 25, outputs: 2, value: () => [0.25, -3] }, { samples: 200 });
    expect(Math.max(...found.values.map(Math.abs), ...found.standardErrors!)).toBe(0);
    expect([...found.base]).toEqual([0.25, -3]);
  });

  it('finds one interaction of many players where regression does not', () => {
    const game = conjunctionGame(20, [{ worth: 1, present: weights(8, (p) => p), absent: [] }]);
    expect(largest(explain(game, { samples: 512 }).values, game.shapley)).toBeLessThan(0.006);
  });
});

describe('what must not matter', () => {
  const game = forestGame(16, 120, 4, 4);
  const given = { samples: 300, seed: 3 };

  it('the unit of the game: only the last digits', () => {
    const plain = explain(game, given);
    for (const scale of [2 ** -40, 2 ** 40, 2 ** -500]) {
      const found = explain(scaled(game, [scale]), given);
      expect([...found.values].map((v) => v / scale)).toEqual([...plain.values]);
      expect([...found.standardErrors!].map((v) => v / scale)).toEqual([...plain.standardErrors!]);
    }
    const odd = explain(scaled(game, [1e-12]), given);
    expect(
      largest(
        odd.values,
        plain.values.map((v) => v * 1e-12),
      ),
    ).toBeLessThan(1e-17);
  });

  it('the even part of the game', () => {
    const odd: TestGame = {
      players: 16,
      outputs: 1,
      value: (z) => [game.value(z)[0] + (z.reduce((a, b) => a + b, 0) - 8) ** 2],
    };
    expect(largest(explain(odd, given).values, explain(game, given).values)).toBeLessThan(1e-6);
  });

  it('outputs beside it that are additive or constant', () => {
    const joined = joinedGame([
      linearGame(weights(16, (p) => p)),
      game,
      { ...game, value: () => [2], shapley: new Float64Array(16) },
    ]);
    const found = explain(joined, given);
    const alone = explain(game, given);
    expect(found.values.slice(16, 32)).toEqual(alone.values);
    expect(found.standardErrors!.slice(16, 32)).toEqual(alone.standardErrors);
    expect(
      largest(
        found.values.slice(0, 16),
        weights(16, (p) => p),
      ),
    ).toBeLessThan(1e-9);
    expect(Math.max(...found.standardErrors!.slice(0, 16), ...found.standardErrors!.slice(32))).toBe(0);
  });

  it('idle players', () => {
    const idle = weights(20, (p) => p % 5).map((p) => p === 2);
    const small = forestGame(16, 120, 4, 4);
    const active = weights(20, (p) => p).filter((p) => !idle[p]);
    const large: TestGame = {
      players: 20,
      outputs: 1,
      value: (z) => small.value(Uint8Array.from(active, (p) => z[p])),
    };
    const found = explain(large, { ...given, idle });
    expect(active.map((p) => found.values[p])).toEqual([...explain(small, given).values]);
    expect(idle.flatMap((is, p) => (is ? [found.values[p], found.standardErrors![p]] : []))).toEqual(
      new Array(8).fill(0),
    );
  });

  it('how often an estimate was asked for, and the budget that cuts the plan', () => {
    const silent = explain(game, { samples: 600, seed: 1 });
    const { estimates, result } = watch(game, { samples: 600, seed: 1 });
    expect(estimates.length).toBeGreaterThan(3);
    expect(result).toEqual(silent);
    const endless = watch(game, { seed: 1 }, (asks) => asks.length > 5);
    for (const estimate of endless.estimates.slice(0, 4))
      expect(explain(game, { samples: estimate.coalitions, seed: 1 }).values).toEqual(estimate.values);
  });
});

describe('with few samples', () => {
  it.each([0, 2, 10, 40, 100, 114, 118, 200, 512])(
    "stays within the game's range for 57 players and %i samples",
    (samples) => {
      const game = forestGame(57, 400, 4, 9);
      for (let seed = 0; seed < 1; seed++) {
        const found = explain(game, { samples, seed });
        expect(found.coalitions).toBe(samples);
        expect(residual(found)).toBeLessThan(1e-12);
        expect(Math.max(...found.values.map(Math.abs))).toBeLessThan(2 * Math.max(...game.shapley.map(Math.abs)));
        // Nothing is said of errors before everyone was seen alone, and two more.
        if (samples < 2 * 57 + 4) expect(found.standardErrors).toBeNull();
        else expect(found.standardErrors!.every((se) => se > 0 && Number.isFinite(se))).toBe(true);
      }
    },
  );

  it('makes do with 120 players', () => {
    const game = forestGame(120, 400, 4, 9);
    const found = explain(game, { samples: 600 });
    expect(residual(found)).toBeLessThan(1e-12);
    expect(squared(found.values, game.shapley)).toBeLessThan(
      squared(drive(kernelShap.create(contextOf(game, { samples: 600 }), {}), game).values, game.shapley),
    );
  });
});

describe('accuracy', () => {
  it.each([
    { name: 'a forest', game: forestGame(30, 300, 5, 2), samples: 512, most: 0.6 },
    { name: 'a saturating sum', game: neuron(24), samples: 512, most: 0.5 },
    { name: 'airport', game: airportGame(weights(16, (p) => 1 + (p % 5) * p)), samples: 512, most: 0.1 },
    { name: 'a small forest', game: forestGame(13, 100, 5, 6), samples: 1024, most: 0.1 },
  ])("$name: a part of paired regression's squared error, and intervals that hold", ({ game, samples, most }) => {
    let ours = 0;
    let theirs = 0;
    let held = 0;
    const seeds = 3;
    for (let seed = 0; seed < seeds; seed++) {
      const found = explain(game, { samples, seed });
      ours += squared(found.values, game.shapley);
      theirs += squared(drive(kernelShap.create(contextOf(game, { samples, seed }), {}), game).values, game.shapley);
      for (let p = 0; p < game.players; p++)
        if (Math.abs(found.values[p] - game.shapley[p]) <= 1.96 * found.standardErrors![p]) held += 1;
    }
    expect(ours / theirs).toBeLessThan(most);
    expect(held / (seeds * game.players)).toBeGreaterThan(0.85);
  });

  it('95 % intervals of several kinds of games hold the values 90 to 98 times of 100', () => {
    let held = 0;
    let all = 0;
    for (const game of [
      forestGame(14, 100, 5, 6),
      forestGame(20, 200, 4, 3),
      neuron(13),
      neuron(20),
      forestGame(24, 100, 7, 8),
    ]) {
      for (const samples of [160, 320]) {
        for (let seed = 10; seed < 13; seed++) {
          const { values, standardErrors } = explain(game, { samples, seed });
          for (let p = 0; p < game.players; p++)
            if (Math.abs(values[p] - game.shapley[p]) <= 1.96 * standardErrors![p]) held += 1;
          all += game.players;
        }
      }
    }
    expect(held / all).toBeGreaterThan(0.9);
    expect(held / all).toBeLessThan(0.985);
  });

  it('goes on where the Gaussian process ends: pairs after the first 2,048 correct it', { timeout: 30_000 }, () => {
    const game = forestGame(20, 200, 4, 3);
    const error = (samples: number): number => {
      const found = explain(game, { samples });
      expect(residual(found)).toBeLessThan(1e-12);
      const off = Math.sqrt(squared(found.values, game.shapley));
      expect(off / Math.sqrt(squared(found.standardErrors!, new Float64Array(20)))).toBeLessThan(2);
      return off;
    };
    const course = [1024, 8000].map(error);
    expect(course[1]).toBeLessThan(course[0] / 4);
  });
});
