// Models of text: what their inputs are given, for ONNX and for TensorFlow.js, at any length.

import { describe, expect, test } from 'vitest';
import type { TextTokenizer } from '../../../src/data/text/tokenizer.ts';
import { looksLikeText } from '../../../src/models/bind/index.ts';
import { bindText } from '../../../src/models/bind/text.ts';
import type { ModelFacts, TextBinding } from '../../../src/models/model.ts';
import { readOnnx } from '../../../src/models/onnx/reading/read.ts';
import { openOnnx } from '../../../src/models/onnx/runtime/session.ts';
import { readTfjs } from '../../../src/models/tfjs/read.ts';
import { openTfjs } from '../../../src/models/tfjs/session.ts';
import { graphMessage, modelFile, type NodeSpec, type TensorType, valueInfo } from '../../support/onnx.ts';
import { layers, seeded, tf } from '../../support/tfjs.ts';

const tokenizer: TextTokenizer = {
  encode: () => ({ ids: [], starts: [], ends: [], special: [] }),
  prefix: [],
  suffix: [],
  mask: null,
  pad: 7,
  padding: 'right',
  length: null,
};

/** A model that gives back the sums of what its inputs are given. */
const sums = (
  inputs: readonly (readonly [name: string, type: TensorType])[],
  places: number | string = 'S',
  rank = 2,
) =>
  modelFile(
    graphMessage({
      nodes: [
        ...inputs.flatMap(([name], at): NodeSpec[] => [
          { op: 'Cast', inputs: [name], outputs: [`f${at}`], attributes: { to: { int: 1 } } },
          { op: 'ReduceSum', inputs: [`f${at}`, 'axes'], outputs: [`s${at}`], attributes: { keepdims: { int: 1 } } },
        ]),
        { op: 'Concat', inputs: inputs.map((_, at) => `s${at}`), outputs: ['sums'], attributes: { axis: { int: 1 } } },
      ],
      weights: [{ name: 'axes', dims: [1], data: BigInt64Array.of(1n) }],
      inputs: inputs.map(([name, type]) => valueInfo(name, type, ['N', ...new Array(rank - 1).fill(places)])),
      outputs: [valueInfo('sums', 'float32', ['N', inputs.length])],
    }),
  );

const bert = [
  ['input_ids', 'int64'],
  ['attention_mask', 'int64'],
  ['token_type_ids', 'int64'],
  ['position_ids', 'int64'],
] as const;

const twoInputs = sums([
  ['ids', 'int64'],
  ['other', 'int64'],
]);

describe('ONNX', () => {
  test('inputs are known by their names; absent tokens are padding that no one attends to', async () => {
    const { facts, bytes } = await readOnnx(sums(bert), 'm.onnx');
    expect(looksLikeText(facts)).toBe(true);
    const binding = bindText(facts, null, tokenizer);
    expect(binding.inputs.map(({ role }) => role)).toEqual(['tokens', 'attention', 'types', 'positions']);
    expect(binding).toMatchObject({ tokens: null, pad: 7, outputs: 4, finalStep: null });
    const model = await openOnnx(bytes, binding, 'wasm', { file: 'm.onnx' });
    expect([...(await model.predict(Float32Array.of(5, -1, 2, 11, -1, -1), 2))]).toEqual([14, 2, 0, 3, 25, 1, 0, 3]);
    expect([...(await model.predict(Float32Array.of(5, 6, 7, 8), 1))]).toEqual([26, 4, 0, 6]);
    await model.close();
  });

  test.each(['int32', 'float32', 'float64'] as const)('tokens may come as %s, at a fixed length', async (type) => {
    const { facts, bytes } = await readOnnx(sums([['x', type]], 4), 'm.onnx');
    expect(looksLikeText(facts)).toBe(false);
    const binding = bindText(facts, null, tokenizer);
    expect(binding.tokens).toBe(4);
    const model = await openOnnx(bytes, binding, 'wasm', { file: 'm.onnx' });
    expect([...(await model.predict(Float32Array.of(1, 2, 3, -1, 4, 4, 4, 4), 2))]).toEqual([13, 16]);
    await model.close();
  });

  test.each([
    ['inputs of text itself', sums([['text', 'string']])],
    ['inputs of more dimensions', sums([['input_ids', 'int64']], 'S', 3)],
    ['two inputs of tokens', twoInputs],
    ['no input of tokens', sums([['attention_mask', 'int64']])],
  ])('%s are refused', async (_, file) => {
    const { facts } = await readOnnx(file, 'm.onnx');
    expect(() => bindText(facts, null, tokenizer)).toThrow(expect.objectContaining({ code: 'model-input' }));
  });
});

describe('TensorFlow.js', () => {
  const network = (places: number | null) => () =>
    layers.sequential({
      layers: [
        layers.layers.embedding({ inputDim: 20, outputDim: 5, inputShape: [places as number] }),
        layers.layers.globalAveragePooling1d({}),
        layers.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });

  test.each([[null], [6]])('rows of %s places are answered as by the network itself', async (places) => {
    const saved = await seeded(network(places), 3);
    const { facts, bytes } = await readTfjs(saved.json, 'model.json', saved.beside);
    const binding: TextBinding = bindText(facts as ModelFacts, null, tokenizer);
    expect(binding).toMatchObject({ tokens: places, outputs: 3, inputs: [{ role: 'tokens' }] });
    const model = await openTfjs(bytes, binding, 'wasm', { file: 'model.json' });
    const itself = await tf.setBackend('cpu').then(() => layers.loadLayersModel(tf.io.fromMemory(artifacts(saved))));
    for (const length of places === null ? [3, 6, 9, 3] : [places]) {
      const rows = Float32Array.from({ length: 2 * length }, (_, at) => (at % 4 === 3 ? -1 : (at * 5) % 20));
      const found = await model.predict(rows, 2);
      const padded = Array.from(rows, (token) => (token < 0 ? 7 : token));
      await tf.setBackend('cpu');
      const wanted = tf.tidy(() => (itself.predictOnBatch(tf.tensor(padded, [2, length])) as tf.Tensor).dataSync());
      for (const [at, value] of wanted.entries()) expect(Math.abs(found[at] - value)).toBeLessThan(1e-6);
    }
    await model.close();
  });

  function artifacts({ json, shards }: Awaited<ReturnType<typeof seeded>>): tf.io.ModelArtifacts {
    const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(json));
    const parts = weightsManifest[0].paths.map((path: string) => shards[path]) as Uint8Array[];
    const weightData = Uint8Array.from(parts.flatMap((part) => [...part])).buffer;
    return { modelTopology, weightSpecs: weightsManifest[0].weights, weightData };
  }
});
