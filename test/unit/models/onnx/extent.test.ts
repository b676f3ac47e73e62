// Files of a few bytes that ask for any amount of memory or time, and files that are fine but that
// the runtime cannot run: each ends in a typed error that says what it is.

import { describe, expect, test } from 'vitest';
import { isOutOfMemory } from '../../../../src/engine/pool/out-of-memory.ts';
import { MEGABYTE, mostOf } from '../../../../src/limits.ts';
import { bindTabular } from '../../../../src/models/bind/index.ts';
import { readOnnx } from '../../../../src/models/onnx/reading/read.ts';
import { runError } from '../../../../src/models/onnx/runtime/runtime-errors.ts';
import { openOnnx } from '../../../../src/models/onnx/runtime/session.ts';
import { failureOf } from '../../../support/failure.ts';
import { numericColumns, tableOf } from '../../../support/models.ts';
import { graphMessage, modelFile, type NodeSpec, valueInfo, type Weights } from '../../../support/onnx.ts';

const float = (name: string, ...shape: (number | string | null)[]) => valueInfo(name, 'float32', shape);
const W: Weights = { name: 'w', dims: [3, 1], data: Float32Array.of(1, 2, -1) };
const long = (name: string, ...data: number[]): Weights => ({
  name,
  dims: [data.length],
  data: BigInt64Array.from(data, BigInt),
});
const product = (to = 'y'): NodeSpec => ({ op: 'MatMul', inputs: ['x', 'w'], outputs: [to] });
const fileOf = (nodes: readonly NodeSpec[], weights: readonly Weights[] = [W], y = float('y', null, 1)) =>
  modelFile(graphMessage({ nodes, weights, inputs: [float('x', null, 3)], outputs: [y] }));
const reading = (bytes: Uint8Array) => failureOf(() => readOnnx(bytes, 'm.onnx'));

function loop(trips: number, nested?: Uint8Array): Uint8Array {
  const inner: NodeSpec = nested
    ? { op: 'Loop', inputs: ['trips', 'go', 'h0'], outputs: ['h1'], attributes: { body: { graph: nested } } }
    : { op: 'Relu', inputs: ['h0'], outputs: ['h1'] };
  return graphMessage({
    nodes: [inner, { op: 'Identity', inputs: ['go0'], outputs: ['go1'] }],
    weights: [{ name: 'trips', dims: [], data: BigInt64Array.of(BigInt(trips)) }],
    inputs: [valueInfo('i', 'int64', []), valueInfo('go0', 'bool', []), float('h0', null, 1)],
    outputs: [valueInfo('go1', 'bool', []), float('h1', null, 1)],
  });
}
const looping = (trips: number, body: Uint8Array) =>
  fileOf(
    [product('h'), { op: 'Loop', inputs: ['n', 'go', 'h'], outputs: ['y'], attributes: { body: { graph: body } } }],
    [
      W,
      { name: 'n', dims: [], data: BigInt64Array.of(BigInt(trips)) },
      { name: 'go', dims: [], data: Uint8Array.of(1) },
    ],
  );

