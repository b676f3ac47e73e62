import { describe, expect, it } from 'vitest';
import { agglomerate } from '../../../src/games/agglomerate.ts';
import type { Hierarchy } from '../../../src/games/hierarchy.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { largestDifference, nothingFor, residuals, squaredDifference } from '../support/attributions.ts';
import { balancedHierarchy } from '../support/balanced-hierarchy.ts';
import { coalitionsIn, contextOf, drive, driverOf } from '../support/drive.ts';
import { kernelShap, partitionShap } from '../support/explainers.ts';
import {
  airportGame,
  byCoalitions,
  constantGame,
  forestGame,
  linearGame,
  type SolvedGame,
  sumGame,
  type TestGame,
  tableGame,
} from '../support/games.ts';

const { explain, watch } = driverOf(partitionShap);

const spread = (a: Float64Array): number =>
  squaredDifference(
    a,
    a.map(() => a.reduce((sum, x) => sum + x, 0) / a.length),
  );

/** A tree of random shape. */
function randomHierarchy(players: number, seed: number): Hierarchy {
  const random = createRandom(seed);
  const distances = new Float64Array(players * players);
  for (let a = 0; a < players; a++)
    for (let b = 0; b < a; b++) distances[a * players + b] = distances[b * players + a] = random.uniform();
  return agglomerate({ players, distances, linkage: 'average' });
}
const chain = (players: number): Hierarchy => ({
  players,
  left: Int32Array.from({ length: players - 1 }, (_, i) => (i === 0 ? 0 : players + i - 1)),
  right: Int32Array.from({ length: players - 1 }, (_, i) => i + 1),
});

/** Every order of the players in which each cluster of the tree stays together. */
function admissibleOrders({ players, left, right }: Hierarchy): number[][] {
  const of = (node: number): number[][] =>
    node < players
      ? [[node]]
      : of(left[node - players]).flatMap((l) =>
          of(right[node - players]).flatMap((r) => [
            [...l, ...r],
            [...r, ...l],
          ]),
        );
  return of(players + left.length - 1);
}

/** Owen values by the definition: the mean contribution over all admissible orders. */
function byAdmissibleOrders(game: TestGame, hierarchy: Hierarchy): Float64Array {
  const orders = admissibleOrders(hierarchy);
  const values = new Float64Array(game.outputs * game.players);
  for (const order of orders) {
    const present = new Uint8Array(game.players);
    let before = Array.from(game.value(present));
    for (const player of order) {
      present[player] = 1;
      const after = Array.from(game.value(present));
      for (let k = 0; k < game.outputs; k++)
        values[k * game.players + player] += (after[k] - before[k]) / orders.length;
      before = after;
    }
  }
  return values;
}

const SIDE = 7;
/**
 * A soft detector of three spots in a picture of 7 × 7 parts, the sum of its evidence put through a
 * sigmoid.
 */
function spotsGame(seed: number): SolvedGame {
  const random = createRandom(seed);
  const spots = [1, 1, -0.6].map((height) => ({
    x: SIDE * random.uniform(),
    y: SIDE * random.uniform(),
    width: 0.8 + random.uniform(),
    height,
  }));
  const weights = Array.from({ length: SIDE * SIDE }, (_, p) => {
    const evidence = spots.map(({ x, y, width, height }) => {
      const square = ((p % SIDE) + 0.5 - x) ** 2 + (Math.floor(p / SIDE) + 0.5 - y) ** 2;
      return height * Math.exp(-square / (2 * width * width));
    });
    return Math.round(12 * evidence.reduce((sum, e) => sum + e, 0) + 0.7 * random.normal());
  });
  const all = weights.reduce((sum, w) => sum + Math.max(0, w), 0);
  return sumGame(weights, (sum) => 1 / (1 + Math.exp(-4 * (sum / all - 0.5))));
}
function gridHierarchy(): Hierarchy {
  const players = SIDE * SIDE;
  const distances = Float64Array.from({ length: players * players }, (_, i) => {
    const [a, b] = [Math.floor(i / players), i % players];
    return ((a % SIDE) - (b % SIDE)) ** 2 + (Math.floor(a / SIDE) - Math.floor(b / SIDE)) ** 2;
  });
  return agglomerate({ players, distances, linkage: 'ward' });
}

