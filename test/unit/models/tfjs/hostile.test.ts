import { expect, test } from 'vitest';
import { isOutOfMemory } from '../../../../src/engine/pool/out-of-memory.ts';
import { MEGABYTE } from '../../../../src/limits.ts';
import { bindTabular } from '../../../../src/models/bind/index.ts';
import { readTfjs } from '../../../../src/models/tfjs/read.ts';
import { openTfjs } from '../../../../src/models/tfjs/session.ts';
import { failureOf } from '../../../support/failure.ts';
import { numericColumns, tableOf } from '../../../support/models.ts';
import { type SavedModel, saved } from '../../../support/tfjs.ts';

const read = ({ json, beside }: SavedModel) => readTfjs(json, 'model.json', beside);

const node = (name: string, op: string, input: readonly string[] = [], attr: object = {}) => ({
  name,
  op,
  input,
  attr,
});
const graph = (inner: readonly object[], functions: readonly object[] = []): SavedModel =>
  saved(
    {
      node: [node('x', 'Placeholder', [], { dtype: { type: 'DT_FLOAT' } }), ...inner],
      library: { function: functions },
    },
    [],
    new Uint8Array(),
    1,
    { format: 'graph-model' },
  );
const body = (name: string, ...nodeDef: object[]) => ({ signature: { name }, nodeDef });
const calling = (name: string, called: string) =>
  node(name, 'StatefulPartitionedCall', ['x'], { f: { func: { name: called } } });

test.each([
  [
    'nodes that wait for each other',
    'model.nodeCycle',
    graph([node('a', 'Add', ['x', 'b:1']), node('b', 'Relu', ['a']), node('y', 'Relu', ['b'])]),
  ],
  ['a node that only has to come after itself', 'model.nodeCycle', graph([node('a', 'Relu', ['x', '^a'])])],
  [
    'nodes of a function',
    'model.nodeCycle',
    graph([calling('y', 'f')], [body('f', node('a', 'Relu', ['b']), node('b', 'Relu', ['a']))]),
  ],
  [
    'functions that call each other',
    'model.functionCycle',
    graph([calling('y', 'f')], [body('f', calling('a', 'g')), body('g', calling('b', 'f'))]),
  ],
  [
    'more nodes than any model has',
    'model.extent.nodes',
    graph(Array.from({ length: 100_000 }, (_, at) => node(`n${at}`, 'Relu', ['x']))),
  ],
])('a graph of %s is refused as it is read', async (_, key, model) => {
  expect(await failureOf(() => read(model))).toMatchObject({ code: 'model-unreadable', details: { text: { key } } });
});

test('a loop is no cycle, nor is a node that is used twice', async () => {
  const loop = [
    node('merge', 'Merge', ['x', 'next']),
    node('switch', 'Switch', ['merge', 'x']),
    node('next', 'NextIteration', ['switch:1']),
    node('y', 'Exit', ['switch']),
    node('z', 'Add', ['y', 'y']),
  ];
  const functions = [body('f', calling('a', 'g'), calling('b', 'g')), body('g', node('c', 'Relu', ['x']))];
  expect((await read(graph([...loop, calling('called', 'f')], functions))).facts.format).toBe('tfjs');
});

/** A network whose layers enlarge a row: as it is described, nothing of it is made. */
const enlarging = (...inner: object[]): SavedModel => {
  const layer = (class_name: string, config: object) => ({ class_name, config });
  const first = layer('Reshape', { name: 'first', batch_input_shape: [null, 4], target_shape: [4] });
  const last = layer(`GlobalAveragePooling${inner.length > 1 ? 2 : 1}D`, { name: 'last' });
  const all = [first, ...inner, last];
  return saved({ class_name: 'Sequential', config: { name: 'm', layers: all } }, [], new Uint8Array(), 1);
};
const repeat = (n: number) => ({ class_name: 'RepeatVector', config: { name: 'repeat', n } });
const upsampled = (name: string, size: number) => ({
  class_name: 'UpSampling2D',
  config: { name, size: [size, size] },
});
const reshaped = (...target_shape: number[]) => ({ class_name: 'Reshape', config: { name: 'shape', target_shape } });
const padded = (padding: number) => ({
  class_name: 'ZeroPadding2D',
  config: {
    name: 'padded',
    padding: [
      [padding, 0],
      [0, 0],
    ],
  },
});

async function openNetwork(model: SavedModel) {
  const { facts, bytes } = await read(model);
  const columns = numericColumns('a', 'b', 'c', 'd');
  const { binding } = bindTabular(facts, tableOf(columns), null, null);
  return openTfjs(bytes, binding, 'wasm', { file: 'model.json' });
}

test.each([
  ['repeats them', 'repeat', [repeat(10 ** 9)]],
  ['enlarges them', 'big', [reshaped(2, 2, 1), upsampled('big', 10 ** 5)]],
  ['enlarges them step by step', 'b', [reshaped(2, 2, 1), upsampled('a', 500), upsampled('b', 500)]],
  ['fills them up', 'padded', [reshaped(2, 2, 1), padded(10 ** 9)]],
])('a layer that %s beyond measure is refused before it runs', async (_, name, inner) => {
  expect(await failureOf(() => openNetwork(enlarging(...inner)))).toMatchObject({
    code: 'model-unsupported',
    details: { node: name, text: { key: 'model.extent.made' } },
  });
});

