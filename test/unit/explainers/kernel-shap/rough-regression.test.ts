import { describe, expect, it } from 'vitest';
import { pairPlan } from '../../../../src/explainers/kernel-shap/pair-plan.ts';
import { pairedRegression } from '../../../../src/explainers/kernel-shap/paired-regression.ts';
import { halfDifferences, withComplements } from '../../../../src/explainers/shared/complements.ts';
import { has } from '../../../../src/games/coalitions.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { valuesOf } from '../../support/drive.ts';
import { eachPlayer, forestGame, linearGame, type SolvedGame } from '../../support/games.ts';

/** A regression that has seen some pairs of a game, and what the values add up to. */
function seen(game: SolvedGame, pairs: number) {
  const { players, outputs } = game;
  const plan = pairPlan(players, createRandom(3));
  const regression = pairedRegression(players, outputs, plan);
  const active = Int32Array.from({ length: players }, (_, j) => j);
  for (let left = pairs; left > 0; left -= 64) {
    const batch = plan.take(Math.min(64, left));
    const asked = withComplements({ players, active, ends: false }, batch.coalitions.count, (row, j) =>
      has(batch.coalitions, row, j),
    );
    regression.add(batch, halfDifferences(valuesOf(game, asked), outputs));
  }
  return { regression, totals: Float64Array.of(game.shapley.reduce((sum, value) => sum + value, 0)) };
}

const largest = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

describe('the rough solution', () => {
  it.each([40, 100, 400])('has the values of the full one for 40 players after %s pairs', (pairs) => {
    const { regression, totals } = seen(forestGame(40, 200, 4, 5), pairs);
    const [rough, full] = [regression.rough(totals), regression.solve(totals)];
    const size = full.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest(rough.values, full.values)).toBeLessThan(1e-3 * size);
  });

  it('shares out what is left while some players were not seen', () => {
    const { regression, totals } = seen(linearGame(eachPlayer(30, (p) => p)), 12);
    const { values, standardErrors } = regression.rough(totals);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(totals[0], 8);
    expect(standardErrors).toBeNull();
  });

  it('has errors where the full one has them, and of their size', () => {
    for (const pairs of [41, 100, 400]) {
      const { regression, totals } = seen(forestGame(40, 200, 4, 5), pairs);
      const [rough, full] = [regression.rough(totals), regression.solve(totals)];
      expect(rough.standardErrors === null).toBe(full.standardErrors === null);
      if (!rough.standardErrors || !full.standardErrors) continue;
      const [own, theirs] = [rough.standardErrors, full.standardErrors].map((errors) => Math.max(...errors));
      expect(own / theirs).toBeGreaterThan(0.3);
      expect(own / theirs).toBeLessThan(3);
    }
  });

  it('finds what matters among a thousand players', () => {
    const weights = eachPlayer(1000, (p) => (p % 100 === 7 ? 1 + p / 100 : 0.001));
    const { regression, totals } = seen(linearGame(weights), 1024);
    expect(largest(regression.rough(totals).values, Float64Array.from(weights))).toBeLessThan(1e-3);
  });
});

describe('pairPlan', () => {
  it('tells more than 256 size classes apart', () => {
    const { coalitions, classes } = pairPlan(1000, createRandom(3)).take(2000);
    for (const row of [0, 1200, 1500, 1999]) {
      let size = 0;
      for (let j = 0; j < 1000; j++) if (has(coalitions, row, j)) size += 1;
      expect(classes[row] + 1).toBe(size);
    }
  });
});
