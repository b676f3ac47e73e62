import { expect, it } from 'vitest';
import { fitRows } from '../../../../src/explainers/gp-shap/fit.ts';
import { gramOf, type Prior, signRows } from '../../../../src/explainers/gp-shap/kernel.ts';
import { likelihoodOf } from '../../../../src/explainers/gp-shap/likelihood.ts';
import { part } from '../../../../src/explainers/gp-shap/open-fit.ts';
import { correctionOf } from '../../../../src/explainers/interactions/correction.ts';
import { pairFunctional } from '../../../../src/explainers/interactions/functional.ts';
import { type CutBatch, exactInteractions } from '../../../../src/explainers/interactions/indices.ts';
import { pairPlan } from '../../../../src/explainers/kernel-shap/pair-plan.ts';
import { withComplements } from '../../../../src/explainers/shared/complements.ts';
import { has } from '../../../../src/games/coalitions.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { largestDifference } from '../../support/attributions.ts';
import { valuesOf } from '../../support/drive.ts';
import { jointForest } from '../../support/joint-games.ts';

const evenly = () => 1;
const even = (m: number): Prior => ({
  parity: 'even',
  low: Float64Array.from({ length: m }, (_, j) => 0.1 + 0.03 * ((j * 7) % 10)),
  white: 0.01,
  components: [{ weight: 0.5, t: Float64Array.from({ length: m }, (_, j) => 0.05 + 0.03 * ((j * 3) % 10)) }],
});

it.each([
  ['shapley', 3],
  ['shapley', 11],
  ['faithful', 6],
  ['faithful', 11],
] as const)('covariances and variances are the index of the kernel: %s of %i players', (index, m) => {
  const batch = pairPlan(m, createRandom(3), evenly).take(2 ** m);
  const rows = signRows(m, [batch.coalitions], true);
  const n = rows.count;
  const prior = even(m);
  const gram = gramOf(rows, prior);
  const { covariance, variance } = pairFunctional(index)(rows, prior);
  // e is known at every pair and, in the last row, at the full coalition.
  const indexOf = (e: (row: number) => number): Float64Array => {
    const cuts = Float64Array.from({ length: n - 1 }, (_, row) => 2 * (e(n - 1) - e(row)));
    return exactInteractions(index, m, 1, [{ batch, cuts }]);
  };
  const cells = Array.from({ length: m }, (_, j) => Array.from({ length: j }, (_, i) => i * m + j)).flat();
  for (let x = 0; x < n; x += Math.ceil(n / 40)) {
    const found = indexOf((row) => gram[Math.max(row, x) * n + Math.min(row, x)]);
    cells.forEach((cell, p) => {
      expect(Math.abs(found[cell] - covariance[p * n + x])).toBeLessThan(1e-11);
    });
  }
  cells.forEach((cell, p) => {
    expect(Math.abs(indexOf((row) => covariance[p * n + row])[cell] - variance[p])).toBeLessThan(1e-11);
  });
});

it('the likelihood of an even part has the derivatives that it says', () => {
  const m = 12;
  const random = createRandom(4);
  const rows = signRows(m, [pairPlan(m, random, evenly).take(60).coalitions], true);
  const likelihood = likelihoodOf(rows, Float64Array.from({ length: rows.count }, random.normal), 1, 1);
  const prior = even(m);
  const here = likelihood(prior);
  const [{ weight, t }] = prior.components;
  const slope = (of: (step: number) => Prior): number =>
    ((likelihood(of(1e-5))?.value ?? Number.NaN) - (likelihood(of(-1e-5))?.value ?? Number.NaN)) / 2e-5;
  const near = (found: number, expected: number | undefined): void =>
    expect(Math.abs(found / (expected ?? Number.NaN) - 1)).toBeLessThan(1e-4);
  const moved = (values: Float64Array, j: number, step: number) => values.map((v, i) => (i === j ? v + step : v));
  for (let j = 0; j < m; j++) {
    near(
      slope((step) => ({ ...prior, low: moved(prior.low, j, step) })),
      here?.low[j],
    );
    near(
      slope((step) => ({ ...prior, components: [{ weight, t: moved(t, j, step) }] })),
      here?.components[0].t[j],
    );
  }
  near(
    slope((step) => ({ ...prior, white: prior.white + step })),
    here?.white,
  );
  near(
    slope((step) => ({ ...prior, components: [{ weight: weight + step, t }] })),
    here?.components[0].weight,
  );
});

it('later pairs correct a fit to the first ones', () => {
  const m = 10;
  const pairs = (m * (m - 1)) / 2;
  const game = jointForest(m, 60, 8, 12);
  const truth = Float64Array.from(
    Array.from({ length: m }, (_, j) => Array.from({ length: j }, (_, i) => game.together('shapley', [i, j]))).flat(),
  );
  let [before, after, held] = [0, 0, 0];
  for (let seed = 1; seed <= 5; seed++) {
    const plan = pairPlan(m, createRandom(seed), evenly);
    const batch = plan.take(340);
    const active = Int32Array.from({ length: m }, (_, p) => p);
    const holds = (row: number, j: number) => has(batch.coalitions, row, j);
    const values = valuesOf(game, withComplements({ players: m, active, ends: true }, 340, holds));
    const halves = Float64Array.from(
      { length: 340 },
      (_, row) => values[0] + values[1] - values[2 * row + 2] - values[2 * row + 3],
    );
    const cut = (from: number, to: number): CutBatch => {
      const some = part({ batch, halves }, 1, from, to);
      return { batch: some.batch, cuts: some.halves };
    };
    const early = cut(0, 40);
    const rows = signRows(m, [early.batch.coalitions], true);
    const y = Float64Array.from([...early.cuts.map((one) => -one / 2), 0]);
    const first = new Float64Array(m).fill(1);
    const fit = fitRows(rows, { y, outputs: 1, parity: 'even' }, first, { functional: pairFunctional('shapley') });
    if (!fit) throw new Error('there is a fit');
    const start = { values: fit.values, errors: fit.errors };
    const correction = correctionOf({ m, outputs: 1, plan, index: 'shapley' }, start, { rows, open: [0], fit }, [
      early,
    ]);
    expect(largestDifference(correction.solve().values, fit.values)).toBe(0);
    correction.add(cut(40, 340));
    const found = correction.solve();
    for (let p = 0; p < pairs; p++) {
      before += (fit.values[p] - truth[p]) ** 2;
      after += (found.values[p] - truth[p]) ** 2;
      held += Math.abs(found.values[p] - truth[p]) <= 1.96 * found.errors[p] ? 1 / pairs / 5 : 0;
    }
  }
  expect(after).toBeLessThan(before / 4);
  expect(held).toBeGreaterThan(0.9);
});
