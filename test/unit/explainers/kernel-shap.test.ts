import { describe, expect, it } from 'vitest';
import type { Attribution } from '../../../src/explainers/explainer.ts';
import { addComplement, coalitionsOf, sizeOf } from '../../../src/games/coalitions.ts';
import { coverage, largestDifference, nothingFor, relativeResidual } from '../support/attributions.ts';
import { coalitionsIn, driverOf } from '../support/drive.ts';
import { kernelShap } from '../support/explainers.ts';
import {
  airportGame,
  byCoalitions,
  constantGame,
  eachPlayer,
  forestGame,
  joinedGame,
  linearGame,
  logistic,
  type SolvedGame,
  sumGame,
  tableGame,
} from '../support/games.ts';

const { explain, watch } = driverOf(kernelShap);

describe('where everything is enumerated', () => {
  it.each([2, 3, 4, 5, 8, 11])('equals the sum over all coalitions of %i players, without error', (players) => {
    const game = tableGame(players, 3, players);
    const found = explain(game, { samples: 2 ** players - 2 });
    expect(largestDifference(found.values, byCoalitions(game))).toBeLessThan(1e-11);
    expect(found).toMatchObject({ complete: true, coalitions: 2 ** players - 2, additive: true });
    expect([...found.standardErrors!]).toEqual(new Array(3 * players).fill(0));
    expect(explain(game).values).toEqual(found.values);
  });

  it('is not complete one pair earlier', () => {
    const found = explain(tableGame(6, 1, 1), { samples: 60 });
    expect(found).toMatchObject({ complete: false, coalitions: 60 });
    expect(Math.max(...found.standardErrors!)).toBeGreaterThan(0);
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

describe('with few samples', () => {
  it('is exact for games of single players and pairs as soon as everyone was seen alone', () => {
    const pairs = {
      players: 40,
      outputs: 1,
      value: (z: Uint8Array) => [z.reduce((sum, on, p) => sum + (on ? p + (z[(p + 1) % 40] ? 1 : 0) : 0), 3)],
    };
    for (const samples of [80, 90, 300]) {
      const found = explain(pairs, { samples });
      expect(
        largestDifference(
          found.values,
          eachPlayer(40, (p) => p + 1),
        ),
      ).toBeLessThan(1e-10);
      if (samples > 80) expect(Math.max(...found.standardErrors!)).toBeLessThan(1e-10);
    }
  });

  it('gives 0 in a constant game', () => {
    const found = explain(constantGame(25, 0.25, -3), { samples: 200 });
    expect(Math.max(...found.values.map(Math.abs), ...found.standardErrors!)).toBe(0);
    expect([...found.base]).toEqual([0.25, -3]);
  });

  it.each([0, 1, 2, 3, 10, 40, 113, 114, 118, 130, 200, 512])(
    "stays within the game's range for 57 players and %i samples",
    (samples) => {
      const game = forestGame(57, 400, 4, 9);
      for (let seed = 0; seed < 5; seed++) {
        const found = explain(game, { samples, seed });
        expect(found.coalitions).toBe(samples - (samples % 2));
        expect(relativeResidual(found)).toBeLessThan(1e-12);
        expect(Math.max(...found.values.map(Math.abs))).toBeLessThan(4 * Math.max(...game.shapley.map(Math.abs)));
        if (samples < 118) expect(found.standardErrors).toBeNull();
        else expect(found.standardErrors!.every((se) => se > 0 && Number.isFinite(se))).toBe(true);
      }
    },
  );

  it('shares evenly what it knows nothing about', () => {
    expect(largestDifference(explain(linearGame([1, 2, 3, 6], 1), { samples: 0 }).values, [3, 3, 3, 3])).toBeLessThan(
      1e-6,
    );
  });

  it('only gets better than players alone as samples come in', () => {
    for (const game of [
      forestGame(57, 400, 4, 9),
      forestGame(30, 300, 6, 2),
      sumGame(
        eachPlayer(30, (p) => (p % 7) * 6 - 15),
        (x) => logistic(x / 10),
      ),
    ]) {
      const error = (samples: number): number => {
        let sum = 0;
        for (let seed = 0; seed < 8; seed++)
          explain(game, { samples, seed }).values.forEach((v, p) => {
            sum += (v - game.shapley[p]) ** 2;
          });
        return Math.sqrt(sum);
      };
      const alone = error(2 * game.players);
      const course = [1.1, 1.3, 1.5, 2, 3].map((times) => error(2 * Math.round(times * game.players)) / alone);
      expect(Math.max(...course)).toBeLessThan(1.05);
      expect(error(2048) / alone).toBeLessThan(0.35);
    }
  });
});

describe('the asks', () => {
  const game = forestGame(40, 200, 4, 5);

  it('begin with the empty and the full coalition and each player alone, and never ask a coalition twice', () => {
    const { asks } = watch(game, { samples: 2048 });
    const sizes = asks.flatMap((ask) =>
      Array.from({ length: coalitionsIn(ask).count }, (_, row) => sizeOf(coalitionsIn(ask), row)),
    );
    expect(sizes.slice(0, 2)).toEqual([0, 40]);
    for (let row = 2; row < 82; row++) expect(sizes[row]).toBe(row % 2 === 0 ? 1 : 39);
    expect(coalitionsIn(asks[0]).count).toBe(18); // few, for slow models
    const seen = new Set<string>();
    let count = 0;
    for (const ask of asks) {
      const { bits, count: rows, words } = coalitionsIn(ask);
      for (let row = 0; row < rows; row++) seen.add(bits.subarray(row * words, (row + 1) * words).join());
      count += rows;
    }
    expect(count).toBe(2050);
    expect(seen.size).toBe(2050);
  });

  it('come in pairs with their complements', () => {
    for (const ask of watch(game, { samples: 400 }).asks) {
      const asked = coalitionsIn(ask);
      if (asked.count === 0) continue; // the last ask only lets the engine solve
      const expected = coalitionsOf(40, asked.count);
      for (let row = 0; row < asked.count; row += 2) {
        addComplement(expected, row, asked, row + 1);
        addComplement(expected, row + 1, asked, row);
      }
      expect(asked).toEqual(expected);
    }
  });

  it.each([512, 2048, 20000])('grow, but to no more than an eighth of %i samples', (samples) => {
    const { asks, estimates } = watch(linearGame(eachPlayer(40, (p) => p)), { samples });
    const counts = asks.slice(1).map((ask) => coalitionsIn(ask).count);
    expect(Math.max(...counts)).toBeLessThanOrEqual(samples / 8);
    expect(Math.min(...counts.slice(0, -1))).toBeGreaterThanOrEqual(16);
    expect(counts.length).toBeGreaterThan(6);
    expect(counts.length).toBeLessThan(50);
    expect(estimates.length).toBe(counts.length);
  });

  it('carry an estimate, which is what a smaller budget would have found, to the bit', () => {
    const two = joinedGame([game, airportGame(eachPlayer(40, (p) => p * p))]);
    const { estimates, result } = watch(two, { samples: 1500, seed: 3 });
    for (const estimate of [...estimates, result!]) {
      expect(relativeResidual(estimate)).toBeLessThan(1e-12);
      expect(explain(two, { samples: estimate.coalitions, seed: 3 })).toEqual(estimate);
    }
    const spread = (found: Attribution): number => found.standardErrors!.reduce((sum, se) => sum + se, 0);
    const sure = estimates.filter(({ standardErrors }) => standardErrors !== null);
    expect(estimates[0].standardErrors).toBeNull();
    expect(spread(result!)).toBeLessThan(spread(sure[0]) / 2);
  });

  it('go on without end where the budget has none', () => {
    const { asks, estimates, result } = watch(game, {}, (sofar) => sofar.length === 25);
    expect(result).toBeUndefined();
    expect(asks.length).toBe(25);
    expect(estimates[estimates.length - 1].coalitions).toBeGreaterThan(5000);
    expect(estimates[estimates.length - 1].complete).toBe(false);
  });

  it('depend on the seed, and on nothing else', () => {
    expect(explain(game, { samples: 500, seed: 1 })).toEqual(explain(game, { samples: 500, seed: 1 }));
    expect(explain(game, { samples: 500, seed: 1 }).values).not.toEqual(
      explain(game, { samples: 500, seed: 2 }).values,
    );
  });

  it('leave idle players out, whose place gets value 0 and error 0', () => {
    const inner = forestGame(20, 100, 4, 3);
    const places = eachPlayer(20, (j) => 2 * j + 1);
    const outer = {
      players: 41,
      outputs: 1,
      value: (z: Uint8Array) => inner.value(Uint8Array.from(places, (p) => z[p])),
    };
    const idle = Array.from({ length: 41 }, (_, p) => !places.includes(p));
    const found = explain(outer, { samples: 700, idle });
    const bare = explain(inner, { samples: 700 });
    places.forEach((p, j) => {
      expect(found.values[p]).toBe(bare.values[j]);
      expect(found.standardErrors![p]).toBe(bare.standardErrors![j]);
    });
    idle.forEach((is, p) => {
      if (is) expect([found.values[p], found.standardErrors![p]]).toEqual([0, 0]);
    });
    const [asks] = [watch(outer, { samples: 700, idle }).asks];
    expect(sizeOf(coalitionsIn(asks[0]), 1)).toBe(41);
    expect(sizeOf(coalitionsIn(asks[0]), 3)).toBe(19);
  });
});

describe('many players', () => {
  it.each([33, 64, 65, 120, 200])('%i: adds up and finds a linear game exactly', (players) => {
    const game = joinedGame([
      linearGame(
        eachPlayer(players, (p) => Math.sin(p)),
        2,
      ),
      forestGame(players, 300, 3, players),
    ]);
    const found = explain(game, { samples: 2 * players + 200 });
    expect(relativeResidual(found)).toBeLessThan(1e-12);
    expect(largestDifference(found.values.subarray(0, players), game.shapley.subarray(0, players))).toBeLessThan(1e-9);
  });
});

describe('standard errors', () => {
  const games: readonly (readonly [string, SolvedGame])[] = [
    ['shallow trees, 30 players', forestGame(30, 200, 4, 1)],
    ['deep trees, 20 players', forestGame(20, 300, 6, 4)],
    ['trees, 13 players', forestGame(13, 200, 5, 3)],
    [
      'a neuron, 30 players',
      sumGame(
        eachPlayer(30, (p) => ((p * 17) % 41) - 20),
        (x) => logistic((x - 10) / 10),
      ),
    ],
    [
      'voting, 24 players',
      sumGame(
        eachPlayer(24, (p) => (p % 8) + 1),
        (x) => (x > 60 ? 1 : 0),
      ),
    ],
    ['airport, 30 players', airportGame(eachPlayer(30, (p) => p * p))],
    ['trees, 57 players', forestGame(57, 400, 4, 9)],
  ];
  it.each(games)('hold the truth as often as they say: %s', (_, game) => {
    for (const [samples, low, high] of [
      [2 * game.players + 24, 0.88, 1],
      [512, 0.9, 0.99],
      [2048, 0.9, 0.99],
    ]) {
      const held = coverage((seed) => explain(game, { samples, seed }), game.shapley, 20);
      expect(held, `${samples} samples`).toBeGreaterThanOrEqual(low);
      expect(held, `${samples} samples`).toBeLessThanOrEqual(high);
    }
  });
});