describe('what a file declares is bounded', () => {
  test.each<[string, readonly number[]]>([
    ['far more numbers', [3, 2 ** 28]],
    ['more than there can be', [2 ** 31, 2 ** 31]],
    ['negative ones', [-3, -1]],
  ])('dimensions of weights: %s', async (_, dims) => {
    expect(await reading(fileOf([product()], [{ ...W, dims }]))).toMatchObject({
      code: 'model-unreadable',
      details: { text: { key: 'model.extent.tensor', values: { name: 'w' } } },
    });
  });

  test.each<[string, readonly string[], readonly number[]]>([
    ['Expand', ['h', 's'], [1, 10 ** 9]],
    ['Tile', ['h', 's'], [1, 10 ** 9]],
    ['ConstantOfShape', ['s'], [10 ** 6, 10 ** 6]],
    ['Pad', ['h', 's'], [0, 0, 0, 10 ** 9]],
    ['Resize', ['h', '', '', 's'], [1, 10 ** 9]],
  ])('tensors that it makes: %s', async (op, inputs, shape) => {
    const nodes = [product('h'), { op, inputs, outputs: ['y'] }];
    expect(await reading(fileOf(nodes, [W, long('s', ...shape)]))).toMatchObject({
      code: 'model-unsupported',
      details: { operator: op, text: { key: 'model.extent.made' } },
    });
  });

  test('steps of loops, one within the other', async () => {
    const refused = { code: 'model-unsupported', details: { operator: 'Loop', text: { key: 'model.extent.steps' } } };
    expect(await reading(looping(10 ** 9, loop(1)))).toMatchObject(refused);
    expect(await reading(looping(1000, loop(1000, loop(1))))).toMatchObject(refused);
    expect((await readOnnx(looping(100, loop(100, loop(1))), 'm.onnx')).facts.outputs).toHaveLength(1);
  });

  test('outputs and rows of a call', async () => {
    const bound = async (rows: number | null, columns: number) => {
      const bytes = modelFile(
        graphMessage({
          nodes: [product()],
          weights: [W],
          inputs: [float('x', rows, 3)],
          outputs: [float('y', rows, columns)],
        }),
      );
      const { facts } = await readOnnx(bytes, 'm.onnx');
      return bindTabular(facts, tableOf(numericColumns('a', 'b', 'c')), null, null).binding;
    };
    expect(await failureOf(() => bound(null, 10 ** 9))).toMatchObject({
      code: 'model-output',
      details: { text: { key: 'model.outputMany' } },
    });
    expect(await failureOf(() => bound(10 ** 9, 1))).toMatchObject({
      code: 'model-input',
      details: { text: { key: 'model.callNumbers' } },
    });
    expect(await bound(10 ** 5, 1)).toMatchObject({ batch: 10 ** 5 });
  });

  test('nodes', async () => {
    const chain = Array.from(
      { length: mostOf.nodes + 1 },
      (_, at): NodeSpec => ({ op: 'Relu', inputs: [at === 0 ? 'x' : `h${at}`], outputs: [`h${at + 1}`] }),
    );
    expect(await reading(fileOf(chain))).toMatchObject({ details: { text: { key: 'model.extent.nodes' } } });
  });
});

/** Sides that are only computed: ten to the power of `digits`, from the tens in `t`. */
const computed = (digits: number): NodeSpec[] =>
  Array.from({ length: digits - 1 }, (_, at) => ({
    op: 'Mul',
    inputs: [at === 0 ? 'ten' : `t${at}`, 'ten'],
    outputs: [at === digits - 2 ? 't' : `t${at + 1}`],
  }));
const whole = (value: number): Weights => ({ name: `n${value}`, dims: [], data: BigInt64Array.of(BigInt(value)) });
const sum = (of: string): NodeSpec[] => [
  { op: 'ReduceSum', inputs: [of], outputs: ['all'], attributes: { keepdims: { int: 0 } } },
  { op: 'Add', inputs: ['h', 'all'], outputs: ['y'] },
];

