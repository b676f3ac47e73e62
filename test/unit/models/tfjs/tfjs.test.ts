import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { openModelFile } from '../../../../src/engine/studies/open-model.ts';
import { bindImage } from '../../../../src/models/bind/image.ts';
import { bindTabular } from '../../../../src/models/bind/index.ts';
import type { Model, ModelFacts } from '../../../../src/models/model.ts';
import { readTfjs } from '../../../../src/models/tfjs/read.ts';
import { openTfjs } from '../../../../src/models/tfjs/session.ts';
import { failureOf } from '../../../support/failure.ts';
import { numericColumns, tableOf } from '../../../support/models.ts';
import {
  graphModel,
  layers,
  normalRows,
  pictureNetwork,
  type SavedModel,
  saved,
  seeded,
  tableNetwork,
  tf,
} from '../../../support/tfjs.ts';

const read = ({ json, beside }: SavedModel) => readTfjs(json, 'model.json', beside);
const columns = (count: number) => numericColumns(...Array.from({ length: count }, (_, at) => `f${at}`));

async function open(model: SavedModel, width: number): Promise<Model & { readonly facts: ModelFacts }> {
  const { facts, bytes } = await read(model);
  const { binding } = bindTabular(facts, tableOf(columns(width)), null, null);
  return { ...(await openTfjs(bytes, binding, 'wasm', { file: 'model.json' })), facts };
}

/** Answers of the network itself, by the plain back end. */
async function plainly(network: layers.LayersModel, rows: Float32Array, shape: number[]): Promise<Float32Array> {
  await tf.setBackend('cpu');
  return tf.tidy(() => (network.predictOnBatch(tf.tensor(rows, shape)) as tf.Tensor).dataSync() as Float32Array);
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, at) => Math.abs(value - b[at])));

// ------------------------------------------------------------------ reading

test('a layers model says its inputs, outputs and layers', async () => {
  const { facts } = await read(await seeded(tableNetwork(5, 3)));
  expect(facts).toMatchObject({
    format: 'tfjs',
    outputs: [{ type: 'float32', shape: [null, 3] }],
    operators: ['Dense'],
    classicalOperators: false,
    takesMissing: false,
  });
  expect(facts.inputs.map(({ shape }) => shape)).toEqual([[null, 5]]);
});

test.each(['toString', 'constructor', '__proto__', 'quaternion'])(
  'a type of numbers called %s is none',
  async (dtype) => {
    const network = await seeded(tableNetwork(5, 3));
    const model = JSON.parse(new TextDecoder().decode(network.json));
    const [first] = model.modelTopology.config.layers;
    first.config.dtype = dtype;
    const { facts } = await read({ ...network, json: new TextEncoder().encode(JSON.stringify(model)) });
    expect(facts.inputs.map(({ type }) => type)).toEqual(['float32']);
  },
);

test('a functional model says them too, with an activation behind the last dense layer', async () => {
  const first = layers.input({ shape: [4], name: 'numbers' });
  const second = layers.input({ shape: [1], name: 'age', dtype: 'int32' });
  const both = layers.layers.concatenate().apply([first, second]) as layers.SymbolicTensor;
  const scores = layers.layers.dense({ units: 2, name: 'scores' }).apply(both) as layers.SymbolicTensor;
  const odds = layers.layers
    .dense({ units: 3, activation: 'softmax', name: 'odds' })
    .apply(both) as layers.SymbolicTensor;
  const { facts } = await read(await seeded(layers.model({ inputs: [first, second], outputs: [scores, odds] })));
  expect(facts.inputs).toEqual([
    { name: 'numbers', type: 'float32', shape: [null, 4] },
    { name: 'age', type: 'int32', shape: [null, 1] },
  ]);
  expect(facts.outputs).toEqual([
    { name: 'scores', type: 'float32', shape: [null, 2] },
    { name: 'odds', type: 'float32', shape: [null, 3] },
  ]);
});

