import { describe, expect, test } from 'vitest';
import type { Attribution } from '../../../../src/explainers/explainer.ts';
import { proximity } from '../../../../src/explainers/lime/kernel.ts';
import type { FeatureSelection } from '../../../../src/explainers/lime/selections.ts';
import { createSurrogate } from '../../../../src/explainers/lime/surrogate.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { type Fit, imageGolden, MODELS, tabularGolden } from './lime-golden.ts';

const TOLERANCE = 1e-8;

function expectFit(found: Attribution, wanted: Fit, output = 0): void {
  const { players } = found;
  const r2 = found.fidelity.r2 as readonly number[];
  const local = found.fidelity.localPrediction as readonly number[];
  const coefficients = new Float64Array(players);
  for (const [feature, coefficient] of wanted.coef) coefficients[feature] = coefficient;
  const scale = Math.max(1, Math.abs(wanted.intercept));
  expect(Math.abs(found.base[output] - wanted.intercept) / scale).toBeLessThan(TOLERANCE);
  expect(Math.abs(r2[output] - wanted.score)).toBeLessThan(TOLERANCE);
  expect(Math.abs(local[output] - [wanted.local_pred].flat()[0]) / scale).toBeLessThan(TOLERANCE);
  for (let j = 0; j < players; j++) {
    expect(Math.abs(found.values[output * players + j] - coefficients[j]) / scale, `feature ${j}`).toBeLessThan(
      TOLERANCE,
    );
  }
}

describe.each(MODELS)('a stored neighbourhood of %s', (model) => {
  const golden = tabularGolden(model);

  describe.each(['discretized', 'continuous'] as const)('%s', (variant) => {
    const check = golden.variants[variant].deterministic_fit_check;
    const { data, labels, distances, weights } = check.neighbourhood;
    const features = data[0].length;
    const outputs = labels[0].length;

    test('has the weights of the kernel', () => {
      for (const [row, distance] of distances.entries())
        expect(proximity(distance, golden.kernel_width)).toBeCloseTo(weights[row], 14);
    });

    const kinds: readonly [string, FeatureSelection, number][] = [
      ['fit10', 'auto', 10],
      [`none_${features}`, 'none', features],
      ['forward_selection_5', 'forward_selection', 5],
      ['highest_weights_8', 'highest_weights', 8],
      ['lasso_path_6', 'lasso_path', 6],
    ];
    test.each(kinds)('%s is what lime finds', (name, selection, count) => {
      const surrogate = createSurrogate({ features, outputs, count, selection });
      // In parts, as the rows come in.
      for (const [from, to] of [
        [0, 30],
        [30, 31],
        [31, 400],
      ]) {
        const part = Float64Array.from(weights.slice(from, to));
        surrogate.add(
          Float64Array.from(data.slice(from, to).flat()),
          part,
          Float64Array.from(labels.slice(from, to).flat()),
        );
      }
      expectFit(surrogate.fit(), check[name], check.y_column);
    });
  });
});

test.each(imageGolden().runs.map((run) => [`${run.segmentation}, hidden by ${run.hide_color}`, run] as const))(
  'a stored neighbourhood of the picture (%s)',
  (_, run) => {
    const { data, y, distances, fit } = run.deterministic;
    for (const [row, present] of data.entries()) {
      const size = present.reduce((sum, bit) => sum + bit, 0);
      expect(1 - Math.sqrt(size / run.n_segments)).toBeCloseTo(distances[row], 12);
    }
    const surrogate = createSurrogate({ features: run.n_segments, outputs: 1, count: 0, selection: 'auto' });
    surrogate.add(
      Float64Array.from(data.flat()),
      Float64Array.from(distances, (d) => proximity(d, 0.25)),
      Float64Array.from(y),
    );
    expectFit(surrogate.fit(), fit);
  },
);

describe('what degenerates', () => {
  const rows = 50;
  const random = createRandom(1);
  const x = Float64Array.from({ length: rows }, () => random.normal());

  test('outputs are fitted on their own', () => {
    const design = Float64Array.from({ length: rows * 3 }, () => random.normal());
    const values = Float64Array.from(
      { length: rows * 2 },
      (_, i) => (i % 2 === 0 ? 1 : 1e6) * design[Math.floor(i / 2) * 3 + (i % 2)],
    );
    const weights = new Float64Array(rows).fill(1);
    const together = createSurrogate({ features: 3, outputs: 2, count: 1, selection: 'auto' });
    together.add(design, weights, values);
    const both = together.fit();
    expect(both.fidelity.selected).toEqual([1, 1]);
    for (const output of [0, 1]) {
      const alone = createSurrogate({ features: 3, outputs: 1, count: 1, selection: 'auto' });
      alone.add(
        design,
        weights,
        values.filter((_, i) => i % 2 === output),
      );
      expect([...both.values.slice(output * 3, output * 3 + 3)]).toEqual([...alone.fit().values]);
      expect(both.values[output * 3 + output]).not.toBe(0);
    }
  });

  test.each(['none', 'forward_selection', 'highest_weights', 'lasso_path'] as const)(
    'equal and constant columns give finite numbers (%s)',
    (selection) => {
      const design = new Float64Array(rows * 4);
      for (let row = 0; row < rows; row++) design.set([x[row], x[row], 7, -x[row]], row * 4);
      const surrogate = createSurrogate({ features: 4, outputs: 1, count: 2, selection });
      surrogate.add(design, new Float64Array(rows).fill(1), x);
      const found = surrogate.fit();
      expect([...found.values, ...(found.standardErrors ?? []), ...found.base].every(Number.isFinite)).toBe(true);
      expect(found.values[2]).toBe(0);
      expect((found.fidelity.r2 as number[])[0]).toBeGreaterThan(0.99);
    },
  );

  test('a constant model is explained in full by the intercept', () => {
    const surrogate = createSurrogate({ features: 1, outputs: 1, count: 0, selection: 'auto' });
    surrogate.add(x, new Float64Array(rows).fill(1), new Float64Array(rows).fill(0.3));
    const found = surrogate.fit();
    expect([...found.values, ...found.base, ...(found.standardErrors ?? [])]).toEqual([0, 0.3, 0]);
    expect(found.fidelity.r2).toEqual([1]);
  });

  test('a single row is no error', () => {
    const surrogate = createSurrogate({ features: 2, outputs: 1, count: 1, selection: 'lasso_path' });
    surrogate.add(Float64Array.of(1, 1), Float64Array.of(1), Float64Array.of(4));
    const found = surrogate.fit();
    expect([...found.values, ...found.base, ...found.prediction]).toEqual([0, 0, 4, 4]);
  });
});
