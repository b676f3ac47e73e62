import { afterEach, describe, expect, test } from 'vitest';
import type { Column } from '../../../../src/data/tables/table.ts';
import { isOutOfMemory } from '../../../../src/engine/pool/out-of-memory.ts';
import { bindImage } from '../../../../src/models/bind/image.ts';
import { bindTabular } from '../../../../src/models/bind/index.ts';
import type { Model } from '../../../../src/models/model.ts';
import { fields, MODEL, submessage } from '../../../../src/models/onnx/reading/proto.ts';
import { readOnnx } from '../../../../src/models/onnx/reading/read.ts';
import { openOnnx } from '../../../../src/models/onnx/runtime/session.ts';
import { failureOf } from '../../../support/failure.ts';
import { bytesOf, numericColumns, openExample, tableOf } from '../../../support/models.ts';
import {
  type GraphSpec,
  graphMessage,
  message,
  modelFile,
  type NodeSpec,
  sequenceOfMaps,
  valueInfo,
} from '../../../support/onnx.ts';

const opened: Model[] = [];
afterEach(async () => {
  for (const model of opened.splice(0)) await model.close();
});

async function openBytes(file: Uint8Array, columns: readonly Column[], mostRows?: number): Promise<Model> {
  const { facts, bytes } = await readOnnx(file, 'm.onnx');
  const { binding } = bindTabular(facts, tableOf(columns), null, null);
  const model = await openOnnx(bytes, binding, 'wasm', { file: 'm.onnx', mostRows });
  opened.push(model);
  return model;
}
const open = (graph: GraphSpec, columns: readonly Column[], mostRows?: number) =>
  openBytes(modelFile(graphMessage(graph)), columns, mostRows);
const float = (name: string, ...shape: (number | string | null)[]) => valueInfo(name, 'float32', shape);
const cast = (input: string, output: string): NodeSpec => ({
  op: 'Cast',
  inputs: [input],
  outputs: [output],
  attributes: { to: { int: 1 } },
});

// 2,048 rows of this many numbers on the way are 8 GiB, more than 32-bit WebAssembly can count, or
// nearly all of its 4 GiB, more than is free.
const tiled = (wide: number) => ({
  op: 'Tile',
  wide,
  weights: { name: 'w', dims: [2], data: BigInt64Array.of(1n, BigInt(wide / 2)) },
});
const weighed = (wide: number) => ({
  op: 'MatMul',
  wide,
  weights: { name: 'w', dims: [2, wide], data: new Float32Array(2 * wide).fill(0.5) },
});
test.each([tiled(1_000_000), weighed(1_000_000), tiled(524_000), weighed(524_000)])(
  '$op to $wide numbers a row runs out of memory with a typed error, and answers fewer rows at a time',
  async ({ op, weights }) => {
    const nodes = [
      { op, inputs: ['x', 'w'], outputs: ['wide'] },
      { op: 'ReduceMean', inputs: ['wide'], outputs: ['y'], attributes: { axes: { ints: [1] } } },
    ];
    const graph = { nodes, weights: [weights], inputs: [float('x', 'N', 2)], outputs: [float('y', 'N', 1)] };
    const rows = new Float32Array(2 * 2048).fill(3);
    const large = await open(graph, numericColumns('a', 'b'));
    const error = await failureOf(() => large.predict(rows, 2048));
    expect(error.code).toBe('failure-backend');
    expect(error.message).toSatisfy(isOutOfMemory);
    const small = await open(graph, numericColumns('a', 'b'), 4);
    expect(small.batchRows).toBe(4);
    expect(Array.from(await small.predict(rows.subarray(0, 20), 10))).toEqual(new Array(10).fill(3));
  },
);

