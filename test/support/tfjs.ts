// TensorFlow.js models made of a seeded generator, saved as tfjs saves them.

import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { Beside } from '../../src/models/tfjs/read.ts';
import { createRandom } from '../../src/numerics/random.ts';

export { layers, tf };

/** A saved model: model.json and its shards by name. */
export interface SavedModel {
  readonly json: Uint8Array;
  readonly shards: Readonly<Record<string, Uint8Array>>;
  /** The shards as a reader finds them. */
  readonly beside: Beside;
}

/** model.json of topology and weights, the weights in `count` shards of about equal length. */
export function saved(
  topology: object,
  weightSpecs: readonly object[],
  weights: Uint8Array,
  count = 2,
  more: object = {},
): SavedModel {
  const length = Math.ceil(weights.length / count);
  const shards: Record<string, Uint8Array> = {};
  for (let at = 0; at < count; at++)
    shards[`group1-shard${at + 1}of${count}.bin`] = weights.slice(at * length, (at + 1) * length);
  const model = {
    ...more,
    modelTopology: topology,
    weightsManifest: [{ paths: Object.keys(shards), weights: weightSpecs }],
  };
  return {
    json: new TextEncoder().encode(JSON.stringify(model)),
    shards,
    beside: async (path) => shards[path] ?? null,
  };
}

/**
 * A layers model (made on the plain back end where it is given as a function) with weights from a
 * seeded generator, as it is saved.
 */
export async function seeded(
  network: layers.LayersModel | (() => layers.LayersModel),
  seed = 1,
  scale = 0.5,
): Promise<SavedModel> {
  await tf.setBackend('cpu');
  const model = typeof network === 'function' ? network() : network;
  const random = createRandom(seed);
  model.setWeights(
    model.getWeights().map(({ shape, size }) =>
      tf.tensor(
        Float32Array.from({ length: size }, () => scale * random.normal()),
        shape,
      ),
    ),
  );
  let artifacts: tf.io.ModelArtifacts | null = null;
  await model.save(
    tf.io.withSaveHandler(async (all) => {
      artifacts = all;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { modelTopology, weightSpecs, weightData } = artifacts as unknown as tf.io.ModelArtifacts;
  return saved(
    modelTopology as object,
    weightSpecs ?? [],
    new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
    2,
    {
      format: 'layers-model',
    },
  );
}

/** A network of a table: columns in, probabilities of the classes out. */
export const tableNetwork = (columns: number, classes: number): layers.LayersModel =>
  layers.sequential({
    layers: [
      layers.layers.dense({ units: 24, activation: 'tanh', inputShape: [columns] }),
      layers.layers.dense({ units: 12, activation: 'relu' }),
      classes === 1
        ? layers.layers.dense({ units: 1, activation: 'sigmoid' })
        : layers.layers.dense({ units: classes, activation: 'softmax' }),
    ],
  });

/** A convolutional network of small pictures, NHWC. */
export const pictureNetwork = (side: number, classes: number): layers.LayersModel =>
  layers.sequential({
    layers: [
      layers.layers.conv2d({
        filters: 6,
        kernelSize: 3,
        activation: 'tanh',
        padding: 'same',
        inputShape: [side, side, 3],
        name: 'first',
      }),
      layers.layers.maxPooling2d({ poolSize: 2 }),
      layers.layers.conv2d({ filters: 8, kernelSize: 3, activation: 'tanh', padding: 'same', name: 'last' }),
      layers.layers.flatten(),
      layers.layers.dense({ units: classes, activation: 'softmax' }),
    ],
  });

/** What a person would say of it. */
export const pictureCard = (side: number, classes: readonly string[]) => ({
  ...{ schema: 'oriel.card/1', name: 'Small pictures', task: 'multiclass', classes },
  input: {
    ...{ kind: 'image', layout: 'NHWC', size: [side, side], channels: 'RGB', crop: 'centre' },
    ...{ scale: [1 / 255, 1 / 255, 1 / 255], offset: [0, 0, 0] },
  },
});

/** A graph model: softmax of a weighted sum, as a SavedModel of TensorFlow is converted. */
export function graphModel(columns: number, classes: number, signature: boolean, seed = 1): SavedModel {
  const random = createRandom(seed);
  const weights = Float32Array.from({ length: columns * classes + classes }, () => random.normal());
  const attr = { T: { type: 'DT_FLOAT' } };
  const shape = (...sizes: number[]) => ({ dim: sizes.map((size) => ({ size: String(size) })) });
  const constant = (name: string, ...sizes: number[]) => ({
    name,
    op: 'Const',
    attr: { dtype: { type: 'DT_FLOAT' }, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: shape(...sizes) } } },
  });
  const node = [
    { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: shape(-1, columns) } } },
    constant('kernel', columns, classes),
    constant('bias', classes),
    {
      name: 'dense/MatMul',
      op: 'MatMul',
      input: ['x', 'kernel'],
      attr: { ...attr, transpose_a: { b: false }, transpose_b: { b: false } },
    },
    { name: 'dense/BiasAdd', op: 'BiasAdd', input: ['dense/MatMul', 'bias'], attr },
    { name: 'Identity', op: 'Softmax', input: ['dense/BiasAdd'], attr },
  ];
  const specs = [
    { name: 'kernel', shape: [columns, classes], dtype: 'float32' },
    { name: 'bias', shape: [classes], dtype: 'float32' },
  ];
  const tensor = (name: string, ...sizes: number[]) => ({ name, dtype: 'DT_FLOAT', tensorShape: shape(...sizes) });
  const signed = { inputs: { rows: tensor('x:0', -1, columns) }, outputs: { odds: tensor('Identity:0', -1, classes) } };
  return saved({ node, versions: {} }, specs, new Uint8Array(weights.buffer), 1, {
    format: 'graph-model',
    ...(signature ? { signature: signed } : {}),
  });
}

/** Rows of normal numbers. */
export function normalRows(count: number, columns: number, seed = 7): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count * columns }, () => random.normal());
}
