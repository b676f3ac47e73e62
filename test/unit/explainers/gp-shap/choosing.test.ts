// Pairs that are chosen by what they teach.

import { describe, expect, test } from 'vitest';
import { chooseRows } from '../../../../src/explainers/gp-shap/choose-rows.ts';
import { choosingPlan } from '../../../../src/explainers/gp-shap/choosing-plan.ts';
import { shapleyFunctional } from '../../../../src/explainers/gp-shap/functional.ts';
import { gramOf, type Prior, pickRows, type SignRows, signRows } from '../../../../src/explainers/gp-shap/kernel.ts';
import { type PairBatch, pairPlan } from '../../../../src/explainers/kernel-shap/pair-plan.ts';
import { halfDifferences, withComplements } from '../../../../src/explainers/shared/complements.ts';
import { has } from '../../../../src/games/coalitions.ts';
import { factorInPlace, solveLower } from '../../../../src/numerics/large-cholesky.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { contextOf, drive, valuesOf } from '../../support/drive.ts';
import { gpShap } from '../../support/explainers.ts';
import { forestGame, logistic, type SolvedGame, sumGame } from '../../support/games.ts';

const m = 9;
const random = createRandom(5);
const prior: Prior = {
  parity: 'odd',
  low: Float64Array.from({ length: m }, (_, j) => 0.2 + j / m),
  components: [
    { weight: 0.7, t: Float64Array.from({ length: m }, (_, j) => 0.1 + j / 20) },
    { weight: 0.1, t: Float64Array.from({ length: m }, (_, j) => 0.9 - j / 15) },
  ],
  white: 0.01,
};

/** Sum of the values' posterior variances, given the values at some rows. */
function left(rows: SignRows): number {
  const { count: n } = rows;
  const lower = gramOf(rows, prior);
  expect(factorInPlace(lower, n)).toBe(true);
  const { covariance, variance } = shapleyFunctional(rows, prior);
  solveLower(lower, n, covariance, m);
  return variance.reduce((sum, all) => sum + all, 0) - covariance.reduce((sum, one) => sum + one * one, 0);
}

test('each choice leaves the least variance, given those before it', () => {
  const all = signRows(m, [pairPlan(m, random, () => 1).take(60).coalitions], true);
  const first = Int32Array.from({ length: 12 }, (_, i) => i).fill(60, 0, 1);
  const rest = Int32Array.from({ length: 40 }, (_, i) => 15 + i);
  const chosen = chooseRows(pickRows(all, first), pickRows(all, rest), prior, 5);
  const known = [...first];
  for (const choice of chosen ?? []) {
    const after = Array.from(rest, (row) =>
      known.includes(row) ? Infinity : left(pickRows(all, Int32Array.of(...known, row))),
    );
    expect(after[choice]).toBeCloseTo(Math.min(...after), 9);
    known.push(rest[choice]);
  }
  expect(known).toHaveLength(17);
});

/** The pairs of a game's sequence, of whose values `late` are always out. */
function sequence(game: SolvedGame, most: number, { size, late }: { readonly size: number; readonly late: number }) {
  const { players } = game;
  const plan = choosingPlan(players, 1, { random: createRandom(3) });
  const out: PairBatch[] = [];
  const pairs: string[] = [];
  const asks: number[] = [];
  const active = Int32Array.from({ length: players }, (_, j) => j);
  while (pairs.length < Math.min(most, plan.total)) {
    const batch = plan.take(Math.min(size, most - pairs.length));
    const { coalitions } = batch;
    for (let row = 0; row < coalitions.count; row++)
      pairs.push(Array.from(active, (j) => Number(has(coalitions, row, j))).join(''));
    if (coalitions.count > 0) {
      out.push(batch);
      asks.push(coalitions.count);
    }
    if (coalitions.count > 0 && out.length <= late) continue;
    const next = out.shift();
    if (!next) throw new Error('it waits for values that are all known');
    const { count } = next.coalitions;
    const both = withComplements({ players, active, ends: false }, count, (row, j) => has(next.coalitions, row, j));
    plan.learn({ batch: next, halves: halfDifferences(valuesOf(game, both), 1) }, Float64Array.of(1));
  }
  return { pairs, asks, plan };
}

test.each([
  { name: 'a forest of 13', game: forestGame(13, 60, 4, 3), samples: 64, most: 0.8 },
  { name: 'a forest of 13', game: forestGame(13, 60, 4, 3), samples: 256, most: 0.5 },
  { name: 'a forest of 30', game: forestGame(30, 120, 4, 4), samples: 256, most: 0.6 },
  {
    name: 'a neuron of 13',
    game: sumGame([1, -4, 2, 6, -3, 1, 5, -2, 3, 2, -5, 4, 1], logistic),
    samples: 128,
    most: 1.1,
  },
])('of $name, $samples chosen coalitions leave less than $most of the squared error', ({ game, samples, most }) => {
  const error = (pairs: string): number => {
    let sum = 0;
    for (let seed = 0; seed < 8; seed++) {
      const { values } = drive(gpShap.create(contextOf(game, { samples, seed }), { pairs }), game);
      values.forEach((value, j) => {
        sum += (value - game.shapley[j]) ** 2;
      });
    }
    return sum;
  };
  expect(error('chosen') / error('even')).toBeLessThan(most);
});

describe('the sequence', () => {
  test('is the same whatever is asked at a time, and however late values come', () => {
    const game = forestGame(30, 120, 4, 4);
    const one = sequence(game, 400, { size: 1, late: 0 }).pairs;
    expect(new Set(one).size).toBe(400);
    for (const how of [
      { size: 7, late: 3 },
      { size: 64, late: 8 },
      { size: 400, late: 0 },
    ])
      expect(sequence(game, 400, how).pairs).toEqual(one);
    // What is asked together does not depend on when values come, either.
    const sizes = [0, 1, 5].map((late) => sequence(game, 400, { size: 16, late }).asks);
    expect(sizes[1]).toEqual(sizes[0]);
    expect(sizes[2]).toEqual(sizes[0]);
    // Another game of the same players is asked other pairs, once all were alone.
    const other = sequence(forestGame(30, 120, 4, 5), 400, { size: 16, late: 1 }).pairs;
    expect(other.slice(0, 30)).toEqual(one.slice(0, 30));
    expect(other).not.toEqual(one);
  });

  test.each([2, 3, 8, 10])('has every pair of %s players once', (players) => {
    const { pairs, plan } = sequence(forestGame(players, 20, Math.min(3, players), 1), Infinity, { size: 5, late: 2 });
    expect(plan.total).toBe(2 ** (players - 1) - 1);
    expect(new Set(pairs).size).toBe(plan.total);
    expect(plan.take(1).coalitions.count).toBe(0);
  });
});