describe('inputs of every type', () => {
  test.each(['float64', 'float16', 'int64', 'int32', 'uint8', 'bool', 'float32'] as const)('%s', async (type) => {
    const nodes = [cast('x', 'f'), { op: 'ReduceSum', inputs: ['f', 'axes'], outputs: ['y'] }];
    const weights = [{ name: 'axes', dims: [1], data: BigInt64Array.of(1n) }];
    const model = await open(
      { nodes, weights, inputs: [valueInfo('x', type, ['N', 2])], outputs: [float('y', 'N', 1)] },
      numericColumns('a', 'b'),
    );
    const values = await model.predict(Float32Array.of(1, 0, 3, 250, 0, 0), 3);
    expect(Array.from(values)).toEqual(type === 'bool' ? [1, 2, 0] : [1, 253, 0]);
  });

  test('whole numbers are rounded, negative ones too; NaN is refused', async () => {
    const graph = {
      nodes: [cast('x', 'y')],
      inputs: [valueInfo('x', 'int64', ['N', 1])],
      outputs: [float('y', 'N', 1)],
    };
    const model = await open(graph, numericColumns('x'));
    expect(Array.from(await model.predict(Float32Array.of(-3, 2.6, -16777216), 3))).toEqual([-3, 3, -16777216]);
    const error = await failureOf(() => model.predict(Float32Array.of(Number.NaN), 1));
    expect(error.code).toBe('model-input');
    expect(error.details.input).toBe('x');
    expect(Array.from(await model.predict(Float32Array.of(7), 1))).toEqual([7]);
  });

  test('text by level, missing as empty text, numbers written out', async () => {
    const attributes = {
      keys_strings: { strings: ['Dream', 'Biscoe', '', '2007'] },
      values_floats: { floats: [10, 20, 30, 40] },
      default_float: { float: -1 },
    };
    const encoder = (input: string, output: string) => ({
      op: 'LabelEncoder',
      domain: 'ai.onnx.ml',
      inputs: [input],
      outputs: [output],
      attributes,
    });
    const nodes = [
      encoder('island', 'p'),
      encoder('year', 'q'),
      { op: 'Concat', inputs: ['p', 'q'], outputs: ['y'], attributes: { axis: { int: 1 } } },
    ];
    const inputs = [valueInfo('island', 'string', ['N', 1]), valueInfo('year', 'string', ['N', 1])];
    const columns: Column[] = [
      ...numericColumns('year'),
      { name: 'island', kind: 'categorical', levels: ['Biscoe', 'Dream', 'Torgersen'] },
    ];
    const model = await open({ nodes, inputs, outputs: [float('y', 'N', 2)] }, columns);
    const rows = Float32Array.of(0, 2007, 1, 2007.5, 2, 3, Number.NaN, 2007);
    expect(Array.from(await model.predict(rows, 4))).toEqual([20, 40, 10, -1, -1, -1, 30, 40]);
  });

  test('one input a column, of different types, in any order of the table', async () => {
    const nodes = [
      cast('count', 'c'),
      { op: 'Mul', inputs: ['c', 'ten'], outputs: ['t'] },
      { op: 'Add', inputs: ['t', 'size'], outputs: ['y'] },
    ];
    const weights = [{ name: 'ten', dims: [1], data: Float32Array.of(10) }];
    const inputs = [valueInfo('count', 'int64', ['N', 1]), float('size', 'N', 1)];
    const model = await open(
      { nodes, weights, inputs, outputs: [float('y', 'N', 1)] },
      numericColumns('size', 'count'),
    );
    // Rows are in the order of the inputs.
    expect(Array.from(await model.predict(Float32Array.of(4, 0.5, 7, 0.25), 2))).toEqual([40.5, 70.25]);
  });

  test('[N] in, [N] out', async () => {
    const graph = {
      nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
      inputs: [float('x', 'N')],
      outputs: [float('y', 'N')],
    };
    const model = await open(graph, numericColumns('x'));
    expect(model.outputs).toBe(1);
    expect(Array.from(await model.predict(Float32Array.of(1, 2, 3), 3))).toEqual([-1, -2, -3]);
  });
});

