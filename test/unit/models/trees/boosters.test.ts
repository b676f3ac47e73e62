import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readLightgbm } from '../../../../src/models/trees/lightgbm.ts';
import { treePredictor } from '../../../../src/models/trees/predict.ts';
import type { LinearModel, TreeModel } from '../../../../src/models/trees/tree-model.ts';
import { readXgboost } from '../../../../src/models/trees/xgboost.ts';
import { applyFinalStep } from '../../../../src/structures/final-step.ts';
import { predictLinear } from '../../../../src/structures/linear.ts';
import { bytesOf } from '../../../support/models.ts';

// Files written by XGBoost and LightGBM themselves, and what the libraries answer.

interface Golden {
  readonly rows: readonly (readonly (number | null)[])[];
  readonly raw: readonly (number | readonly number[])[];
  readonly prediction: readonly (number | readonly number[])[];
}

const folder = 'test/golden/boosters';
const goldenOf = (name: string): Golden =>
  JSON.parse(readFileSync(new URL(`../../../../${folder}/${name}.json`, import.meta.url), 'utf8')) as Golden;

function answers(model: TreeModel | LinearModel, { rows }: Golden): { raw: Float64Array; prediction: Float64Array } {
  const flat = Float64Array.from(rows.flat(), (value) => value ?? Number.NaN);
  const raw =
    model.kind === 'trees'
      ? treePredictor(model.trees)(flat, rows.length)
      : predictLinear(model.linear, flat, rows.length);
  const outputs = model.kind === 'trees' ? model.trees.outputs : model.linear.outputs;
  const all = applyFinalStep(model.finalStep, raw, outputs);
  // The libraries answer with the probability of class 1 alone.
  return { raw, prediction: model.finalStep.pair === null ? all : all.filter((_, i) => i % 2 === 1) };
}

/** Largest difference, relative to the larger of 1 and the value. */
function difference(found: Float64Array, expected: readonly (number | readonly number[])[]): number {
  const flat = expected.flat() as number[];
  expect(found).toHaveLength(flat.length);
  return flat.reduce((most, value, i) => {
    const apart = Math.abs(found[i] - value) / Math.max(1, Math.abs(value));
    return Number.isNaN(apart) ? Infinity : Math.max(most, apart);
  }, 0);
}

const XGBOOST = ['binary-missing', 'categorical', 'dart', 'deep', 'linear', 'multiclass', 'regression'];
const LIGHTGBM = [
  ...['binary', 'categorical-missing', 'linear-leaves', 'linear-multiclass', 'multiclass', 'poisson', 'regression'],
  'zero-as-missing',
];

interface Json {
  [key: string]: Json;
}

/** XGBoost's own file, changed. */
function changed(name: string, change: (learner: Json, model: Json) => void): Uint8Array {
  const file = JSON.parse(
    Buffer.from(bytesOf(`${folder}/xgboost-${name}.model.json`))
      .toString()
      .replaceAll('NaN', 'null'),
  );
  change(file.learner, file.learner.gradient_booster.model ?? file.learner.gradient_booster.gbtree.model);
  return new TextEncoder().encode(JSON.stringify(file));
}

