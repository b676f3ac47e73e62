import { expect, test } from 'vitest';
import { OrielError } from '../../../../src/errors.ts';
import { readOnnxLinear } from '../../../../src/models/linear/onnx.ts';
import { readLightgbm } from '../../../../src/models/trees/lightgbm.ts';
import { readOnnxTrees } from '../../../../src/models/trees/onnx.ts';
import { treePredictor } from '../../../../src/models/trees/predict.ts';
import { readXgboost } from '../../../../src/models/trees/xgboost.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { predictLinear } from '../../../../src/structures/linear.ts';
import { damaged } from '../../../support/damage.ts';
import { bytesOf } from '../../../support/models.ts';
import { linearOn, pipeline, pipelineFile, treesOn } from '../onnx/pipelines.ts';
import { ensembleFile, MODES } from './ensembles.ts';

// Damaged files give a typed error or a model that answers: never a hang, never a crash.

const COUNT = Number(process.env.ORIEL_FUZZ ?? 2000);
/** Milliseconds that no file takes. */
const SLOW = 5000;

const boosters = 'test/golden/boosters';
const spec = {
  trees: 3,
  depth: 5,
  columns: 3,
  outputs: 2,
  post: 'NONE',
  aggregate: 'SUM',
  base: 0,
  double: false,
  tracks: true,
} as const;
const generated = (operator: 'TreeEnsemble' | 'TreeEnsembleRegressor') => {
  const modes = operator === 'TreeEnsemble' ? MODES : MODES.slice(0, 6);
  return ensembleFile(createRandom(1), { ...spec, operator, modes, oneColumn: false, positive: false });
};

const pipelined = (seed: number, kind: 'trees' | 'linear') => {
  const made = pipeline(seed);
  const random = createRandom(seed);
  const f = Float32Array.from({ length: 20 * made.width }, () => random.normal());
  return pipelineFile(made, kind === 'trees' ? treesOn(f, made.width, random) : linearOn(made.width, random));
};

const FILES: readonly (readonly [
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => ReturnType<typeof readXgboost> | null,
])[] = [
  ...[
    'dart.model.json',
    'multiclass.ubj',
    'linear.model.json',
    'linear.ubj',
    'categorical.ubj',
    'categorical.model.json',
  ].map((name) => [bytesOf(`${boosters}/xgboost-${name}`), (bytes: Uint8Array) => readXgboost(bytes, name)] as const),
  ...['multiclass', 'categorical-missing', 'linear-leaves'].map(
    (name) => [bytesOf(`${boosters}/lightgbm-${name}.txt`), (bytes: Uint8Array) => readLightgbm(bytes, name)] as const,
  ),
  [generated('TreeEnsemble'), (bytes) => readOnnxTrees(bytes, 'm.onnx')],
  [generated('TreeEnsembleRegressor'), (bytes) => readOnnxTrees(bytes, 'm.onnx')],
  [bytesOf('public/examples/penguins/forest.onnx'), (bytes) => readOnnxTrees(bytes, 'm.onnx')],
  [pipelined(8, 'trees'), (bytes) => readOnnxTrees(bytes, 'm.onnx')],
  [pipelined(26, 'linear'), (bytes) => readOnnxLinear(bytes, 'm.onnx')],
  [bytesOf('test/golden/models/iris-lr.onnx'), (bytes) => readOnnxLinear(bytes, 'm.onnx')],
];

test(`${COUNT} damaged files give a typed error or a model that answers`, { timeout: 60_000 + COUNT * 50 }, () => {
  const random = createRandom(20260);
  const ends = { error: 0, model: 0, other: 0 };
  let slowest = 0;
  for (let i = 0; i < COUNT; i++) {
    const [bytes, read] = FILES[i % FILES.length];
    const file = damaged(bytes, random);
    const end = (): keyof typeof ends => {
      try {
        const model = read(file);
        if (!model) return 'other';
        const { columns, outputs } = model.kind === 'trees' ? model.trees : model.linear;
        const rows = Float64Array.from({ length: 3 * Math.min(columns, 1000) }, () => 10 * random.normal());
        if (columns > 1000) return 'model';
        const raw = model.kind === 'trees' ? treePredictor(model.trees)(rows, 3) : predictLinear(model.linear, rows, 3);
        expect(raw).toHaveLength(3 * outputs);
        if (model.kind === 'trees') expect(raw.every(Number.isFinite)).toBe(true);
        return 'model';
      } catch (error) {
        if (!(error instanceof OrielError) || !/^model-(trees|kind)$/.test(error.code))
          throw new Error(`file ${i}`, { cause: error });
        return 'error';
      }
    };
    const timed = (): number => {
      const started = performance.now();
      end();
      return performance.now() - started;
    };
    const started = performance.now();
    ends[end()]++;
    let took = performance.now() - started;
    // Other work on the machine may have taken that long, but not each time.
    for (let again = 0; took > SLOW && again < 3; again++) took = Math.min(took, timed());
    slowest = Math.max(slowest, took);
  }
  // Both ends are common, or the damage would be too heavy or too light to find anything.
  expect(ends.error).toBeGreaterThan(COUNT / 5);
  expect(ends.model).toBeGreaterThan(COUNT / 10);
  expect(slowest).toBeLessThan(SLOW);
});
