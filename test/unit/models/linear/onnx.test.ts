import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import { readOnnxLinear } from '../../../../src/models/linear/onnx.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { applyFinalStep } from '../../../../src/structures/final-step.ts';
import { predictLinear } from '../../../../src/structures/linear.ts';
import { bytesOf } from '../../../support/models.ts';
import {
  type AttributeValue,
  graphMessage,
  modelFile,
  type NodeSpec,
  valueInfo,
  type Weights,
} from '../../../support/onnx.ts';
import { errorOf } from '../../support/errors.ts';
import { goldenData, onnxModel } from '../../support/golden.ts';

const native = (file: Uint8Array, rows: Float32Array): Float64Array | null => {
  const model = readOnnxLinear(file, 'm.onnx');
  if (!model) return null;
  const { linear, finalStep } = model;
  return applyFinalStep(finalStep, predictLinear(linear, rows, rows.length / linear.columns), linear.outputs);
};

const most = (a: ArrayLike<number> | null, b: ArrayLike<number>): number => {
  expect(a).toHaveLength(b.length);
  return Array.from(b).reduce(
    (worst, v, i) => Math.max(worst, Math.abs((a as ArrayLike<number>)[i] - v) / Math.max(1, Math.abs(v))),
    0,
  );
};

describe('golden models', () => {
  test.each(['breast_cancer-lr', 'iris-lr', 'wine-lr', 'diabetes-lin'])('%s answers as onnxruntime', async (name) => {
    const data = goldenData(name.split('-')[0]);
    const rows = Float32Array.from([...data.background, ...data.explain].flat());
    const runtime = await onnxModel(name, data.feature_names.length);
    const expected = await runtime(rows, rows.length / data.feature_names.length);
    expect(most(native(bytesOf(`test/golden/models/${name}.onnx`), rows), expected)).toBeLessThan(2e-5);
  });

  test.each(['breast_cancer-mlp', 'iris-rf'])('%s is not linear', (name) => {
    expect(readOnnxLinear(bytesOf(`test/golden/models/${name}.onnx`), name)).toBeNull();
  });
});

describe('operators', () => {
  const random = createRandom(4);
  const some = (length: number) => Array.from({ length }, () => Math.fround(random.normal()));
  const rows = Float32Array.from(some(60));
  const run = async (nodes: readonly NodeSpec[], weights: readonly Weights[] = []) => {
    const label = nodes.some(({ outputs }) => outputs.includes('label'));
    const outputs = [...(label ? [valueInfo('label', 'int64', [null])] : []), valueInfo('y', 'float32', [null, null])];
    const file = modelFile(graphMessage({ nodes, weights, inputs: [valueInfo('x', 'float32', [null, 3])], outputs }));
    const session = await ort.InferenceSession.create(file, { logSeverityLevel: 4 });
    const { y } = await session.run({ x: new ort.Tensor('float32', rows, [20, 3]) }, ['y']);
    return most(native(file, rows), y.data as Float32Array);
  };
  const ml = (
    op: string,
    attributes: Readonly<Record<string, AttributeValue>>,
    outputs = ['y'],
    inputs = ['x'],
  ): NodeSpec => ({
    op,
    domain: 'ai.onnx.ml',
    inputs,
    outputs,
    attributes,
  });

  test.each([1, 2])('LinearRegressor with %i targets after a Scaler', async (targets) => {
    const scaler = ml('Scaler', { offset: { floats: some(3) }, scale: { floats: some(3) } }, ['s']);
    const attributes = {
      coefficients: { floats: some(3 * targets) },
      intercepts: { floats: some(targets) },
      targets: { int: targets },
    };
    expect(await run([scaler, ml('LinearRegressor', attributes, ['y'], ['s'])])).toBeLessThan(1e-5);
  });

  test.each([
    [3, 'SOFTMAX'],
    [3, 'NONE'],
    [2, 'SOFTMAX'],
    [2, 'LOGISTIC'],
    [1, 'LOGISTIC'],
  ])('LinearClassifier with %i scores and %s', async (scores, post) => {
    const attributes = {
      coefficients: { floats: some(3 * scores) },
      intercepts: { floats: some(scores) },
      classlabels_ints: { ints: Array.from({ length: Math.max(2, scores) }, (_, k) => k) },
      post_transform: { string: post },
    };
    expect(await run([ml('LinearClassifier', attributes, ['label', 'y'])])).toBeLessThan(1e-5);
  });

  test.each(['toString', 'constructor', 'SOFTMIN'])('there is no final step called %s', (post) => {
    const attributes = {
      coefficients: { floats: some(6) },
      intercepts: { floats: some(2) },
      classlabels_ints: { ints: [0, 1] },
      post_transform: { string: post },
    };
    const nodes = [ml('LinearClassifier', attributes, ['label', 'y'])];
    const [inputs, outputs] = [[valueInfo('x', 'float32', [null, 3])], [valueInfo('y', 'float32', [null, 2])]];
    const file = modelFile(graphMessage({ nodes, weights: [], inputs, outputs }));
    expect(errorOf(() => readOnnxLinear(file, 'm.onnx')).message).toContain(post);
  });

  test('MatMul, Add and a turned Gemm with factors', async () => {
    const weights: Weights[] = [
      { name: 'w', dims: [3, 4], data: Float32Array.from(some(12)) },
      { name: 'b', dims: [4], data: Float32Array.from(some(4)) },
      { name: 'v', dims: [2, 4], data: Float32Array.from(some(8)) },
      { name: 'c', dims: [2], data: Float32Array.from(some(2)) },
    ];
    const attributes = { transB: { int: 1 }, alpha: { float: 0.5 }, beta: { float: -2 } };
    const nodes: NodeSpec[] = [
      { op: 'MatMul', inputs: ['x', 'w'], outputs: ['h'] },
      { op: 'Add', inputs: ['b', 'h'], outputs: ['g'] },
      { op: 'Gemm', inputs: ['g', 'v', 'c'], outputs: ['y'], attributes },
    ];
    expect(await run(nodes, weights)).toBeLessThan(1e-5);
  });
});
