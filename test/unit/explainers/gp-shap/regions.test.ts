// Pairs that go from coarse to fine, and the prior that lets regions share what is known of them.

import { describe, expect, test, vi } from 'vitest';
import { divisionOf } from '../../../../src/explainers/gp-shap/division.ts';
import { shapleyFunctional } from '../../../../src/explainers/gp-shap/functional.ts';
import { gramOf, type Prior, signRows } from '../../../../src/explainers/gp-shap/kernel.ts';
import { likelihoodOf } from '../../../../src/explainers/gp-shap/likelihood.ts';
import { coarseToFine } from '../../../../src/explainers/gp-shap/region-pairs.ts';
import { add, coalitionsOf, has } from '../../../../src/games/coalitions.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { coverage, largestDifference, relativeResidual, squaredDifference } from '../../support/attributions.ts';
import { balancedHierarchy } from '../../support/balanced-hierarchy.ts';
import { coalitionKeys, coalitionsIn, driverOf } from '../../support/drive.ts';
import { gpShap } from '../../support/explainers.ts';
import {
  byCoalitions,
  conjunctionGame,
  constantGame,
  eachPlayer,
  joinedGame,
  linearGame,
  logistic,
  type SolvedGame,
  sumGame,
  tableGame,
} from '../../support/games.ts';

const { explain, watch } = driverOf(gpShap);
const options = { pairs: 'regions' };

vi.setConfig({ testTimeout: 120_000 });

/** A game of 48 players in which those of some neighbourhoods matter, and matter together. */
function patches(seed: number): SolvedGame {
  const random = createRandom(seed);
  const terms = Array.from({ length: 40 }, () => {
    const middle = 8 + random.integer(20);
    const present = [...new Set(eachPlayer(1 + random.integer(4), () => middle + random.integer(6)))];
    return { worth: random.uniform(), present, absent: [] };
  });
  return conjunctionGame(48, terms);
}

/** A neuron whose inputs weigh alike by fours. */
const smooth = (seed: number): SolvedGame => {
  const random = createRandom(seed);
  const weights = eachPlayer(12, () => random.integer(7) - 2).flatMap((w) => [w, w, w, Math.max(0, w - 1)]);
  return sumGame(weights, (x) => logistic((x - 20) / 8));
};

describe('the prior', () => {
  const m = 6;
  const random = createRandom(3);
  const numbers = (n: number, most: number) => Float64Array.from({ length: n }, () => most * random.uniform());
  const prior: Prior = {
    parity: 'odd',
    low: numbers(m, 1),
    white: 0.1,
    components: [{ weight: 0.7, t: numbers(m, 0.8) }],
    regions: [
      {
        linear: numbers(3, 1),
        components: [
          { weight: 0.4, t: numbers(3, 0.8) },
          { weight: 0.9, t: numbers(3, 0.5) },
        ],
      },
    ],
  };
  const division = divisionOf(Int32Array.of(0, 0, 1, 1, 1, 2));
  const rowsOf = (masks: readonly number[]) => {
    const coalitions = coalitionsOf(m, masks.length);
    masks.forEach((mask, row) => {
      for (let j = 0; j < m; j++) if ((mask >> j) & 1) add(coalitions, row, j);
    });
    return signRows(m, [coalitions], false, [division]);
  };

  test("tells the values' covariances that a sum over all coalitions does", () => {
    const all = 2 ** m - 1;
    const rows = rowsOf(Array.from({ length: all }, (_, i) => i + 1));
    // What pairs have to themselves is told of both their coalitions, which this sum is not.
    const smoothly = { ...prior, white: 0 };
    const gram = gramOf(rows, smoothly);
    const { covariance, variance } = shapleyFunctional(rows, smoothly);
    const game = (of: (mask: number) => number) =>
      byCoalitions({
        players: m,
        outputs: 1,
        value: (z) => {
          const mask = z.reduce((sum, one, j) => sum + (one << j), 0);
          return [mask === 0 ? -of(all) : of(mask)];
        },
      });
    for (let x = 1; x <= all; x++) {
      const sums = game((mask) => gram[(Math.max(mask, x) - 1) * all + Math.min(mask, x) - 1]);
      expect(
        largestDifference(
          sums,
          eachPlayer(m, (j) => covariance[j * all + x - 1]),
        ),
      ).toBeLessThan(1e-12);
    }
    for (let i = 0; i < m; i++) expect(game((mask) => covariance[i * all + mask - 1])[i]).toBeCloseTo(variance[i], 12);
  });

  test('has the derivatives that differences show', () => {
    const masks = [1, 2, 3, 5, 9, 12, 17, 20, 24, 28, 33, 37, 42, 63];
    const y = Float64Array.from(masks, () => random.normal());
    const likelihood = likelihoodOf(rowsOf(masks), y, 1, 1);
    const value = () => likelihood(prior)?.value ?? Number.NaN;
    const found = likelihood(prior)!.regions![0];
    const [own] = prior.regions!;
    const slope = (of: Float64Array, at: number): number => {
      const before = of[at];
      of[at] = before + 1e-5;
      const up = value();
      of[at] = before - 1e-5;
      const down = value();
      of[at] = before;
      return (up - down) / 2e-5;
    };
    for (let r = 0; r < 3; r++) {
      expect(found.linear[r]).toBeCloseTo(slope(own.linear, r), 6);
      own.components.forEach(({ t }, q) => {
        expect(found.components[q].t[r]).toBeCloseTo(slope(t, r), 6);
      });
    }
  });
});

