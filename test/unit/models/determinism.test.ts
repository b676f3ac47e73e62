// The same row gets the same bits, however many rows share its call and wherever it stands: the
// engine may cut work into any chunks, and any number of workers may share it.

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCard } from '../../../src/data/card.ts';
import { bindImage } from '../../../src/models/bind/image.ts';
import { bindTabular } from '../../../src/models/bind/index.ts';
import { readOnnx } from '../../../src/models/onnx/reading/read.ts';
import { WASM_ROWS } from '../../../src/models/onnx/runtime/batch-sizes.ts';
import { openOnnx, type RuntimeModel } from '../../../src/models/onnx/runtime/session.ts';
import { inSingle, type Numbers } from '../../../src/numerics/numbers.ts';
import { bytesOf, numericColumns, tableOf } from '../../support/models.ts';
import { graphMessage, modelFile, type NodeSpec, valueInfo, type Weights } from '../../support/onnx.ts';

const SIZES = [1, 2, 3, 5, 7, 8, 9, 16, 31, 64, 100, 255, 256, 1000, 1024];
const STARTS = [0, 1, 3, 17, 500];

/** Small numbers of a fixed sequence, between -0.5 and 0.5. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return new Float32Array(count).map(() => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

const bits = (values: Numbers) => new Int32Array(inSingle(values).buffer, values.byteOffset, values.length);

/** Rows whose bits differ from their row of one large call, over all sizes and positions. */
async function differing(
  model: RuntimeModel,
  rows: Float32Array,
  width: number,
  sizes: readonly number[],
  starts: readonly number[],
): Promise<number> {
  const count = rows.length / width;
  const whole = bits(await model.predict(rows, count));
  let different = 0;
  for (const size of sizes) {
    for (const start of starts) {
      if (start + size > count) continue;
      const part = bits(await model.predict(rows.subarray(start * width, (start + size) * width), size));
      for (let i = 0; i < part.length; i++) if (part[i] !== whole[start * model.outputs + i]) different++;
    }
  }
  return different;
}

async function openTabular(bytes: Uint8Array, width: number): Promise<RuntimeModel> {
  const { facts } = await readOnnx(bytes, 'test.onnx');
  const { binding } = bindTabular(
    facts,
    tableOf(numericColumns(...Array.from({ length: width }, (_, i) => `f${i}`))),
    null,
    null,
  );
  return openOnnx(bytes, binding, 'wasm', { file: 'test.onnx' });
}

const tabular = [
  ...['credit/gbt', 'credit/mlp', 'breast-cancer/mlp', 'penguins/forest', 'diabetes/gbt'].map(
    (name) => `public/examples/${name}.onnx`,
  ),
  ...readdirSync(new URL('../../golden/models/', import.meta.url))
    .filter((name) => name.endsWith('.onnx'))
    .map((name) => `test/golden/models/${name}`),
];

test.each(tabular)(
  '%s',
  async (path) => {
    const bytes = bytesOf(path);
    const { facts } = await readOnnx(bytes, path);
    const width = facts.inputs[0].shape[1] as number;
    const model = await openTabular(bytes, width);
    // Codes of categories and measurements alike: whole numbers and fractions from 0 to about 30.
    const rows = numbers(1600 * width, 7).map((value, i) =>
      i % 2 ? Math.round((value + 0.5) * 3) : (value + 0.5) * 30,
    );
    expect(new Set(await model.predict(rows, 1600)).size).toBeGreaterThan(10);
    expect(await differing(model, rows, width, SIZES, STARTS)).toBe(0);
    await model.close();
  },
  60_000,
);

const dense = (name: string, ...dims: number[]): Weights => ({
  name,
  dims,
  data: numbers(
    dims.reduce((a, b) => a * b),
    dims.length + dims[0],
  ),
});

/**
 * Layers beyond the shipped models: odd widths leave tails in vectorised loops, large ones are cut
 * into blocks.
 */