test('layers that repeat and enlarge as real ones do run', async () => {
  const model = await openNetwork(enlarging(repeat(50)));
  expect(await model.predict(Float32Array.of(1, 2, 3, 4), 1)).toEqual(Float32Array.of(1, 2, 3, 4));
  await model.close();
});

/** A graph with constants of whole numbers among its weights, which answers with its node `y`. */
function withConstants(inner: readonly object[], constants: Readonly<Record<string, readonly number[] | number>>) {
  const entries = Object.entries(constants).map(([name, value]) => ({
    name,
    shape: typeof value === 'number' ? [] : [value.length],
    values: [value].flat(),
  }));
  const shapeOf = (sizes: readonly number[]) => ({ dim: sizes.map((size) => ({ size: String(size) })) });
  const consts = entries.map(({ name, shape }) =>
    node(name, 'Const', [], {
      dtype: { type: 'DT_INT32' },
      value: { tensor: { dtype: 'DT_INT32', tensorShape: shapeOf(shape) } },
    }),
  );
  const x = node('x', 'Placeholder', [], { dtype: { type: 'DT_FLOAT' }, shape: { shape: shapeOf([-1, 4]) } });
  const signed = (name: string) => ({ name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: shapeOf([-1, 4]) });
  return saved(
    { node: [x, ...consts, ...inner], library: { function: [] }, versions: { producer: 1 } },
    entries.map(({ name, shape }) => ({ name, shape, dtype: 'int32' })),
    new Uint8Array(Int32Array.from(entries.flatMap(({ values }) => values)).buffer),
    1,
    { format: 'graph-model', signature: { inputs: { x: signed('x') }, outputs: { y: signed('y') } } },
  );
}
const FLOAT = { T: { type: 'DT_FLOAT' } };
const GIGA = 2 ** 30;
/** The answer: the sum of what was made, for each row. */
const summed = (made: string) => [
  node('all', 'Sum', [made, 'axes'], { ...FLOAT, keep_dims: { b: false } }),
  node('y', 'AddV2', ['x', 'all'], FLOAT),
];
const filled = (name: string, dims: string) => node(name, 'Fill', [dims, 'one'], FLOAT);
const onePixel = node('pixel', 'Reshape', ['x', 'square'], FLOAT);
const column = node('column', 'Reshape', ['x', 'upright'], FLOAT);
const CONSTANTS = { one: 1, zero: 0, square: [-1, 2, 2, 1], upright: [-1, 1], flat: [1, -1], none: 0 };

/** What one operator makes, by its inputs and its constants; `axes` are those that are summed. */
const ENLARGING: readonly [string, readonly object[], Readonly<Record<string, readonly number[] | number>>][] = [
  ['Fill', [filled('made', 'dims')], { dims: [2 ** 15, 2 ** 15], axes: [0, 1] }],
  ['Tile', [node('made', 'Tile', ['x', 'times'], FLOAT)], { times: [1, GIGA], axes: [1] }],
  ['Tile', [node('made', 'BroadcastTo', ['column', 'dims'], FLOAT)], { dims: [4, GIGA], axes: [1] }],
  ['Range', [node('made', 'Range', ['none', 'end', 'one'], { Tidx: { type: 'DT_FLOAT' } })], { end: GIGA, axes: [0] }],
  [
    'OneHot',
    [
      node('whole', 'Cast', ['x'], { SrcT: { type: 'DT_FLOAT' }, DstT: { type: 'DT_INT32' } }),
      node('made', 'OneHot', ['whole', 'depth', 'one', 'none'], FLOAT),
    ],
    { depth: GIGA, axes: [1, 2] },
  ],
  [
    'ResizeBilinear',
    [node('made', 'ResizeBilinear', ['pixel', 'size'], FLOAT)],
    { size: [2 ** 15, 2 ** 15], axes: [1, 2, 3] },
  ],
  [
    'ResizeNearestNeighbor',
    [node('made', 'ResizeNearestNeighbor', ['pixel', 'size'], FLOAT)],
    { size: [2 ** 15, 2 ** 15], axes: [1, 2, 3] },
  ],
  ['LinSpace', [node('made', 'LinSpace', ['none', 'one', 'many'])], { many: GIGA, axes: [0] }],
  [
    'BatchMatMul',
    [
      node('row', 'Reshape', ['long', 'flat'], FLOAT),
      filled('long', 'dims'),
      node('up', 'Reshape', ['long', 'upright'], FLOAT),
      node('made', 'MatMul', ['up', 'row'], FLOAT),
    ],
    { dims: [2 ** 16], axes: [0, 1] },
  ],
  [
    'Add',
    [
      filled('long', 'dims'),
      node('row', 'Reshape', ['long', 'flat'], FLOAT),
      node('up', 'Reshape', ['long', 'upright'], FLOAT),
      node('made', 'AddV2', ['up', 'row'], FLOAT),
    ],
    { dims: [2 ** 16], axes: [0, 1] },
  ],
  ['PadV2', [node('made', 'PadV2', ['x', 'around', 'zero'], FLOAT)], { around: [0, 0, GIGA, 0], axes: [1] }],
  [
    'GatherV2',
    [
      filled('long', 'dims'),
      node('many', 'Fill', ['dims', 'none'], { T: { type: 'DT_INT32' } }),
      node('rows', 'Reshape', ['long', 'turned'], FLOAT),
      node('made', 'GatherV2', ['rows', 'many', 'none'], FLOAT),
    ],
    { dims: [2 ** 16], turned: [1, -1], axes: [0, 1] },
  ],
  [
    'Unpack',
    [
      filled('long', 'dims'),
      node('parts', 'Unpack', ['long'], { ...FLOAT, num: { i: String(2 ** 20) }, axis: { i: '0' } }),
      node('made', 'Pack', ['parts', 'parts:1'], FLOAT),
    ],
    { dims: [2 ** 20], axes: [0] },
  ],
  [
    'Concat',
    [
      filled('long', 'dims'),
      node('made', 'ConcatV2', [...Array.from({ length: 70 }, () => 'long'), 'none'], { ...FLOAT, N: { i: '70' } }),
    ],
    { dims: [2 ** 20], axes: [0] },
  ],
  ['Zeros', [node('made', 'Zeros', ['dims'], FLOAT)], { dims: [GIGA, 4], axes: [0, 1] }],
  [
    'RandomUniform',
    [node('made', 'RandomUniform', ['dims'], { dtype: { type: 'DT_FLOAT' } })],
    { dims: [GIGA], axes: [0] },
  ],
];