describe('what is known only while it runs ends in a typed error', () => {
  const float32 = { to: { int: 1 } };
  test.each<[string, readonly NodeSpec[]]>([
    ['ConstantOfShape', [{ op: 'ConstantOfShape', inputs: ['t'], outputs: ['m'] }]],
    [
      'Expand',
      [
        { op: 'Expand', inputs: ['n1', 't'], outputs: ['l'] },
        { op: 'Cast', inputs: ['l'], outputs: ['m'], attributes: float32 },
      ],
    ],
    [
      'Tile',
      [
        { op: 'Reshape', inputs: ['h', 'flat'], outputs: ['f'] },
        { op: 'Tile', inputs: ['f', 't'], outputs: ['m'] },
      ],
    ],
    [
      'Range',
      [
        { op: 'Squeeze', inputs: ['t'], outputs: ['end'] },
        { op: 'Range', inputs: ['n0', 'end', 'n1'], outputs: ['l'] },
        { op: 'Cast', inputs: ['l'], outputs: ['m'], attributes: float32 },
      ],
    ],
    [
      'Pad',
      [
        { op: 'Concat', inputs: ['zero', 't'], outputs: ['pads'], attributes: { axis: { int: 0 } } },
        { op: 'Reshape', inputs: ['h', 'flat'], outputs: ['f'] },
        { op: 'Pad', inputs: ['f', 'pads'], outputs: ['m'] },
      ],
    ],
  ])('%s, of more than can be addressed and of more than is allowed', async (_, nodes) => {
    for (const digits of [9, 10]) await refused(nodes, digits);
  });

  async function refused(nodes: readonly NodeSpec[], digits: number) {
    const weights = [W, long('ten', 10), long('zero', 0), long('flat', -1), whole(0), whole(1)];
    const bytes = fileOf([product('h'), ...computed(digits), ...nodes, ...sum('m')], weights);
    const { facts } = await readOnnx(bytes, 'm.onnx');
    const { binding } = bindTabular(facts, tableOf(numericColumns('a', 'b', 'c')), null, null);
    const before = process.memoryUsage().rss;
    const error = await failureOf(async () => {
      const model = await openOnnx(bytes, binding, 'wasm', { file: 'm.onnx' });
      await model.predict(Float32Array.of(1, 2, 3), 1);
    });
    expect(error.code).toMatch(/^(model|failure)-/);
    expect(process.memoryUsage().rss - before).toBeLessThan(1024 * MEGABYTE);
  }
});

describe('a file that is fine but unsupported is not called damaged', () => {
  const opened = async (nodes: readonly NodeSpec[]) => {
    const bytes = fileOf(nodes);
    const { facts } = await readOnnx(bytes, 'm.onnx');
    const { binding } = bindTabular(facts, tableOf(numericColumns('a', 'b', 'c')), null, null);
    return openOnnx(bytes, binding, 'wasm', { file: 'm.onnx' });
  };
  const cast = (from: string, to: string, type: number): NodeSpec => ({
    op: 'Cast',
    inputs: [from],
    outputs: [to],
    attributes: { to: { int: type } },
  });

  test('an operator that the runtime lacks for bfloat16', async () => {
    const nodes = [
      cast('x', 'xb', 16),
      cast('w', 'wb', 16),
      { op: 'MatMul', inputs: ['xb', 'wb'], outputs: ['yb'] },
      cast('yb', 'y', 1),
    ];
    expect(await failureOf(() => opened(nodes))).toMatchObject({
      code: 'model-unsupported',
      details: { operator: 'MatMul', text: { key: 'model.runtimeLacks', values: { types: ['bfloat16'] } } },
    });
  });

  test('an operator whose types do not fit', async () => {
    const error = await failureOf(() => opened([{ op: 'ConvInteger', inputs: ['x', 'w'], outputs: ['y'] }]));
    expect(error).toMatchObject({ code: 'model-unsupported', details: { operator: 'ConvInteger' } });
  });
});

describe('what the runtime says of a failed call', () => {
  const textOf = (text: string) => runError(new Error(text), 'wasm', 'm.onnx');

  test('names no functions of C++', () => {
    const { message } = textOf(
      'failed to call OrtRun(). ERROR_CODE: 1, ERROR_MESSAGE: /build/core/x.h:12 onnxruntime::ReshapeHelper::' +
        'ReshapeHelper(const TensorShape &, TensorShapeVector &, bool) sizes differ. The input tensor cannot be ' +
        'reshaped to the requested shape.',
    );
    expect(message).toContain('sizes differ');
    expect(message).not.toMatch(/::|const |\.h:/);
  });

  test('a node that fails for the numbers it is given is no fault of the back end', () => {
    const failed = "Non-zero status code returned while running Gather node. Name:'g' Status Message: out of bounds";
    expect(textOf(failed)).toMatchObject({ code: 'model-input', details: { text: { key: 'model.nodeFailed' } } });
    const tooLarge =
      "Non-zero status code returned while running Expand node. Name:'' Status Message: Tensor shape is too large";
    expect(textOf(tooLarge)).toMatchObject({ code: 'failure-backend' });
    expect(isOutOfMemory(textOf(tooLarge))).toBe(true);
    expect(isOutOfMemory(textOf('memory access out of bounds'))).toBe(true);
  });
});