test.each([true, false])('a graph model says its inputs and outputs, by its signature: %s', async (signature) => {
  const { facts } = await read(graphModel(4, 3, signature));
  expect(facts.inputs).toEqual([{ name: 'x', type: 'float32', shape: [null, 4] }]);
  expect(facts.outputs).toEqual([{ name: 'Identity', type: 'float32', shape: signature ? [null, 3] : [null, null] }]);
  expect(facts.operators).toContain('MatMul');
});

test('the hash is that of model.json and the shards behind each other, however they came', async () => {
  const model = await seeded(tableNetwork(5, 3));
  const whole = new Uint8Array(
    await new Blob([model.json, ...Object.values(model.shards)] as BlobPart[]).arrayBuffer(),
  );
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', whole)).toString('hex');
  const { facts, bytes } = await read(model);
  expect(facts).toMatchObject({ sha256: hash, bytes: whole.length });

  const files = Object.entries(model.shards).map(([name, data]) => ({ name, data: data.slice().buffer }));
  const dropped = await openModelFile({ name: 'model.json', data: model.json.slice().buffer }, files);
  const packed = Object.fromEntries(Object.entries(model.shards).map(([name, data]) => [`deep/${name}`, data]));
  const zip = zipSync({ 'deep/model.json': model.json, ...packed, 'readme.txt': new Uint8Array(3) });
  const zipped = await openModelFile({ name: 'model.zip', data: zip.slice().buffer }, []);
  for (const opened of [dropped, zipped]) {
    expect(opened.facts).toEqual(facts);
    expect(opened.bytes).toEqual(bytes);
  }
});

describe('layers that the runtime would choke on are refused as they are read', () => {
  const layer = (name: string, class_name: string, config: object, ...from: string[]) => ({
    name,
    class_name,
    config: { name, ...config },
    inbound_nodes: from.length > 0 ? [from.map((each) => [each, 0, 0, {}])] : [],
  });
  const input = layer('in', 'InputLayer', { batch_input_shape: [null, 3], dtype: 'float32' });
  const network = (...inner: object[]) =>
    saved(
      {
        class_name: 'Model',
        config: { name: 'm', layers: [input, ...inner], input_layers: [['in', 0, 0]], output_layers: [['out', 0, 0]] },
      },
      [{ name: 'out/kernel', shape: [3, 1], dtype: 'float32' }],
      new Uint8Array(12),
      1,
    );
  const dense = { units: 1, activation: 'linear', use_bias: false };

  test.each([
    ['that wait for each other', [layer('a', 'Dense', dense, 'in', 'out'), layer('out', 'Dense', dense, 'a')]],
    [
      'that wait for each other, one of them wrapped',
      [
        layer('a', 'Dense', dense, 'out'),
        layer('out', 'TimeDistributed', { layer: { class_name: 'Dense', config: dense } }, 'a'),
      ],
    ],
    ['that wait for themselves', [layer('out', 'Dense', dense, 'out')]],
    ['that wait for what is not there', [layer('out', 'Dense', dense, 'nowhere')]],
  ])('%s', async (_, inner) => {
    expect(await failureOf(() => read(network(...inner)))).toMatchObject({
      code: 'model-unreadable',
      details: { text: { key: 'model.layerCycle' } },
    });
  });

  test.each([
    ['Embedding', { input_dim: 10 ** 9, output_dim: 10 ** 3 }],
    ['Dense', { units: 10 ** 12 }],
    ['Conv2D', { filters: 10 ** 9 }],
  ])('%s that is larger than all weights', async (name, config) => {
    expect(await failureOf(() => read(network(layer('out', name, config, 'in'))))).toMatchObject({
      code: 'model-unreadable',
      details: { text: { key: 'model.layerSize', values: { layer: 'out' } } },
    });
  });

  test('a layer that is used twice, once behind the other, is none of them', async () => {
    const twice = { ...layer('out', 'Dense', dense, 'in'), inbound_nodes: [[['in', 0, 0, {}]], [['b', 0, 0, {}]]] };
    const { facts } = await read(network(twice, layer('b', 'Activation', { activation: 'relu' }, 'out')));
    expect(facts.outputs).toHaveLength(1);
  });
});