describe('with every branch forked', () => {
  it.each([2, 3, 4, 6, 9])('gives the Owen values of random trees of %i players', (players) => {
    for (let seed = 0; seed < 4; seed++) {
      const game = tableGame(players, 3, seed);
      const hierarchy = randomHierarchy(players, seed);
      const found = explain(game, { hierarchy: () => hierarchy });
      expect(largestDifference(found.values, byAdmissibleOrders(game, hierarchy))).toBeLessThan(1e-12);
      expect(found).toMatchObject({ complete: true, additive: true });
      expect([...found.standardErrors!]).toEqual(new Array(3 * players).fill(0));
    }
  });

  it('asks for 2 m² / 3 coalitions in a balanced tree, for every coalition in a chain, and for none twice', () => {
    for (const [hierarchy, count] of [
      [balancedHierarchy(16), (2 * (16 * 16 - 1)) / 3],
      [chain(9), 2 ** 9 - 2],
    ] as const) {
      const game = tableGame(hierarchy.players, 1, 1);
      const { asks, result } = watch(game, { hierarchy: () => hierarchy });
      const all = asks.flatMap((ask) => Array.from(coalitionsIn(ask).bits));
      expect(all).toHaveLength(count + 2);
      expect(new Set(all).size).toBe(all.length);
      expect(result!.coalitions).toBe(count);
    }
  });

  it('differs from Shapley values by the hierarchy alone', () => {
    const game = tableGame(2, 1, 3);
    expect(largestDifference(explain(game).values, byCoalitions(game))).toBeLessThan(1e-12);
    const other = tableGame(6, 1, 3);
    expect(largestDifference(explain(other).values, byCoalitions(other))).toBeGreaterThan(0.01);
  });

  it('leaves idle players out of the tree', () => {
    const inner = tableGame(5, 2, 8);
    const hierarchy = randomHierarchy(8, 2);
    const kept = [0, 2, 3, 5, 7];
    const game: TestGame = { players: 8, outputs: 2, value: (z) => inner.value(Uint8Array.from(kept, (p) => z[p])) };
    const idle = Array.from({ length: 8 }, (_, p) => !kept.includes(p));
    const expected = byAdmissibleOrders(game, hierarchy);
    const found = explain(game, { idle, hierarchy: () => hierarchy });
    expect(largestDifference(found.values, expected)).toBeLessThan(1e-12);
    expect([1, 4, 6].map((p) => found.values[p])).toEqual([0, 0, 0]);
    expect(found.coalitions).toBeLessThanOrEqual(30);
  });
});