test.each(ENLARGING)(
  'a graph whose %s makes more than any model does is refused, and nothing made',
  async (operator, inner, constants) => {
    const before = process.memoryUsage().rss;
    const error = await failureOf(() =>
      openNetwork(withConstants([onePixel, column, ...inner, ...summed('made')], { ...CONSTANTS, ...constants })),
    );
    expect(error).toMatchObject({
      code: 'model-unsupported',
      details: { operator, text: { key: 'model.extent.made' } },
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * MEGABYTE);
  },
);

/** A graph that makes a tensor of as many numbers as the largest of a row says. */
const bySize = withConstants(
  [
    node('most', 'Max', ['x', 'axes'], { ...FLOAT, keep_dims: { b: true } }),
    node('whole', 'Cast', ['most'], { SrcT: { type: 'DT_FLOAT' }, DstT: { type: 'DT_INT32' } }),
    node('dims', 'Reshape', ['whole', 'list'], { T: { type: 'DT_INT32' } }),
    filled('made', 'dims'),
    ...summed('made').map((each) => JSON.parse(JSON.stringify(each).replace('"axes"', '"first"'))),
  ],
  { ...CONSTANTS, axes: [0, 1], first: [0], list: [1] },
);

test('what only a row says is bounded when that row is answered', async () => {
  const model = await openNetwork(bySize);
  expect(await model.predict(Float32Array.of(1, 2, 3, 1000), 1)).toEqual(Float32Array.of(1001, 1002, 1003, 2000));
  const error = await failureOf(() => model.predict(Float32Array.of(1, 2, 3, GIGA), 1));
  expect(error).toMatchObject({ code: 'model-unsupported', details: { operator: 'Fill' } });
  expect(await model.predict(Float32Array.of(0, 0, 0, 5), 1)).toEqual(Float32Array.of(5, 5, 5, 10));
  await model.close();
});

test('many tensors that are allowed one by one are no more than the memory of a model of this size', async () => {
  const parts = Array.from({ length: 40 }, (_, at) => `part${at}`);
  const inner = [
    ...parts.map((name) => filled(name, 'dims')),
    node('made', 'AddN', parts, { ...FLOAT, N: { i: String(parts.length) } }),
    ...summed('made'),
  ];
  const error = await failureOf(() => openNetwork(withConstants(inner, { ...CONSTANTS, dims: [2 ** 25], axes: [0] })));
  expect(isOutOfMemory(error)).toBe(true);
});

test('what real graphs make is made as before, for many rows at once', async () => {
  const inner = [
    filled('ones', 'dims'),
    node('drawn', 'RandomUniform', ['dims'], { dtype: { type: 'DT_FLOAT' } }),
    node('nought', 'Mul', ['drawn', 'blank'], FLOAT),
    node('zeros', 'Zeros', ['dims'], FLOAT),
    node('blank', 'Zeros', ['dims'], FLOAT),
    node('made', 'AddN', ['ones', 'nought', 'zeros'], { ...FLOAT, N: { i: '3' } }),
    ...summed('made'),
  ];
  const model = await openNetwork(withConstants(inner, { ...CONSTANTS, dims: [1000], axes: [0] }));
  const rows = Float32Array.from({ length: 4 * 512 }, (_, at) => at);
  expect(await model.predict(rows, 512)).toEqual(rows.map((value) => value + 1000));
  await model.close();
});
