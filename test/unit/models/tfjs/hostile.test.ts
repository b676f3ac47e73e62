import { expect, test } from 'vitest';
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