describe('outputs', () => {
  const columns = numericColumns('a', 'b');
  const inputs = [float('x', 'N', 2)];

  test('K that the file leaves open is found by running a row', async () => {
    const nodes = [{ op: 'Concat', inputs: ['x', 'x'], outputs: ['y'], attributes: { axis: { int: 1 } } }];
    const model = await open({ nodes, inputs, outputs: [float('y', null, null)] }, columns);
    expect(model.outputs).toBe(4);
    expect(Array.from(await model.predict(Float32Array.of(1, 2), 1))).toEqual([1, 2, 1, 2]);
  });

  test.each(['float64', 'float16'] as const)('%s becomes float32', async (type) => {
    const to = type === 'float64' ? 11 : 10;
    const nodes = [{ op: 'Cast', inputs: ['x'], outputs: ['y'], attributes: { to: { int: to } } }];
    const model = await open({ nodes, inputs, outputs: [valueInfo('y', type, ['N', 2])] }, columns);
    expect(Array.from(await model.predict(Float32Array.of(1.5, -2.25, 0, 1024), 2))).toEqual([1.5, -2.25, 0, 1024]);
  });

  test('[N, K, 1, 1] is flattened', async () => {
    const weights = [{ name: 'shape', dims: [4], data: BigInt64Array.of(-1n, 2n, 1n, 1n) }];
    const nodes = [{ op: 'Reshape', inputs: ['x', 'shape'], outputs: ['y'] }];
    const model = await open({ nodes, weights, inputs, outputs: [float('y', 'N', 2, 1, 1)] }, columns);
    expect(Array.from(await model.predict(Float32Array.of(1, 2, 3, 4), 2))).toEqual([1, 2, 3, 4]);
  });

  test('an output of another size than declared is an error', async () => {
    const weights = [{ name: 'axes', dims: [1], data: BigInt64Array.of(0n) }];
    const nodes = [{ op: 'ReduceSum', inputs: ['x', 'axes'], outputs: ['y'] }];
    const model = await open({ nodes, weights, inputs, outputs: [float('y', null, 2)] }, columns);
    const error = await failureOf(() => model.predict(Float32Array.of(1, 2, 3, 4), 2));
    expect(error.code).toBe('model-output');
    expect(error.details.output).toBe('y');
  });

  test('ZipMap: a forest with it answers as without it', async () => {
    const { model, rows, table } = await openExample('penguins', 'forest');
    opened.push(model);
    const original = bytesOf('public/examples/penguins/forest.onnx');
    const attributes = { classlabels_strings: { strings: ['Adelie', 'Chinstrap', 'Gentoo'] } };
    const added = graphMessage({
      nodes: [
        {
          op: 'ZipMap',
          domain: 'ai.onnx.ml',
          name: 'ZipMap',
          inputs: ['probabilities'],
          outputs: ['output_probability'],
          attributes,
        },
      ],
      inputs: [],
      outputs: [sequenceOfMaps('output_probability', 'string')],
    });
    // The forest's own output is replaced, so that nothing but the maps gives the probabilities.
    const graph = [...fields(submessage(original, MODEL.graph) as Uint8Array)]
      .filter(({ number, payload }) => number !== 12 || !new TextDecoder().decode(payload).includes('probabilities'))
      .map(({ raw }) => raw);
    const [, grown] = [...fields(modelFile(message(...graph, added)))];
    const file = message(...[...fields(original)].map(({ number, raw }) => (number === MODEL.graph ? grown.raw : raw)));
    const zipped = await openBytes(file, numericColumns(...Array.from({ length: 6 }, (_, i) => `f${i}`)));
    expect(zipped.outputs).toBe(3);
    expect(await zipped.predict(rows, table.rows.count)).toEqual(await model.predict(rows, table.rows.count));
  });
});