test('shards that are missing, cut short or too long are told by name', async () => {
  const model = await seeded(tableNetwork(5, 3));
  const names = Object.keys(model.shards);
  const missing = await failureOf(() =>
    readTfjs(model.json, 'model.json', async (path) => (path === names[0] ? model.shards[path] : null)),
  );
  expect(missing).toMatchObject({
    code: 'model-parts-missing',
    details: { file: 'model.json', files: [names[1]], count: 1 },
  });
  for (const change of [-4, 4]) {
    const wrong = async (path: string) => {
      const shard = model.shards[path];
      return path === names[1] ? new Uint8Array(shard.length + change) : shard;
    };
    const bytes = names.reduce((sum, name) => sum + model.shards[name].length, 0);
    const error = await failureOf(() => readTfjs(model.json, 'model.json', wrong));
    expect(error).toMatchObject({ code: 'model-parts-size', details: { found: bytes + change, expected: bytes } });
  }
});

test('what is not a model is told apart from what is', async () => {
  const none = async () => null;
  const bytes = (json: unknown) => new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json));
  for (const json of ['{"modelTopology": ', { modelTopology: 3 }, { modelTopology: { a: 1 }, weightsManifest: [] }]) {
    expect((await failureOf(() => readTfjs(bytes(json), 'model.json', none))).code).toBe('model-unreadable');
  }
  const strange = {
    modelTopology: { node: [] },
    weightsManifest: [{ paths: [], weights: [{ name: 'w', shape: [1], dtype: 'quaternion' }] }],
  };
  expect(await failureOf(() => readTfjs(bytes(strange), 'model.json', none))).toMatchObject({
    code: 'model-unsupported',
    details: { node: 'w' },
  });
  const huge = {
    modelTopology: { node: [{ name: 'x', op: 'Softmax' }] },
    weightsManifest: [{ paths: ['a'], weights: [{ name: 'w', shape: [2 ** 26], dtype: 'float32' }] }],
  };
  expect((await failureOf(() => readTfjs(bytes(huge), 'model.json', none))).code).toBe('model-too-large');
  const zip = { name: 'a.zip', data: zipSync({ 'a.txt': new Uint8Array(3) }).slice().buffer };
  expect((await failureOf(() => openModelFile(zip, []))).code).toBe('archive-unreadable');
});

// ------------------------------------------------------------------ running

test('a layers model answers as it does by itself, to the same bits in calls of any size', async () => {
  const network = tableNetwork(5, 3);
  const model = await open(await seeded(network), 5);
  expect(model).toMatchObject({ backend: 'wasm', adapter: null, outputs: 3 });
  expect(model.runtime).toMatch(/^tensorflow\.js 4\.\d+\.\d+ \(wasm\)$/);
  const rows = normalRows(700, 5);
  const answers = await model.predict(rows, 700);
  expect(largest(answers, await plainly(network, rows, [700, 5]))).toBeLessThan(1e-6);
  for (const size of [1, 2, 3, 7, 64, 513]) {
    for (let from = 0; from < 70; from += size) {
      const count = Math.min(size, 700 - from);
      expect(await model.predict(rows.slice(from * 5, (from + count) * 5), count)).toEqual(
        answers.slice(from * 3, (from + count) * 3),
      );
    }
  }
  await model.close();
});

test('a convolutional model does too', async () => {
  const network = pictureNetwork(12, 4);
  const { facts, bytes } = await read(await seeded(network));
  const answers = { size: '12x12', normalisation: '0..1' };
  const { binding } = bindImage(facts, null, answers);
  expect(binding).toMatchObject({ kind: 'image', outputs: 4, image: { layout: 'NHWC', size: [12, 12] } });
  const model = await openTfjs(bytes, binding, 'wasm', { file: 'model.json' });
  const rows = normalRows(40, 432);
  const all = await model.predict(rows, 40);
  expect(largest(all, await plainly(network, rows, [40, 12, 12, 3]))).toBeLessThan(1e-5);
  for (const size of [1, 3, 8]) {
    for (let from = 0; from + size <= 40; from += size) {
      expect(await model.predict(rows.slice(from * 432, (from + size) * 432), size)).toEqual(
        all.slice(from * 4, (from + size) * 4),
      );
    }
  }
  await model.close();
});

