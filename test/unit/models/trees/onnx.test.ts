import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { type OnnxTrees, readOnnxTrees } from '../../../../src/models/trees/onnx.ts';
import { treePredictor } from '../../../../src/models/trees/predict.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { applyFinalStep } from '../../../../src/structures/final-step.ts';
import { Test } from '../../../../src/structures/trees.ts';
import { bytesOf, openExample } from '../../../support/models.ts';
import { goldenData, onnxModel } from '../../support/golden.ts';
import { AGGREGATES, ensembleFile, MODES, POSTS, rowsOn, type Spec } from './ensembles.ts';

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});

const native = ({ trees, finalStep }: OnnxTrees, rows: Float32Array | Float64Array, count: number): Float64Array =>
  applyFinalStep(finalStep, treePredictor(trees)(rows, count), trees.outputs);

/** Largest difference in float32 roundings of the answer, or of 1 where that is smaller. */
function roundings(found: Float64Array, expected: ArrayLike<number>): number {
  expect(found).toHaveLength(expected.length);
  let most = 0;
  for (let i = 0; i < found.length; i++) {
    if (Number.isNaN(found[i]) && Number.isNaN(expected[i])) continue;
    const apart =
      found[i] === expected[i] ? 0 : Math.abs(found[i] - expected[i]) / (Math.max(1, Math.abs(expected[i])) * 2 ** -24);
    most = Math.max(most, Number.isNaN(apart) ? Infinity : apart);
  }
  return most;
}

/**
 * Rows that lie on thresholds: each node's threshold in its column of some row, and the float32
 * numbers beside it.
 */
function boundaryRows(model: OnnxTrees, rows: Float32Array): Float32Array {
  const { trees } = model;
  const made: number[] = [];
  const columns = trees.columns;
  const all = rows.length / columns;
  for (let node = 0; node < trees.feature.length && made.length < 4000 * columns; node++) {
    if (trees.feature[node] < 0 || trees.test[node] > Test.equal) continue;
    const start = (node % all) * columns;
    for (const step of [-1, 0, 1]) {
      const row = Array.from(rows.subarray(start, start + columns));
      const t = Math.fround(trees.threshold[node]);
      row[trees.feature[node]] = t + step * Math.max(Math.abs(t) * 2 ** -23, 2 ** -149);
      made.push(...row);
    }
  }
  return Float32Array.from(made);
}

describe('examples', () => {
  test.each([
    ['credit', 'gbt'],
    ['penguins', 'forest'],
    ['diabetes', 'gbt'],
  ])('%s %s: as onnxruntime on all rows and on thresholds', async (folder, name) => {
    const example = await openExample(folder, name);
    const model = readOnnxTrees(example.bytes, name) as OnnxTrees;
    expect(model.output).toBe(example.bound.binding.output);
    for (const rows of [example.rows, boundaryRows(model, example.rows)]) {
      const count = rows.length / model.trees.columns;
      expect(count).toBeGreaterThan(100);
      expect(roundings(native(model, rows, count), await example.model.predict(rows, count))).toBeLessThan(64);
    }
    await example.model.close();
  });
});

describe('golden models', () => {
  test.each(['breast_cancer-gbt', 'breast_cancer-rf', 'diabetes-gbt', 'diabetes-rf', 'iris-rf', 'wine-rf'])(
    '%s',
    async (name) => {
      const data = goldenData(name.split('-')[0]);
      const model = readOnnxTrees(bytesOf(`test/golden/models/${name}.onnx`), name) as OnnxTrees;
      const given = Float32Array.from([...data.background, ...data.explain].flat());
      const runtime = await onnxModel(name, model.trees.columns);
      for (const rows of [given, boundaryRows(model, given)]) {
        const count = rows.length / model.trees.columns;
        const answers = native(model, rows, count);
        const shown = answers.length === 2 * count ? answers.filter((_, i) => i % 2 === 1) : answers;
        expect(roundings(shown, await runtime(rows, count))).toBeLessThan(64);
      }
    },
  );

  test.each(['diabetes-lin', 'breast_cancer-mlp'])('%s holds no trees', (name) => {
    expect(readOnnxTrees(bytesOf(`test/golden/models/${name}.onnx`), name)).toBeNull();
  });
});

/**
 * What varies with the number of the ensemble; every combination that matters comes up among 200.
 */
function specOf(i: number): Spec {
  const operator = (['TreeEnsembleClassifier', 'TreeEnsembleRegressor', 'TreeEnsemble'] as const)[i % 3];
  const round = Math.floor(i / 3);
  const classifier = operator === 'TreeEnsembleClassifier';
  const outputs = classifier ? 2 + (round % 3) : 1 + (round % 3);
  const oneColumn = classifier && outputs === 2 && round % 5 !== 4;
  const modes = operator === 'TreeEnsemble' ? MODES : MODES.slice(0, 6);
  const whole = round % 4 === 0 ? modes.slice(0, 1) : modes;
  const single = round % 4 === 1 ? [modes[Math.floor(round / 4) % modes.length]] : whole;
  const post = POSTS[Math.floor(round / 2) % 5];
  const kept = post === 'PROBIT' && oneColumn ? 'NONE' : post;
  const noBase =
    operator === 'TreeEnsemble' || kept === 'PROBIT' || round % 5 < 2 || (classifier && outputs === 2 && !oneColumn);
  return {
    operator,
    trees: 1 + (round % 7),
    depth: 1 + (i % 20),
    columns: 1 + (round % 6),
    outputs,
    modes: single,
    post: kept,
    aggregate: classifier ? 'SUM' : AGGREGATES[round % 4],
    base: noBase ? 0 : oneColumn ? 1 : outputs,
    double: round % 5 === 4,
    tracks: round % 3 !== 0,
    oneColumn,
    // The quantile is of numbers between 0 and 1.
    positive: kept === 'PROBIT' || round % 4 === 0,
  };
}

describe('200 generated ensembles', () => {
  test.each(Array.from({ length: 10 }, (_, part) => part))(
    'part %i of 10: as onnxruntime, missing values and thresholds too',
    async (part) => {
      for (let i = part * 20; i < part * 20 + 20; i++) {
        const spec = specOf(i);
        const random = createRandom(i);
        const file = ensembleFile(random, spec);
        const model = readOnnxTrees(file, 'm.onnx');
        expect(model, `${i}: ${JSON.stringify(spec)}`).not.toBeNull();
        const count = 200;
        const rows = rowsOn(random, count, spec.columns);
        const session = await ort.InferenceSession.create(file, { logSeverityLevel: 4 });
        // What onnxruntime 1.30 does with a value that is missing or no whole number differs from
        // one member test to the next.
        if (spec.modes.includes('BRANCH_MEMBER')) for (let j = 0; j < rows.length; j++) rows[j] = random.integer(50);
        // Rows without missing values go through the trees in another way.
        for (const each of [rows, rows.map((x) => (Number.isNaN(x) ? 0.3 : x))]) {
          const given = spec.double ? each : Float32Array.from(each);
          const tensor = new ort.Tensor(spec.double ? 'float64' : 'float32', given as never, [count, spec.columns]);
          const { y } = await session.run({ x: tensor }, ['y']);
          // onnxruntime takes the quantile in float32, with digits lost near 0, ½ and 1.
          const apart = roundings(native(model as OnnxTrees, given, count), y.data as Float32Array);
          expect(apart, `${i}: ${JSON.stringify(spec)}`).toBeLessThan(spec.post === 'PROBIT' ? 8192 : 64);
        }
        await session.release();
      }
    },
  );
});
