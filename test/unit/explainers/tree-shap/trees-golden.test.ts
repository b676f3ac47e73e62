// Against Python's shap, on models of scikit-learn: the largest difference under 1e-6 of the
// output's range, sums to 1e-9.

import { expect, test } from 'vitest';
import type { ScoreValues } from '../../../../src/explainers/shared/score-values.ts';
import { pathInteractions } from '../../../../src/explainers/tree-shap/interactions.ts';
import { interventional } from '../../../../src/explainers/tree-shap/interventional.ts';
import { pathDependent } from '../../../../src/explainers/tree-shap/path-dependent.ts';
import { largestDifference } from '../../support/attributions.ts';
import { golden, goldenData } from '../../support/golden.ts';
import { goldenTrees } from './golden-trees.ts';
import { predict } from './support.ts';

const models = ['breast_cancer-gbt', 'breast_cancer-rf', 'diabetes-gbt', 'diabetes-rf', 'iris-rf', 'wine-rf'];

type Nested = number | Nested[];
interface Values {
  readonly tree_path: Nested[];
  readonly tree_path_base: number[];
  readonly tree_interventional_raw: Nested[];
  readonly tree_interventional_raw_base: number | number[];
  readonly tree_interaction_path: Nested[];
}

/** [...][K] or [...] as K × [...]. */
function byOutput(nested: Nested, outputs: number): Float64Array {
  const flat = [nested].flat(9) as number[];
  const inner = flat.length / outputs;
  return Float64Array.from({ length: flat.length }, (_, i) => flat[(i % inner) * outputs + Math.floor(i / inner)]);
}

test.each(models)('%s', (name) => {
  const trees = goldenTrees(name);
  const { columns: m, outputs } = trees;
  const data = goldenData(name.split('-')[0]);
  const expected = golden<Values>(`values/${name}.json`);
  const rows = Float64Array.from(data.explain.flat());
  const count = data.explain.length;
  const answers = [...data.explain, ...data.background].map((row) => predict(trees, row)[0]);
  const range = Math.max(...answers) - Math.min(...answers);

  const check = (explain: ScoreValues, values: Nested[], base: number[]): void => {
    const found = explain.values(rows, count);
    expect(largestDifference(explain.base, base)).toBeLessThan(1e-6 * range);
    for (let r = 0; r < count; r++) {
      const own = found.subarray(r * m * outputs, (r + 1) * m * outputs);
      expect(largestDifference(own, byOutput(values[r], outputs))).toBeLessThan(1e-6 * range);
      const answer = predict(trees, data.explain[r]);
      for (let k = 0; k < outputs; k++)
        expect(
          Math.abs(own.subarray(k * m, (k + 1) * m).reduce((a, b) => a + b, explain.base[k]) - answer[k]),
        ).toBeLessThan(1e-9);
    }
  };
  check(pathDependent(trees), expected.tree_path, expected.tree_path_base);
  const background = { rows: Float64Array.from(data.background.flat()), count: data.background.length };
  check(
    interventional(trees, background),
    expected.tree_interventional_raw,
    [expected.tree_interventional_raw_base].flat(),
  );
  const pairs = pathInteractions(trees).values(rows, expected.tree_interaction_path.length);
  const size = m * m * outputs;
  expected.tree_interaction_path.forEach((matrix, r) => {
    expect(largestDifference(pairs.subarray(r * size, (r + 1) * size), byOutput(matrix, outputs))).toBeLessThan(
      1e-6 * range,
    );
  });
});