test('a graph model answers with the softmax of its weighted sum', async () => {
  const saved = graphModel(4, 3, true);
  const model = await open(saved, 4);
  const [kernel, bias] = [
    new Float32Array(saved.shards['group1-shard1of1.bin'].buffer, 0, 12),
    new Float32Array(saved.shards['group1-shard1of1.bin'].buffer, 48, 3),
  ];
  const rows = normalRows(9, 4);
  const answers = await model.predict(rows, 9);
  for (let row = 0; row < 9; row++) {
    const scores = [0, 1, 2].map(
      (k) => bias[k] + [0, 1, 2, 3].reduce((sum, c) => sum + rows[row * 4 + c] * kernel[c * 3 + k], 0),
    );
    const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
    for (let k = 0; k < 3; k++) expect(answers[row * 3 + k]).toBeCloseTo(Math.exp(scores[k]) / sum, 5);
  }
  await model.close();
});

test('whole numbers are given as such, one input a column', async () => {
  const ids = layers.input({ shape: [6], name: 'ids', dtype: 'int32' });
  const embedded = layers.layers.embedding({ inputDim: 10, outputDim: 4 }).apply(ids) as layers.SymbolicTensor;
  const mean = layers.layers.globalAveragePooling1d().apply(embedded) as layers.SymbolicTensor;
  const network = layers.model({
    inputs: ids,
    outputs: layers.layers.dense({ units: 1, activation: 'sigmoid' }).apply(mean) as layers.SymbolicTensor,
  });
  const model = await open(await seeded(network), 6);
  expect(model.facts.inputs[0].type).toBe('int32');
  const rows = Float32Array.from({ length: 12 }, (_, at) => at % 10);
  expect(largest(await model.predict(rows, 2), await plainly(network, rows, [2, 6]))).toBeLessThan(1e-6);
  await model.close();
});

test('an unknown layer and an unknown operator are named', async () => {
  const model = await seeded(tableNetwork(5, 3));
  const foreign = new TextEncoder().encode(
    new TextDecoder().decode(model.json).replace('"class_name":"Dense"', '"class_name":"Transformer"'),
  );
  const error = await failureOf(() => open({ ...model, json: foreign }, 5));
  expect(error).toMatchObject({ code: 'model-unsupported', details: { operator: 'Transformer' } });
  const graph = graphModel(4, 3, true);
  const strange = new TextEncoder().encode(
    new TextDecoder().decode(graph.json).replace('"op":"Softmax"', '"op":"Softest"'),
  );
  expect(await failureOf(() => open({ ...graph, json: strange }, 4))).toMatchObject({
    code: 'model-unsupported',
    details: { operator: 'Softest' },
  });
});

test('missing weights are noticed', async () => {
  const { modelTopology, weightsManifest } = JSON.parse(
    new TextDecoder().decode((await seeded(tableNetwork(5, 3))).json),
  );
  const [first] = weightsManifest[0].weights;
  const model = saved(modelTopology, [first], new Uint8Array(4 * 5 * 24), 1);
  expect((await failureOf(() => open(model, 5))).code).toBe('model-unreadable');
});

test('nothing is left behind by a thousand calls, nor by a model that was closed', async () => {
  const saved = await seeded(pictureNetwork(8, 2));
  const { facts, bytes } = await read(saved);
  const { binding } = bindImage(facts, null, { size: '8x8', normalisation: '0..1' });
  const before = tf.memory().numTensors;
  const model = await openTfjs(bytes, binding, 'wasm', { file: 'model.json' });
  const rows = normalRows(4, 192);
  await model.predict(rows, 4);
  const { numTensors, numBytes, numDataBuffers } = tf.memory();
  for (let call = 0; call < 1000; call++) await model.predict(rows, 4);
  expect(tf.memory()).toMatchObject({ numTensors, numBytes, numDataBuffers });
  await model.close();
  expect(tf.memory().numTensors).toBe(before);
});
