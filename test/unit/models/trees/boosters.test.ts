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
const LIGHTGBM = ['binary', 'categorical-missing', 'multiclass', 'poisson', 'regression', 'zero-as-missing'];

describe('XGBoost', () => {
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
