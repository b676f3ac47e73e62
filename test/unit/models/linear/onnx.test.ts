import * as ort from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import { encodingOf } from '../../../../src/models/encoding.ts';
import { readOnnxLinear } from '../../../../src/models/linear/onnx.ts';
import type { TabularBinding } from '../../../../src/models/model.ts';
import { nativePredictor } from '../../../../src/models/native.ts';
import { type Numbers, precisionOf } from '../../../../src/numerics/numbers.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { answerCount } from '../../../../src/structures/final-step.ts';
import type { Structure } from '../../../../src/structures/structure.ts';
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

/** The native answers of a model whose only input is `x`; null where none is read. */
function native(file: Uint8Array, rows: Numbers): Float64Array | null {
  const model = readOnnxLinear(file, 'm.onnx');
  if (!model) return null;
  const { linear, finalStep, output, width, made } = model;
  const columns = Array.from({ length: width ?? linear.columns }, (_, at) => at);
  const type = precisionOf(rows);
  const binding: TabularBinding = {
    kind: 'tabular',
    inputs: [{ name: 'x', type, shape: 'matrix', columns, levels: null }],
    ...{ batch: null, output, outputs: answerCount(finalStep, linear.outputs) },
  };
  const structure: Structure = { kind: 'linear', linear, finalStep, encoding: encodingOf(binding, made, 'm.onnx') };
  return nativePredictor(structure).predict(rows, rows.length / columns.length);
}

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

describe('numbers that lie far from 0, as times do', () => {
  const random = createRandom(11);
  /** Seconds of some days in 2024, and a small number beside them. */
  const rows = Float64Array.from({ length: 60 }, (_, at) =>
    at % 2 === 0 ? 1_717_200_000 + Math.floor(random.uniform() * 864_000) : random.normal(),
  );
  const OFFSETS = [1_717_632_000.5, 0.25];
  const SCALES = [1 / 249_415.25, 1.5];
  const weights = (list: (name: string, ...numbers: number[]) => Weights): Weights[] => [
    list('offset', ...OFFSETS),
    list('less', ...OFFSETS.map((offset) => -offset)),
    list('scale', ...SCALES),
    list('deviation', ...SCALES.map((scale) => 1 / scale)),
    { ...list('w', 0.75, -2, 0.5, 1.25), dims: [2, 2] },
    list('b', 0.125, -1),
  ];
  const single = weights((name, ...data) => ({ name, dims: [data.length], data: Float32Array.from(data) }));
  const double = weights((name, ...data) => ({ name, dims: [data.length], data: Float64Array.from(data) }));
  const chain = (...steps: readonly (readonly [op: string, constant: string])[]): NodeSpec[] =>
    steps.map(([op, constant], at) => ({
      op,
      inputs: [at === 0 ? 'x' : `h${at}`, constant],
      outputs: [at === steps.length - 1 ? 's' : `h${at + 1}`],
    }));
  const scaler: NodeSpec = {
    op: 'Scaler',
    domain: 'ai.onnx.ml',
    inputs: ['x'],
    outputs: ['s'],
    attributes: { offset: { floats: OFFSETS }, scale: { floats: SCALES } },
  };
  const gemm: NodeSpec = { op: 'Gemm', inputs: ['s', 'w', 'b'], outputs: ['y'] };
  const product: NodeSpec[] = [
    { op: 'MatMul', inputs: ['s', 'w'], outputs: ['p'] },
    { op: 'Add', inputs: ['p', 'b'], outputs: ['y'] },
  ];
  const regressor: NodeSpec = {
    op: 'LinearRegressor',
    domain: 'ai.onnx.ml',
    inputs: ['s'],
    outputs: ['y'],
    attributes: {
      coefficients: { floats: [0.75, 0.5, -2, 1.25] },
      intercepts: { floats: [0.125, -1] },
      targets: { int: 2 },
    },
  };
  const fronts: Readonly<Record<string, readonly NodeSpec[]>> = {
    'Sub and Div': chain(['Sub', 'offset'], ['Div', 'deviation']),
    'Add and Mul': chain(['Add', 'less'], ['Mul', 'scale']),
    'Sub twice, then Mul': chain(['Sub', 'b'], ['Sub', 'offset'], ['Mul', 'scale']),
    Scaler: [scaler],
  };
  const ends: Readonly<Record<string, readonly NodeSpec[]>> = { Gemm: [gemm], MatMul: product };
  const cases = Object.keys(fronts).flatMap((front) => Object.keys(ends).map((end) => [front, end] as const));

  async function both(type: 'float32' | 'float64', nodes: readonly NodeSpec[]) {
    const [given, tensors] = type === 'float32' ? [Float32Array.from(rows), single] : [rows, double];
    const last = nodes.some(({ op }) => op === 'Scaler') ? 'float32' : type;
    // A Scaler gives single precision, whatever it is given.
    const used = tensors.map((each, at) =>
      last === 'float32' && !nodes[0].inputs.includes(each.name) ? single[at] : each,
    );
    const inputs = [valueInfo('x', type, [null, 2])];
    const file = modelFile(graphMessage({ nodes, weights: used, inputs, outputs: [valueInfo('y', last, [null, 2])] }));
    const session = await ort.InferenceSession.create(file, { logSeverityLevel: 4 });
    const { y } = await session.run({ x: new ort.Tensor(type, given as never, [30, 2]) });
    return { found: native(file, given), expected: y.data as Float32Array | Float64Array };
  }

  test.each(cases)('%s before %s, in double precision: as the runtime to 1e-14', async (front, end) => {
    const { found, expected } = await both('float64', [...fronts[front], ...ends[end]]);
    expect(most(found, expected)).toBeLessThan(front === 'Scaler' ? 1e-6 : 1e-14);
  });

  test.each(cases)('%s before %s, in single precision: as the runtime', async (front, end) => {
    const { found, expected } = await both('float32', [...fronts[front], ...ends[end]]);
    expect(most(found, expected)).toBeLessThan(1e-6);
  });

  test('a Scaler before a LinearRegressor, in single precision', async () => {
    const { found, expected } = await both('float32', [scaler, regressor]);
    expect(most(found, expected)).toBeLessThan(1e-6);
  });
});