describe('the sequence', () => {
  test('begins with regions alone, large ones first, and has only regions at first', () => {
    const { asks } = watch(patches(1), { samples: 70, options });
    const tree = balancedHierarchy(48);
    const nodes = new Set(coarseToFine(tree).nodes.map(({ bits }) => bits.join()));
    const sizes: number[] = [];
    for (const ask of asks) {
      const coalitions = coalitionsIn(ask);
      for (let row = 0; row < coalitions.count; row++) {
        const size = eachPlayer(48, (j) => Number(has(coalitions, row, j))).reduce((a, b) => a + b, 0);
        if (size === 0 || size === 48) continue;
        sizes.push(Math.min(size, 48 - size));
        const bits = coalitions.bits.slice(row * coalitions.words, (row + 1) * coalitions.words);
        if (size < 24) expect(nodes.has(bits.join())).toBe(true);
      }
    }
    expect(sizes).toHaveLength(70);
    expect(sizes.slice(0, 32)).toEqual(sizes.slice(0, 32).sort((a, b) => b - a));
    expect(Math.min(...sizes.slice(0, 32))).toBeGreaterThan(1);
  });

  test('is the same for the same seed, and a smaller budget cuts it', () => {
    const game = patches(2);
    const large = watch(game, { samples: 130, seed: 4, options });
    const again = watch(game, { samples: 130, seed: 4, options });
    expect(again.result).toEqual(large.result);
    const small = watch(game, { samples: 90, seed: 4, options });
    const keys = coalitionKeys(small.asks);
    expect(coalitionKeys(large.asks).slice(0, keys.length)).toEqual(keys);
    expect(new Set(coalitionKeys(large.asks)).size).toBe(132);
  });

  test.each([2, 3, 5, 8, 9, 10])('has every pair of %s players once, and is exact then', (players) => {
    const game = tableGame(players, 2, players);
    const found = explain(game, { options });
    expect(found).toMatchObject({ complete: true, coalitions: 2 ** players - 2 });
    expect(largestDifference(found.values, byCoalitions(game))).toBeLessThan(1e-11);
  });
});

test.each([12, 16, 20])('of games that are mostly noise, no pair of %s players comes twice', (players) => {
  const { asks } = watch(tableGame(players, 1, players), { samples: 512, options });
  const keys = coalitionKeys(asks);
  expect(new Set(keys).size).toBe(keys.length);
});

describe('estimates', () => {
  test('have no errors while nothing shows of an output', () => {
    // The second output tells two players of one region apart, and nothing else.
    const apart = linearGame(eachPlayer(48, (j) => (j === 20 ? 1 : j === 21 ? -1 : 0)));
    const { estimates } = watch(joinedGame([patches(4), apart]), { samples: 130, options });
    for (const { values, standardErrors, coalitions } of estimates) {
      if (coalitions === 0 || Math.abs(values[48 + 20] - 1) < 0.2) continue;
      expect(standardErrors === null || standardErrors[48 + 20] > 0.1).toBe(true);
    }
  });

  test('add up at every moment, and all have errors', () => {
    const { estimates } = watch(patches(3), { samples: 160, options });
    expect(estimates.length).toBeGreaterThan(8);
    for (const estimate of estimates) {
      expect(relativeResidual(estimate)).toBeLessThan(1e-12);
      if (estimate.coalitions > 0) expect(estimate.standardErrors?.every((error) => error > 0)).toBe(true);
    }
  });

  test('share what a region is worth evenly among its players until these are told apart', () => {
    const worth = eachPlayer(48, (j) => (j >= 12 && j < 15 ? 2 : 0));
    const found = explain(linearGame(worth), { samples: 32, options });
    // Of 48 players, regions have two or four.
    expect(Math.abs(found.values[12] / found.values[13] - 1)).toBeLessThan(0.02);
    expect(found.values[12]).toBeGreaterThan(1.5);
    expect(found.values[14]).toBeCloseTo(found.values[15], 9);
    expect(found.values[8]).toBeCloseTo(0, 3);
  });

  test('are nothing where nothing changes the answer', () => {
    const found = explain(constantGame(30, 2, -1), { samples: 60, options });
    expect(Math.max(...found.values.map(Math.abs))).toBe(0);
  });

  test.each([
    { name: 'patches', make: patches },
    { name: 'neurons', make: smooth },
  ])('of $name have less than 0.7 of the squared error before all players could be alone', ({ make }) => {
    const error = (pairs: string, samples: number): number =>
      [0, 1, 2].reduce((sum, seed) => {
        const game = make(10 + seed);
        return sum + squaredDifference(explain(game, { samples, seed, options: { pairs } }).values, game.shapley);
      }, 0);
    for (const samples of [32, 48, 64]) expect(error('regions', samples) / error('chosen', samples)).toBeLessThan(0.7);
  });

  test.each([
    { name: 'patches', make: patches },
    { name: 'neurons', make: smooth },
  ])('of $name have intervals that hold their values', ({ make }) => {
    for (const samples of [32, 64, 128]) {
      let held = 0;
      for (let seed = 0; seed < 2; seed++) {
        const game = make(20 + seed);
        held += coverage((own) => explain(game, { samples, seed: own, options }), game.shapley, 1) / 2;
      }
      expect(held).toBeGreaterThan(0.9);
    }
  });
});