describe('XGBoost', () => {
  test('dart with its weights among the trees, in a booster named gbtree, answers alike', () => {
    const golden = goldenOf('xgboost-dart');
    const moved = changed('dart', (learner, model) => {
      const { weight_drop } = learner.gradient_booster;
      Object.assign(model, { weight_drop });
      learner.gradient_booster = { name: 'gbtree', model } as unknown as Json;
    });
    expect(difference(answers(readXgboost(moved, 'm'), golden).raw, golden.raw)).toBeLessThan(2e-6);
  });

  test.each([[false], [true]])('early stopping leaves the rounds behind the best one out (indptr: %s)', (indptr) => {
    const all = readXgboost(
      changed('multiclass', () => {}),
      'm',
    ) as TreeModel;
    expect(all.stopped).toEqual({ best: 20, all: 20, answering: 'best' });
    const stopped = changed('multiclass', ({ attributes }, model) => {
      Object.assign(attributes, { best_iteration: '4' });
      if (indptr) Object.assign(model, { iteration_indptr: Array.from({ length: 21 }, (_, round) => 3 * round) });
    });
    const cut = readXgboost(stopped, 'm') as TreeModel;
    expect(cut.trees.roots).toEqual(all.trees.roots.slice(0, 15));
    expect(cut.stopped).toEqual({ best: 5, all: 20, answering: 'best' });
    const whole = readXgboost(stopped, 'm', 'all') as TreeModel;
    expect(whole.trees).toEqual(all.trees);
    expect(whole.stopped).toEqual({ best: 5, all: 20, answering: 'all' });
  });

  test('several targets are no classes: each has an answer of its own', () => {
    const change = (name: string) =>
      changed('multiclass', (learner) => {
        Object.assign(learner.learner_model_param, { num_class: '0', num_target: '3' });
        Object.assign(learner.objective, { name });
      });
    const golden = goldenOf('xgboost-multiclass');
    for (const name of ['reg:squarederror', 'binary:logistic']) {
      const model = readXgboost(change(name), 'm');
      expect(model.targets).toBe(true);
      const { raw, prediction } = answers(model, golden);
      expect(prediction).toHaveLength(raw.length);
      if (name === 'binary:logistic') expect(prediction[0]).toBeCloseTo(1 / (1 + Math.exp(-raw[0])), 12);
    }
    expect(
      readXgboost(
        changed('multiclass', () => {}),
        'm',
      ).targets,
    ).toBeUndefined();
  });

  test.each(XGBOOST.flatMap((name) => [`${name}.model.json`, `${name}.ubj`]))(
    '%s answers as the library does',
    (name) => {
      const golden = goldenOf(`xgboost-${name.split('.')[0]}`);
      const found = answers(readXgboost(bytesOf(`${folder}/xgboost-${name}`), name), golden);
      // The library sums in float32.
      expect(difference(found.raw, golden.raw)).toBeLessThan(2e-6);
      expect(difference(found.prediction, golden.prediction)).toBeLessThan(1e-6);
    },
  );

  test.each(XGBOOST)('%s is the same from both formats', (name) => {
    const of = (kind: string) => readXgboost(bytesOf(`${folder}/xgboost-${name}.${kind}`), 'model');
    expect(of('ubj')).toEqual(of('model.json'));
  });
});

test.each(LIGHTGBM)('LightGBM %s answers as the library does', (name) => {
  const golden = goldenOf(`lightgbm-${name}`);
  const found = answers(readLightgbm(bytesOf(`${folder}/lightgbm-${name}.txt`), name), golden);
  expect(difference(found.raw, golden.raw)).toBeLessThan(1e-12);
  expect(difference(found.prediction, golden.prediction)).toBeLessThan(1e-12);
});

describe('a random forest of LightGBM 2', () => {
  const forest = (leaves: string, objective = 'binary sigmoid:1') =>
    new TextEncoder().encode(
      [
        ...['tree', 'version=v2', 'num_class=1', 'num_tree_per_iteration=1', 'label_index=0', 'max_feature_idx=0'],
        ...[`objective=${objective}`, 'average_output', 'feature_names=a', 'feature_infos=[0:1]', ''],
        ...['Tree=0', 'num_leaves=2', 'num_cat=0', 'split_feature=0', 'threshold=0.5', 'decision_type=2'],
        ...['left_child=-1', 'right_child=-2', `leaf_value=${leaves}`, '', 'Tree=1', 'num_leaves=1', 'num_cat=0'],
        ...['leaf_value=0.5', '', 'feature importances:', ''],
      ].join('\n'),
    );
  const answer = (bytes: Uint8Array) => {
    const model = readLightgbm(bytes, 'm');
    const raw = treePredictor(model.trees)(Float64Array.of(0), 1);
    return { notices: model.notices, prediction: [...applyFinalStep(model.finalStep, raw, 1)] };
  };

  test('whose leaves are probabilities answers with their mean, and that is said', () => {
    const { notices, prediction } = answer(forest('0.25 0.75'));
    expect(prediction).toEqual([1 - 0.375, 0.375]);
    expect(notices).toMatchObject([{ key: 'tree.forestAverages' }]);
  });

  test('with a leaf that is no probability holds raw scores', () => {
    const { notices, prediction } = answer(forest('0.25 -0.75'));
    expect(prediction[1]).toBeCloseTo(1 / (1 + Math.exp(-0.375)), 12);
    expect(notices).toBeUndefined();
  });

  test('whose leaves may be either is refused', () => {
    expect(() => answer(forest('0.25 0.75', 'regression sqrt'))).toThrow(/LightGBM 3/);
  });
});