describe('calls', () => {
  const double: GraphSpec = {
    nodes: [{ op: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
    inputs: [float('x', 'N', 2)],
    outputs: [float('y', 'N', 2)],
  };

  test('a fixed number of rows: calls of just that size, the last one filled up', async () => {
    const graph = { ...double, inputs: [float('x', 4, 2)], outputs: [float('y', 4, 2)] };
    const model = await open(graph, numericColumns('a', 'b'));
    const rows = Float32Array.from({ length: 22 }, (_, i) => i);
    expect(await model.predict(rows, 11)).toEqual(rows.map((value) => 2 * value));
    expect(Array.from(await model.predict(rows, 1))).toEqual([0, 2]);
  });

  test('scales taken over a whole call do not make a row depend on the others', async () => {
    const nodes: NodeSpec[] = [
      { op: 'DynamicQuantizeLinear', inputs: ['x'], outputs: ['q', 's', 'z'] },
      { op: 'DequantizeLinear', inputs: ['q', 's', 'z'], outputs: ['y'] },
    ];
    const model = await open({ ...double, nodes }, numericColumns('a', 'b'));
    const together = await model.predict(Float32Array.of(0.1, 0.7, 1000, -50), 2);
    expect(together.slice(0, 2)).toEqual(await model.predict(Float32Array.of(0.1, 0.7), 1));
  });

  test('calls made at once are answered one after the other; buffers longer than needed are fine', async () => {
    const model = await open(double, numericColumns('a', 'b'));
    const calls = Array.from({ length: 20 }, (_, i) => model.predict(Float32Array.of(i, 1, 99, 99), 1));
    expect((await Promise.all(calls)).map((answer) => Array.from(answer))).toEqual(calls.map((_, i) => [2 * i, 2]));
    expect(await model.predict(new Float32Array(0), 0)).toHaveLength(0);
  });

  test('answers are not overwritten by later calls', async () => {
    const model = await open(double, numericColumns('a', 'b'));
    const first = await model.predict(Float32Array.of(1, 2), 1);
    await model.predict(Float32Array.of(3, 4), 1);
    expect(Array.from(first)).toEqual([2, 4]);
  });

  test('pictures in either layout', async () => {
    const nodes = [{ op: 'ReduceSum', inputs: ['x', 'axes'], outputs: ['y'], attributes: { keepdims: { int: 0 } } }];
    const weights = [{ name: 'axes', dims: [2], data: BigInt64Array.of(1n, 2n) }];
    const file = modelFile(
      graphMessage({ nodes, weights, inputs: [float('x', 'N', 2, 2, 3)], outputs: [float('y', 'N', 3)] }),
    );
    const { facts, bytes } = await readOnnx(file, 'm.onnx');
    const { binding } = bindImage(facts, null);
    const model = await openOnnx(bytes, binding, 'wasm', { file: 'm.onnx' });
    opened.push(model);
    const picture = Float32Array.of(1, 0, 0, 2, 0, 5, 3, 0, 0, 4, 1, 0);
    expect(Array.from(await model.predict(Float32Array.of(...picture, ...picture.map((v) => -v)), 2))).toEqual([
      10, 1, 5, -10, -1, -5,
    ]);
  });

  test('says what it runs on', async () => {
    const model = await open(double, numericColumns('a', 'b'));
    expect(model).toMatchObject({ backend: 'wasm', adapter: null });
    expect(model.runtime).toMatch(/^onnxruntime-web \d+\.\d+\.\d+ \(wasm\)$/);
  });
});

describe('what the runtime refuses', () => {
  const shapes = { inputs: [float('x', 'N', 2)], outputs: [float('y', 'N', 2)] };
  const columns = numericColumns('a', 'b');

  test.each([
    [
      'an unknown operator',
      { op: 'Frobnicate', name: 'frob_1', inputs: ['x'], outputs: ['y'] },
      'Frobnicate',
      'frob_1',
    ],
    [
      'an operator of another domain',
      { op: 'Magic', domain: 'com.example', name: 'm7', inputs: ['x'], outputs: ['y'] },
      'com.example:Magic',
      'm7',
    ],
    ['a node without a name', { op: 'Frobnicate', inputs: ['x'], outputs: ['y'] }, 'Frobnicate', 'y'],
  ])('%s is named with its node', async (_, node, operator, name) => {
    const opsets = { '': 17, 'com.example': 1 };
    const error = await failureOf(() =>
      openBytes(modelFile(graphMessage({ ...shapes, nodes: [node] }), { opsets }), columns),
    );
    expect(error.code).toBe('model-unsupported');
    expect(error.details).toMatchObject({ operator, node: name, file: 'm.onnx' });
  });

  test('an operator without a kernel for the type', async () => {
    const toDouble = { op: 'Cast', inputs: ['x'], outputs: ['d'], attributes: { to: { int: 11 } } };
    const graph = {
      ...shapes,
      nodes: [toDouble, { op: 'Atanh', name: 'curve', inputs: ['d'], outputs: ['e'] }, cast('e', 'y')],
    };
    const error = await failureOf(() => open(graph, columns));
    expect(error.code).toBe('model-unsupported');
    expect(error.details).toMatchObject({ operator: 'Atanh', node: 'curve' });
  });

  test('operators of the future', async () => {
    const nodes = [{ op: 'Neg', name: 'minus', inputs: ['x'], outputs: ['y'] }];
    const error = await failureOf(() =>
      openBytes(modelFile(graphMessage({ ...shapes, nodes }), { opsets: { '': 99 } }), columns),
    );
    expect(error.code).toBe('model-unsupported');
    expect(error.details).toMatchObject({
      operator: { key: 'model.opset', values: { version: '99', domain: 'ai.onnx' } },
      node: 'minus',
    });
    expect(error.message).not.toContain('/mnt');
  });

  test.each([
    ['an input from nowhere', { op: 'Add', name: 'sum', inputs: ['x', 'nowhere'], outputs: ['y'] }, 'nowhere'],
    ['too few inputs', { op: 'Gemm', name: 'layer', inputs: ['x'], outputs: ['y'] }, 'layer'],
    ['numbers where yes or no belongs', { op: 'And', name: 'both', inputs: ['x', 'x'], outputs: ['y'] }, 'both'],
  ])('%s', async (_, node, says) => {
    const error = await failureOf(() => open({ ...shapes, nodes: [node] }, columns));
    expect(error.code).toBe('model-unreadable');
    expect(error.message).toContain('m.onnx');
    expect(error.message).toContain(says);
  });

  test('rows of the wrong width', async () => {
    const weights = [{ name: 'w', dims: [3, 2], data: new Float32Array(6) }];
    const graph = {
      ...shapes,
      weights,
      inputs: [float('x', 'N', null)],
      nodes: [{ op: 'MatMul', name: 'product', inputs: ['x', 'w'], outputs: ['y'] }],
    };
    const { facts, bytes } = await readOnnx(modelFile(graphMessage(graph)), 'm.onnx');
    const { binding } = bindTabular(facts, tableOf(numericColumns('a', 'b', 'c', 'd', 'y')), null, 'y');
    const model = await openOnnx(bytes, binding, 'wasm', { file: 'm.onnx' });
    opened.push(model);
    const error = await failureOf(() => model.predict(new Float32Array(4), 1));
    expect(error.code).toBe('model-input');
    expect(error.details.file).toBe('m.onnx');
  });

  test('WebGPU where there is none', async () => {
    const { facts, bytes } = await readOnnx(
      modelFile(graphMessage({ ...shapes, nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }] })),
      'm.onnx',
    );
    const { binding } = bindTabular(facts, tableOf(columns), null, null);
    const error = await failureOf(() => openOnnx(bytes, binding, 'webgpu', { file: 'm.onnx' }));
    expect(error.code).toBe('failure-backend');
    expect(error.details.backend).toBe('webgpu');
  });
});
