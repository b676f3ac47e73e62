import { describe, expect, it, vi } from 'vitest';
import {
  coverage,
  largestDifference,
  nothingFor,
  relativeResidual,
  squaredDifference,
} from '../support/attributions.ts';
import { contextOf, drive, driverOf } from '../support/drive.ts';
import { gpShap, kernelShap } from '../support/explainers.ts';
import {
  airportGame,
  byCoalitions,
  conjunctionGame,
  constantGame,
  eachPlayer,
  forestGame,
  joinedGame,
  linearGame,
  logistic,
  type SolvedGame,
  sumGame,
  type TestGame,
  tableGame,
} from '../support/games.ts';

const { explain, watch } = driverOf(gpShap);

vi.setConfig({ testTimeout: 30_000 });

const neuron = (players: number): SolvedGame =>
  sumGame(
    eachPlayer(players, (p) => ((p * 5) % 11) - 4),
    (x) => logistic((x - players / 3) / Math.sqrt(players)),
  );
/** Each output times a number of its own. */
const scaled = (game: SolvedGame, factors: readonly number[]): SolvedGame => ({
  ...game,
  outputs: factors.length,
  value: (z) => factors.map((factor) => factor * game.value(z)[0]),
  shapley: Float64Array.from(factors.flatMap((factor) => [...game.shapley].map((v) => factor * v))),
});

describe('where everything is enumerated', () => {
  it.each([2, 3, 4, 5, 8, 10])('equals the sum over all coalitions of %i players, without error', (players) => {
    const game = tableGame(players, 3, players);
    const found = explain(game, { samples: 2 ** players - 2 });
    expect(largestDifference(found.values, byCoalitions(game))).toBeLessThan(1e-11);
    expect(found).toMatchObject({ complete: true, coalitions: 2 ** players - 2, additive: true });
    expect([...found.standardErrors!]).toEqual(new Array(3 * players).fill(0));
    expect(explain(game).values).toEqual(found.values);
  });

  it('comes near the exact values, and knows it, as the last pairs of a game without any structure come in', () => {
    const game = tableGame(9, 1, 2);
    const exact = byCoalitions(game);
    const course = [256, 400, 480, 506].map((samples) => explain(game, { samples }));
    const errors = course.map(({ values }) => Math.sqrt(squaredDifference(values, exact) / 9));
    const predicted = course.map(({ standardErrors }) =>
      Math.sqrt(squaredDifference(standardErrors!, new Float64Array(9)) / 9),
    );
    expect(errors[3]).toBeLessThan(errors[0] / 3);
    for (let i = 0; i < 4; i++) {
      expect(errors[i]).toBeLessThan(2.5 * predicted[i]);
      expect(errors[i]).toBeGreaterThan(predicted[i] / 4);
    }
    expect(course.every(({ complete }) => !complete)).toBe(true);
  });

  it('gives a single player everything, and idle players nothing', () => {
    expect(explain(linearGame([4], 1))).toMatchObject({
      values: Float64Array.of(4),
      standardErrors: Float64Array.of(0),
      coalitions: 0,
      complete: true,
    });
    expect(explain(constantGame(3, 5), { idle: [true, true, true] })).toMatchObject(nothingFor(3, 5));
  });
});