describe('within a budget', () => {
  it('never asks for more, and adds up at any time', () => {
    const game = forestGame(40, 300, 5, 3);
    for (const samples of [0, 1, 2, 5, 6, 7, 33, 128, 500]) {
      const { asks, estimates, result } = watch(game, { samples, hierarchy: () => randomHierarchy(40, 1) });
      const count = asks.reduce((sum, ask) => sum + coalitionsIn(ask).count, -2);
      expect(count).toBe(samples < 2 ? 0 : 4 * Math.floor((samples - 2) / 4) + 2);
      expect(result!.coalitions).toBe(count);
      for (const found of [...estimates, result!]) {
        expect(Math.max(...residuals(found))).toBeLessThan(1e-12);
        expect(found).toMatchObject({ standardErrors: null, complete: false });
      }
    }
  });

  it('shares evenly what it has not looked into', () => {
    const game = linearGame([1, 2, 3, 6], 1);
    expect([...explain(game, { samples: 0 }).values]).toEqual([3, 3, 3, 3]);
    expect([...explain(game, { samples: 2 }).values]).toEqual([1.5, 1.5, 4.5, 4.5]);
  });

  it('solves games of single players and pairs once each node was forked', () => {
    const random = createRandom(4);
    const single = Float64Array.from({ length: 30 }, random.normal);
    const pair = Float64Array.from({ length: 900 }, random.normal);
    const game: TestGame = {
      players: 30,
      outputs: 1,
      value(z) {
        let sum = 2;
        for (let a = 0; a < 30; a++) {
          if (z[a]) sum += single[a];
          for (let b = 0; b < a; b++) if (z[a] && z[b]) sum += pair[30 * a + b];
        }
        return [sum];
      },
    };
    const shapley = single.map((own, a) => {
      let sum = own;
      for (let b = 0; b < 30; b++) if (b !== a) sum += pair[30 * Math.max(a, b) + Math.min(a, b)] / 2;
      return sum;
    });
    const hierarchy = () => randomHierarchy(30, 9);
    expect(largestDifference(explain(game, { samples: 200, hierarchy }).values, shapley)).toBeLessThan(1e-10);
    expect(largestDifference(explain(game, { samples: 4 * 30 - 10, hierarchy }).values, shapley)).toBeGreaterThan(0.01);
  });

  it('forks first what any larger budget forks first, whatever the seed', () => {
    const game = forestGame(30, 200, 4, 6);
    const bits = (samples: number, seed: number): string[] => {
      const { asks } = watch(game, { samples, seed });
      return asks.flatMap((ask) => [...coalitionsIn(ask).bits].map(String));
    };
    const whole = bits(400, 1);
    for (const samples of [50, 122, 226]) expect(bits(samples, 2)).toEqual(whole.slice(0, samples + 2));
  });

  it('looks where it matters', () => {
    // Of 64 players, eight in a row decide.
    const game: TestGame = {
      players: 64,
      outputs: 1,
      value: (z) => [airportGame([1, 2, 3, 4, 5, 6, 7, 8]).value(z.subarray(24, 32))[0]],
    };
    const owen = explain(game);
    expect(owen.coalitions).toBe(2730);
    expect(squaredDifference(explain(game, { samples: 230 }).values, owen.values) / spread(owen.values)).toBeLessThan(
      1e-3,
    );
    expect(squaredDifference(explain(game, { samples: 50 }).values, owen.values) / spread(owen.values)).toBeLessThan(
      0.1,
    );
  });

  it('is near the Owen values long before every branch was forked, and nearer Shapley values than sampling where parts hang together', () => {
    const hierarchy = gridHierarchy();
    let [toOwen, toShapley, sampled] = [0, 0, 0];
    for (const seed of [1, 2, 3, 4]) {
      const game = spotsGame(seed);
      const owen = explain(game, { hierarchy: () => hierarchy }).values;
      const found = explain(game, { samples: 512, hierarchy: () => hierarchy }).values;
      toOwen += squaredDifference(found, owen) / spread(owen) / 4;
      toShapley += squaredDifference(found, game.shapley) / spread(game.shapley) / 4;
      sampled +=
        squaredDifference(
          drive(kernelShap.create(contextOf(game, { samples: 512, seed }), {}), game).values,
          game.shapley,
        ) /
        spread(game.shapley) /
        4;
    }
    expect(toOwen).toBeLessThan(0.003);
    expect(toShapley).toBeLessThan(0.5 * sampled);
  });
});

describe('small and dull games', () => {
  it('gives a single player everything, and idle players nothing', () => {
    expect(explain(linearGame([4], 1))).toMatchObject({
      values: Float64Array.of(4),
      standardErrors: Float64Array.of(0),
      coalitions: 0,
      complete: true,
    });
    expect(explain(constantGame(3, 5), { idle: [true, true, true] })).toMatchObject(nothingFor(3, 5));
  });

  it('gives 0 in a constant game', () => {
    const found = explain(constantGame(25, 0.25, -3), { samples: 200 });
    expect(Math.max(...found.values.map(Math.abs))).toBe(0);
    expect([...found.base]).toEqual([0.25, -3]);
  });

  it('takes more than 32 players and deep chains', () => {
    const weights = Array.from({ length: 80 }, (_, p) => p - 30);
    const found = explain(linearGame(weights), { samples: 400, hierarchy: () => chain(80) });
    expect(largestDifference(found.values, weights)).toBeLessThan(1e-9);
  });
});
