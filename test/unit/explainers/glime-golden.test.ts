// GLIME with 1,000 rows against LIME with 5,000 on the golden models: spread of the coefficients
// over 20 seeds, and how much the top features have in common. LIME's are from the stored mean and
// deviation of each coefficient.
import { describe, expect, test } from 'vitest';
import type { ExplainedInput, OptionValues } from '../../../src/explainers/explainer.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import type { Coalitions } from '../../../src/games/coalitions.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { contextOf, valuesOf } from '../support/drive.ts';
import { type AtHand, glime, lime } from '../support/explainers.ts';
import type { TestGame } from '../support/games.ts';
import {
  finish,
  goldenModel,
  imageAnswers,
  imageGolden,
  MODELS,
  tabularGolden,
  trainingStatistics,
} from './lime/lime-golden.ts';

const seeds = Array.from({ length: 20 }, (_, seed) => seed);
/** `npm run soak -- golden` takes all rows of each model, and compares them as a whole. */
const ALL = process.env.ORIEL_GOLDEN === 'all';
const ROWS = ALL ? [0, 1, 2] : [1];

/** Sum of the coefficients' deviations over that of their absolute means. */
function spreadOf(runs: readonly ArrayLike<number>[]): number {
  let spread = 0;
  let size = 0;
  for (let j = 0; j < runs[0].length; j++) {
    const mean = runs.reduce((sum, run) => sum + run[j], 0) / runs.length;
    spread += Math.sqrt(runs.reduce((sum, run) => sum + (run[j] - mean) ** 2, 0) / (runs.length - 1));
    size += Math.abs(mean);
  }
  return spread / size;
}

