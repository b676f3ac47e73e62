// LIME over seeds against the lime package over seeds.
import { expect, test } from 'vitest';
import type { Attribution, ExplainedInput } from '../../../../src/explainers/explainer.ts';
import { readOptions } from '../../../../src/explainers/options.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { coalitionsIn, contextOf } from '../../support/drive.ts';
import { lime } from '../../support/explainers.ts';
import {
  finish,
  goldenModel,
  imageAnswers,
  imageGolden,
  MODELS,
  tabularGolden,
  trainingStatistics,
} from './lime-golden.ts';

const SEEDS = 8;

interface Reference {
  readonly coef_mean: readonly number[];
  readonly coef_std: readonly number[];
  readonly n_seeds: number;
}

/**
 * How many coefficients lie within the bounds, and how many standard errors have the right size.
 */
function compare(runs: readonly Attribution[], output: number, reference: Reference) {
  const { players } = runs[0];
  const counts = { players, means: 0, singles: 0, errors: 0 };
  for (let j = 0; j < players; j++) {
    const values = runs.map((run) => run.values[output * players + j]);
    const errors = runs.map((run) => run.standardErrors?.[output * players + j] ?? Number.NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1);
    const std = reference.coef_std[j];
    const bound = 4 * Math.sqrt((std * std) / reference.n_seeds + variance / values.length);
    if (Math.abs(mean - reference.coef_mean[j]) <= bound) counts.means += 1;
    counts.singles +=
      values.filter((value) => Math.abs(value - reference.coef_mean[j]) <= 4 * std).length / values.length;
    const ratio = errors.reduce((sum, error) => sum + error, 0) / errors.length / std;
    if (ratio >= 0.5 && ratio <= 2) counts.errors += 1;
  }
  return counts;
}

/** At least 95 % of all the coefficients are where the reference has them. */
function expectClose(name: string, found: readonly ReturnType<typeof compare>[]): void {
  const share = (of: 'means' | 'singles' | 'errors') =>
    found.reduce((sum, counts) => sum + counts[of], 0) / found.reduce((sum, { players }) => sum + players, 0);
  expect(share('means'), `${name}: means over seeds`).toBeGreaterThanOrEqual(0.95);
  expect(share('singles'), `${name}: single runs`).toBeGreaterThanOrEqual(0.95);
  expect(share('errors'), `${name}: standard errors`).toBeGreaterThanOrEqual(0.95);
}

const seeds = Array.from({ length: SEEDS }, (_, seed) => seed);

test.each(MODELS)('%s', { timeout: 240_000 }, (name) => {
  const model = goldenModel(name);
  const golden = tabularGolden(name);
  const statistics = trainingStatistics(name);
  for (const variant of ['discretized', 'continuous'] as const) {
    const found = golden.variants[variant].rows.map((row) => {
      const input: ExplainedInput = { kind: 'tabular', instance: Float32Array.from(row.x), statistics };
      const game = { players: row.x.length, outputs: model.outputs };
      const options = readOptions(lime, {
        discretize_continuous: variant === 'discretized',
        num_features: 0,
        tiedValues: 'zero',
      });
      const runs = seeds.map((seed) => {
        const context = contextOf(game, { samples: 5000, seed, random: createRandom(seed), input });
        return finish(lime.create(context, options), (ask) => {
          if (ask.kind !== 'rows') throw new Error('a table is explained by rows');
          return model.predict(ask.rows);
        });
      });
      expect(Math.abs(runs[0].prediction[model.explained] - row.pred)).toBeLessThan(
        1e-9 * Math.max(1, Math.abs(row.pred)),
      );
      return compare(runs, model.explained, row.all_features);
    });
    expectClose(variant, found);
  }
});

test('the picture', () => {
  const golden = imageGolden();
  for (const [at, run] of golden.runs.entries()) {
    const answer = imageAnswers(at);
    const runs = seeds.map((seed) => {
      const game = { players: run.n_segments, outputs: 1 };
      const context = contextOf(game, { samples: 1000, seed, random: createRandom(seed), input: { kind: 'image' } });
      return finish(lime.create(context, readOptions(lime)), (ask) => answer(coalitionsIn(ask)));
    });
    expect(runs[0].prediction[0]).toBeCloseTo(golden.pred, 12);
    expectClose(`${run.segmentation}, hidden by ${run.hide_color}`, [compare(runs, 0, run.all_features)]);
  }
});