const layers: Readonly<Record<string, { width: number; outputs: number; weights: Weights[]; nodes: NodeSpec[] }>> = {
  'Gemm, Tanh, softmax of odd width': {
    width: 13,
    outputs: 3,
    weights: [dense('w', 13, 37), dense('b', 37), dense('v', 37, 3), dense('c', 3)],
    nodes: [
      { op: 'Gemm', inputs: ['x', 'w', 'b'], outputs: ['h'] },
      { op: 'Tanh', inputs: ['h'], outputs: ['t'] },
      { op: 'Gemm', inputs: ['t', 'v', 'c'], outputs: ['z'] },
      { op: 'Softmax', inputs: ['z'], outputs: ['y'] },
    ],
  },
  'large MatMul, Erf, sigmoid': {
    width: 600,
    outputs: 1,
    weights: [dense('w', 600, 300), dense('v', 300, 1)],
    nodes: [
      { op: 'MatMul', inputs: ['x', 'w'], outputs: ['h'] },
      { op: 'Erf', inputs: ['h'], outputs: ['t'] },
      { op: 'MatMul', inputs: ['t', 'v'], outputs: ['z'] },
      { op: 'Sigmoid', inputs: ['z'], outputs: ['y'] },
    ],
  },
  'transposed Gemm, layer normalisation': {
    width: 17,
    outputs: 5,
    weights: [dense('w', 29, 17), dense('b', 29), dense('s', 29), dense('v', 5, 29), dense('c', 5)],
    nodes: [
      { op: 'Gemm', inputs: ['x', 'w', 'b'], outputs: ['h'], attributes: { transB: { int: 1 } } },
      { op: 'LayerNormalization', inputs: ['h', 's', 'b'], outputs: ['t'] },
      { op: 'Gemm', inputs: ['t', 'v', 'c'], outputs: ['y'], attributes: { transB: { int: 1 } } },
    ],
  },
};

test.each(Object.entries(layers))(
  '%s',
  async (_, { width, outputs, weights, nodes }) => {
    const inputs = [valueInfo('x', 'float32', ['N', width])];
    const model = await openTabular(
      modelFile(graphMessage({ nodes, weights, inputs, outputs: [valueInfo('y', 'float32', ['N', outputs])] })),
      width,
    );
    expect(await differing(model, numbers(600 * width, 11), width, [1, 2, 3, 5, 8, 31, 100, 256], STARTS)).toBe(0);
    await model.close();
  },
  60_000,
);

test('calls larger than a batch are split without changing any bit', async () => {
  const bytes = bytesOf('public/examples/diabetes/gbt.onnx');
  const model = await openTabular(bytes, 10);
  const count = 2 * WASM_ROWS.tabular + 3;
  const rows = numbers(count * 10, 5).map((value) => value * 300);
  const whole = await model.predict(rows, count);
  expect(whole).toHaveLength(count);
  expect(Array.from(await model.predict(rows.subarray((count - 5) * 10), 5))).toEqual(
    Array.from(whole.subarray(count - 5)),
  );
  await model.close();
});

test('MobileNet: one picture a call or several', async () => {
  const bytes = bytesOf('public/examples/mobilenet/model.onnx');
  const { facts } = await readOnnx(bytes, 'model.onnx');
  const card = parseCard(
    JSON.parse(new TextDecoder().decode(bytesOf('public/examples/mobilenet/model.card.json'))),
    'model.card.json',
  );
  const { binding, questions } = bindImage(facts, card);
  expect(questions).toEqual([]);
  const ort = await import('onnxruntime-web/wasm');
  const model = await openOnnx(bytes, binding, 'wasm', { file: 'model.onnx' });
  expect(model.outputs).toBe(1001);
  const width = 3 * 224 * 224;
  const pictures = numbers(5 * width, 3).map((value, i) => value + Math.sin(i / 900) / 2);
  const single = bits(await model.predict(pictures, 5));
  const session = await ort.InferenceSession.create(bytes);
  for (const size of [2, 5]) {
    const { probs } = await session.run({
      t88: new ort.Tensor('float32', pictures.subarray(0, size * width), [size, 3, 224, 224]),
    });
    expect(bits(probs.data as Float32Array)).toEqual(single.slice(0, size * 1001));
  }
  await session.release();
  await model.close();
}, 60_000);
