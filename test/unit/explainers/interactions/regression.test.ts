import { expect, it } from 'vitest';
import { cutRegression } from '../../../../src/explainers/interactions/regression.ts';
import { pairPlan } from '../../../../src/explainers/kernel-shap/pair-plan.ts';
import { has } from '../../../../src/games/coalitions.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { largestDifference } from '../../support/attributions.ts';

it.each(['shapley', 'faithful'] as const)('pairs alone are found to rounding as soon as they are: %s', (index) => {
  const m = 20;
  const random = createRandom(5);
  const pairs = Float64Array.from({ length: (m * (m - 1)) / 2 }, random.normal);
  const plan = pairPlan(m, random);
  const regression = cutRegression(m, 1, plan, index);
  while (!regression.determined()) {
    const batch = plan.take(1);
    let [cut, at] = [0, 0];
    for (let j = 1; j < m; j++)
      for (let i = 0; i < j; i++, at++)
        if (has(batch.coalitions, 0, i) !== has(batch.coalitions, 0, j)) cut += pairs[at];
    regression.add(batch, Float64Array.of(cut));
  }
  const { values, errors } = regression.solve();
  expect(largestDifference(values, pairs)).toBeLessThan(1e-6);
  expect(Math.max(...errors)).toBeLessThan(1e-6);
});