/** Mean Jaccard index of the top features over pairs of runs. */
function jaccardOf(runs: readonly ArrayLike<number>[], top: number): number {
  const tops = runs.map((run) => {
    const order = Array.from({ length: run.length }, (_, j) => j).sort((a, b) => Math.abs(run[b]) - Math.abs(run[a]));
    return new Set(order.slice(0, top));
  });
  const shares = tops.flatMap((one, i) =>
    tops.slice(i + 1).map((other) => {
      const common = [...one].filter((j) => other.has(j)).length;
      return common / (2 * top - common);
    }),
  );
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Runs of glime and of the stored lime on one row of a model's data. */
function compare(name: string, index: number, options: OptionValues) {
  const model = goldenModel(name);
  const golden = tabularGolden(name);
  const instance = Float32Array.from(golden.variants.discretized.rows[index].x);
  const players = instance.length;
  const input: ExplainedInput = { kind: 'tabular', instance, statistics: trainingStatistics(name) };
  const runs = seeds.map((seed) => {
    const context = contextOf({ players, outputs: 1 }, { samples: 1000, seed, random: createRandom(seed), input });
    return finish(glime.create(context, readOptions(glime, { numFeatures: 0, ...options })), (ask) => {
      if (ask.kind !== 'rows') return new Float64Array();
      return model.predict(ask.rows).filter((_value, i) => i % model.outputs === model.explained);
    }).values;
  });
  const top = Math.min(5, players - 1);
  const random = createRandom(1);
  const stored = (['discretized', 'continuous'] as const).map((variant) => {
    const { coef_mean, coef_std } = golden.variants[variant].rows[index].all_features;
    const redrawn = Array.from({ length: 200 }, () => coef_mean.map((mean, j) => mean + coef_std[j] * random.normal()));
    const spread =
      coef_std.reduce((sum, std) => sum + std, 0) / coef_mean.reduce((sum, mean) => sum + Math.abs(mean), 0);
    return { spread, jaccard: jaccardOf(redrawn, top) };
  });
  const report = { spread: spreadOf(runs), jaccard: jaccardOf(runs, top) };
  if (process.env.ORIEL_REPORT) console.log(name, index, report, stored);
  return { ...report, stored };
}

describe('with ranges, its default, on all golden models', { timeout: 120_000 }, () => {
  const rows = MODELS.flatMap((name) => ROWS.map((index) => [name, index] as const));
  const found: ReturnType<typeof compare>[] = [];
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  test.each(rows)('%s, row %i: never far from LIME with five times the rows', (name, index) => {
    const one = compare(name, index, {});
    found.push(one);
    // The worst is the row whose prediction hardly moves: 2.1 times.
    expect(one.spread).toBeLessThan(2.5 * one.stored[0].spread);
  });

  test.runIf(ALL)('is steadier on the whole', () => {
    expect(found).toHaveLength(rows.length);
    expect(Math.exp(mean(found.map(({ spread, stored }) => Math.log(spread / stored[0].spread))))).toBeLessThanOrEqual(
      1,
    );
    expect(mean(found.map(({ jaccard }) => jaccard))).toBeGreaterThanOrEqual(
      mean(found.map(({ stored }) => stored[0].jaccard)),
    );
    if (process.env.ORIEL_REPORT) {
      const ratios = found.map(({ spread, stored }) => spread / stored[0].spread);
      console.log('spread over lime', ratios, Math.exp(mean(ratios.map(Math.log))));
      console.log(
        'jaccard',
        mean(found.map(({ jaccard }) => jaccard)),
        mean(found.map(({ stored }) => stored[0].jaccard)),
      );
    }
  });
});

/**
 * Narrow enough for saturated networks to be nearly linear within it. Models of trees, flat but for
 * steps, are never as steady.
 */
const NARROW = { discretize: false, width: 0.1 };
const SMOOTH = ['breast_cancer-mlp', 'wine-mlp', 'diabetes-mlp'] as const;
describe.each([0, 1])('without ranges, close by, row %i', { timeout: 60_000 }, (index) => {
  test.each(SMOOTH)('%s: steadier than LIME with five times the rows', (name) => {
    const { spread, jaccard, stored } = compare(name, index, NARROW);
    for (const lime of stored) expect(spread).toBeLessThanOrEqual(lime.spread);
    expect(jaccard).toBeGreaterThanOrEqual(stored[0].jaccard);
    // Without ranges LIME always finds the same five for wine's first row; here it is 0.97.
    if (name !== 'wine-mlp' || index !== 0) expect(jaccard).toBeGreaterThanOrEqual(stored[1].jaccard);
  });
});

const explain = (explainer: AtHand, players: number, seed: number, answer: (coalitions: Coalitions) => Float64Array) =>
  finish(
    explainer.create(
      contextOf({ players, outputs: 1 }, { samples: 1000, seed, random: createRandom(seed), input: { kind: 'image' } }),
      readOptions(explainer),
    ),
    (ask) => (ask.kind === 'coalitions' ? answer(ask.coalitions) : new Float64Array()),
  ).values;

describe('pictures, against LIME with as many coalitions', () => {
  const { runs } = imageGolden();

  test.each(runs.map((run, at) => [run.segmentation, run.hide_color, at] as const))('%s, hidden by %s', (_, __, at) => {
    const run = runs[at];
    const found = seeds.map((seed) => explain(glime, run.n_segments, seed, imageAnswers(at)));
    const { coef_mean, coef_std } = run.all_features;
    const stored =
      coef_std.reduce((sum, std) => sum + std, 0) / coef_mean.reduce((sum, mean) => sum + Math.abs(mean), 0);
    if (process.env.ORIEL_REPORT)
      console.log(run.segmentation, run.hide_color, spreadOf(found), jaccardOf(found, 5), stored);
    expect(spreadOf(found)).toBeLessThanOrEqual(stored);
  });

  test('a neuron', () => {
    const random = createRandom(4);
    const weights = Array.from({ length: 30 }, () => random.normal());
    const game: TestGame = {
      players: 30,
      outputs: 1,
      value: (z) => [1 / (1 + Math.exp(-weights.reduce((sum, w, p) => sum + (z[p] ? 0 : w), 1)))],
    };
    const [ours, theirs] = [glime, lime].map((one) =>
      seeds.map((seed) => explain(one, 30, seed, (c) => valuesOf(game, c))),
    );
    expect(spreadOf(ours)).toBeLessThanOrEqual(spreadOf(theirs));
    expect(jaccardOf(ours, 5)).toBeGreaterThanOrEqual(jaccardOf(theirs, 5));
  });
});