describe('games that are easy', () => {
  it.each([4, 30, 100])('is exact for additive games of %i players, and says so', (players) => {
    const game = linearGame(
      eachPlayer(players, (p) => p - 20.3),
      7,
    );
    for (const scale of [1, 1e-12, 1e12]) {
      const found = explain(scaled(game, [scale]), { samples: 2 * players + 60 });
      expect(
        largestDifference(
          found.values,
          game.shapley.map((v) => scale * v),
        ),
      ).toBeLessThan(scale * 1e-9);
      expect(Math.max(...found.standardErrors!)).toBeLessThan(scale * 1e-9);
    }
  });

  it('gives 0 in a constant game', () => {
    const found = explain(constantGame(25, 0.25, -3), { samples: 200 });
    expect(Math.max(...found.values.map(Math.abs), ...found.standardErrors!)).toBe(0);
    expect([...found.base]).toEqual([0.25, -3]);
  });

  it('finds one interaction of many players where regression does not', () => {
    const game = conjunctionGame(20, [{ worth: 1, present: eachPlayer(8, (p) => p), absent: [] }]);
    expect(largestDifference(explain(game, { samples: 512 }).values, game.shapley)).toBeLessThan(0.006);
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
      largestDifference(
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
    expect(largestDifference(explain(odd, given).values, explain(game, given).values)).toBeLessThan(1e-6);
  });

  it('outputs beside it that are additive or constant', () => {
    const joined = joinedGame([
      linearGame(eachPlayer(16, (p) => p)),
      game,
      { ...game, value: () => [2], shapley: new Float64Array(16) },
    ]);
    const found = explain(joined, given);
    const alone = explain(game, given);
    expect(found.values.slice(16, 32)).toEqual(alone.values);
    expect(found.standardErrors!.slice(16, 32)).toEqual(alone.standardErrors);
    expect(
      largestDifference(
        found.values.slice(0, 16),
        eachPlayer(16, (p) => p),
      ),
    ).toBeLessThan(1e-9);
    expect(Math.max(...found.standardErrors!.slice(0, 16), ...found.standardErrors!.slice(32))).toBe(0);
  });

  it('idle players', () => {
    const idle = eachPlayer(20, (p) => p % 5).map((p) => p === 2);
    const small = forestGame(16, 120, 4, 4);
    const active = eachPlayer(20, (p) => p).filter((p) => !idle[p]);
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
        expect(relativeResidual(found)).toBeLessThan(1e-12);
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
    expect(relativeResidual(found)).toBeLessThan(1e-12);
    expect(squaredDifference(found.values, game.shapley)).toBeLessThan(
      squaredDifference(drive(kernelShap.create(contextOf(game, { samples: 600 }), {}), game).values, game.shapley),
    );
  });
});

describe('accuracy', () => {
  it.each([
    { name: 'a forest', game: forestGame(30, 300, 5, 2), samples: 512, most: 0.6 },
    { name: 'a saturating sum', game: neuron(24), samples: 512, most: 0.5 },
    { name: 'airport', game: airportGame(eachPlayer(16, (p) => 1 + (p % 5) * p)), samples: 512, most: 0.1 },
    { name: 'a small forest', game: forestGame(13, 100, 5, 6), samples: 1024, most: 0.1 },
  ])("$name: a part of paired regression's squared error, and intervals that hold", ({ game, samples, most }) => {
    let ours = 0;
    let theirs = 0;
    const held = coverage(
      (seed) => {
        const found = explain(game, { samples, seed });
        const plain = drive(kernelShap.create(contextOf(game, { samples, seed }), {}), game);
        ours += squaredDifference(found.values, game.shapley);
        theirs += squaredDifference(plain.values, game.shapley);
        return found;
      },
      game.shapley,
      3,
    );
    expect(ours / theirs).toBeLessThan(most);
    expect(held).toBeGreaterThan(0.85);
  });

  it('95 % intervals of several kinds of games hold the values 90 to 98 times of 100', () => {
    const games = [
      forestGame(14, 100, 5, 6),
      forestGame(20, 200, 4, 3),
      neuron(13),
      neuron(20),
      forestGame(24, 100, 7, 8),
    ];
    let held = 0;
    let all = 0;
    for (const game of games) {
      for (const samples of [160, 320]) {
        held += game.players * coverage((seed) => explain(game, { samples, seed: 10 + seed }), game.shapley, 3);
        all += game.players;
      }
    }
    expect(held / all).toBeGreaterThan(0.9);
    expect(held / all).toBeLessThan(0.985);
  });

  it('goes on where the Gaussian process ends: pairs after the first 2,048 correct it', { timeout: 30_000 }, () => {
    const game = forestGame(20, 200, 4, 3);
    const error = (samples: number): number => {
      const found = explain(game, { samples });
      expect(relativeResidual(found)).toBeLessThan(1e-12);
      const off = Math.sqrt(squaredDifference(found.values, game.shapley));
      expect(off / Math.sqrt(squaredDifference(found.standardErrors!, new Float64Array(20)))).toBeLessThan(2);
      return off;
    };
    const course = [1024, 8000].map(error);
    expect(course[1]).toBeLessThan(course[0] / 4);
  });
});
