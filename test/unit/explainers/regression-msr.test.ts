import { describe, expect, it } from 'vitest';
import { pairPlan } from '../../../src/explainers/kernel-shap/pair-plan.ts';
import { expansions } from '../../../src/explainers/regression-msr/correction.ts';
import { addTreeShapley, type PlayerTree, treeValue } from '../../../src/explainers/regression-msr/tree-proxy.ts';
import { add, coalitionsOf } from '../../../src/games/coalitions.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { coverage, largestDifference, nothingFor, squaredDifference } from '../support/attributions.ts';
import { contextOf, drive, driverOf } from '../support/drive.ts';
import { kernelShap, regressionMsr } from '../support/explainers.ts';
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
  type TestGame,
  tableGame,
} from '../support/games.ts';

const { explain, watch } = driverOf(regressionMsr);

describe('a tree proxy', () => {
  it('has the Shapley values that enumeration of its coalitions gives', () => {
    const random = createRandom(4);
    // Depth 3, no player twice on a path.
    const tree: PlayerTree = {
      players: Int16Array.from([2, 0, 4, 3, 1, 3, 0, -1, -1, -1, -1, -1, -1, -1, -1]),
      values: Float64Array.from({ length: 15 }, random.normal),
    };
    const game: TestGame = {
      players: 6,
      outputs: 1,
      value(present) {
        const one = coalitionsOf(6, 1);
        present.forEach((on, p) => {
          if (on) add(one, 0, p);
        });
        return [treeValue(tree, one, 0)];
      },
    };
    const found = new Float64Array(6);
    addTreeShapley(tree, 1, found, 0);
    expect(largestDifference(found, byCoalitions(game))).toBeLessThan(1e-14);
    expect(found[5]).toBe(0);
  });
});

describe('how much a sampled pair stands for', () => {
  it('covers all that was not seen, class by class where samples allow', () => {
    const { classes } = pairPlan(12, createRandom(0));
    const taken = classes.map(({ pairs }, c) => (c === 0 ? pairs : 8 * (c + 1)));
    const factors = expansions(classes, taken);
    expect(factors[0]).toBe(1);
    for (let c = 1; c < classes.length; c++) expect(factors[c] * taken[c]).toBeCloseTo(classes[c].pairs, 9);
  });

  it('keeps the mass of classes without samples', () => {
    const { classes } = pairPlan(40, createRandom(0));
    const taken = classes.map(({ pairs }, c) => (c === 0 ? pairs : c % 3 === 0 ? 2 : 0));
    const factors = expansions(classes, taken);
    let mass = 0;
    for (let c = 0; c < classes.length; c++) mass += (factors[c] * taken[c] * classes[c].mass) / classes[c].pairs;
    expect(mass).toBeCloseTo(1, 12);
  });
});

describe('regression-msr', () => {
  it.each([2, 3, 4, 6, 9])(
    'equals the sum over all coalitions of %i players where everything is enumerated',
    (players) => {
      const game = tableGame(players, 2, players);
      const found = explain(game);
      expect(largestDifference(found.values, byCoalitions(game))).toBeLessThan(1e-11);
      expect(found).toMatchObject({ complete: true, coalitions: 2 ** players - 2, additive: true });
      expect(Math.max(...found.standardErrors!)).toBe(0);
    },
  );

  it('tends to the exact values as the last coalitions come in', () => {
    const game = tableGame(9, 1, 3);
    const truth = byCoalitions(game);
    const near = explain(game, { samples: 506 });
    expect(largestDifference(near.values, truth)).toBeLessThan(4 * Math.max(...near.standardErrors!));
    expect(Math.max(...near.standardErrors!)).toBeLessThan(0.05);
  });

  it('gives a single player everything, idle players nothing, and 0 in a constant game', () => {
    expect(explain(linearGame([4], 1)).values).toEqual(Float64Array.of(4));
    expect(explain(constantGame(3, 5), { idle: [true, true, true] })).toMatchObject(nothingFor(3, 5));
    const flat = explain(constantGame(25, 0.25, -3), { samples: 300 });
    expect(Math.max(...flat.values.map(Math.abs), ...flat.standardErrors!)).toBeLessThan(1e-12);
  });

  it.each([0, 10, 58, 80, 200, 600])('adds up with %i samples, with finite errors or none', (samples) => {
    const game = joinedGame([forestGame(29, 200, 4, 2), linearGame(eachPlayer(29, (p) => p - 9))]);
    const found = explain(game, { samples });
    expect(found.coalitions).toBe(samples);
    for (let k = 0; k < 2; k++) {
      const sum = found.values.subarray(29 * k, 29 * k + 29).reduce((all, value) => all + value, found.base[k]);
      expect(Math.abs(sum - found.prediction[k])).toBeLessThan(1e-10);
    }
    expect(found.standardErrors?.every((se) => Number.isFinite(se) && se >= 0) ?? true).toBe(true);
    if (samples >= 80)
      expect(largestDifference(found.values.subarray(29), game.shapley.subarray(29))).toBeLessThan(1e-6);
  });

  it('leaves idle players out and hands out what a smaller budget would have found', () => {
    const inner = forestGame(14, 60, 3, 3);
    const idle = eachPlayer(16, (p) => p).map((p) => p === 2 || p === 9);
    const places = eachPlayer(16, (p) => p).filter((p) => !idle[p]);
    const outer = {
      players: 16,
      outputs: 1,
      value: (z: Uint8Array) => inner.value(Uint8Array.from(places, (p) => z[p])),
    };
    const { estimates, result } = watch(outer, { samples: 300, idle });
    const bare = explain(inner, { samples: 300 });
    expect(places.map((p) => result!.values[p])).toEqual([...bare.values]);
    expect([result!.values[2], result!.standardErrors![9]]).toEqual([0, 0]);
    for (const estimate of estimates.slice(0, 3))
      expect(explain(outer, { samples: estimate.coalitions, idle })).toEqual(estimate);
  });
});

const games: readonly (readonly [string, SolvedGame, number])[] = [
  ['deep trees, 20 players', forestGame(20, 300, 6, 4), 0.6],
  ['trees, 13 players', forestGame(13, 200, 5, 3), 0.6],
  ['airport, 30 players', airportGame(eachPlayer(30, (p) => p * p)), 0.4],
  [
    'voting, 24 players',
    sumGame(
      eachPlayer(24, (p) => (p % 8) + 1),
      (x) => (x > 60 ? 1 : 0),
    ),
    0.7,
  ],
  [
    'a neuron, 30 players',
    sumGame(
      eachPlayer(30, (p) => ((p * 17) % 41) - 20),
      (x) => logistic((x - 10) / 10),
    ),
    1.15,
  ],
  ['trees, 57 players', forestGame(57, 400, 4, 9), 1.1],
];

describe('with 400 samples', () => {
  it.each(games)("%s: squared error against kernel-shap's, and intervals that hold", (_, game, most) => {
    let ours = 0;
    let theirs = 0;
    const held = coverage(
      (seed) => {
        const found = explain(game, { samples: 400, seed });
        const plain = drive(kernelShap.create(contextOf(game, { samples: 400, seed }), {}), game);
        ours += squaredDifference(found.values, game.shapley);
        theirs += squaredDifference(plain.values, game.shapley);
        return found;
      },
      game.shapley,
      8,
    );
    expect(ours / theirs).toBeLessThan(most);
    expect(held).toBeGreaterThan(0.9);
  });
});
