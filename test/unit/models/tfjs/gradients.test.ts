// Derivatives of TensorFlow.js models, and the explainers that use them, against finite differences
// of plain predictions.

import { afterAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../../../src/engine/engine.ts';
import { createEvaluator } from '../../../../src/engine/evaluator/evaluator.ts';
import type { ExplainRequest } from '../../../../src/engine/protocol.ts';
import { bindImage } from '../../../../src/models/bind/image.ts';
import { bindTabular } from '../../../../src/models/bind/index.ts';
import type { TextBinding } from '../../../../src/models/model.ts';
import { readTfjs } from '../../../../src/models/tfjs/read.ts';
import { openTfjs } from '../../../../src/models/tfjs/session.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { failureOf } from '../../../support/failure.ts';
import { bytesOf, numericColumns, tableOf } from '../../../support/models.ts';
import {
  graphModel,
  layers,
  normalRows,
  pictureNetwork,
  type SavedModel,
  seeded,
  tableNetwork,
  tf,
} from '../../../support/tfjs.ts';

const engine = createEngine({
  workers: 1,
  spawn: () => ({ api: createEvaluator(), died: new Promise(() => {}), close() {} }),
});
afterAll(() => engine.close());

const names = (count: number) => Array.from({ length: count }, (_, at) => `f${at}`);

async function open({ json, beside }: SavedModel, picture: boolean, width: number) {
  const { facts, bytes } = await readTfjs(json, 'model.json', beside);
  const bound = picture
    ? bindImage(facts, null, { normalisation: '0..1' })
    : bindTabular(facts, tableOf(numericColumns(...names(width))), null, null);
  const model = await openTfjs(bytes, bound.binding, 'wasm', { file: 'model.json' });
  return {
    ...model,
    derivatives: model.derivatives as NonNullable<typeof model.derivatives>,
    heatMap: model.heatMap as NonNullable<typeof model.heatMap>,
  };
}

const cases = [
  ['a table', () => seeded(tableNetwork(6, 3)), false, 6],
  ['a graph', async () => graphModel(5, 3, true), false, 5],
  ['pictures', () => seeded(pictureNetwork(8, 3), 1, 0.2), true, 192],
] as const;

describe.each(cases)('derivatives of %s', (_, make, picture, width) => {
  test('are those of finite differences, beside the answers', async () => {
    const model = await open(await make(), picture, width);
    const rows = normalRows(3, width).map((value) => (picture ? 0.5 + value / 8 : value));
    const selected = [2, 0];
    const found = await model.derivatives(rows, 3, selected);
    const answers = await model.predict(rows, 3);
    const step = 2 ** -6;
    const some = picture ? [0, 17, 100, 191] : Array.from({ length: width }, (_, c) => c);
    for (let row = 0; row < 3; row++) {
      const part = found.subarray(row * 2 * (1 + width), (row + 1) * 2 * (1 + width));
      for (const [at, k] of selected.entries()) {
        expect(part[at]).toBe(answers[row * 3 + k]);
        for (const c of some) {
          const moved = (by: number) =>
            rows.slice(row * width, (row + 1) * width).map((value, i) => (i === c ? value + by : value));
          const four = await model.predict(Float32Array.from([2, 1, -1, -2].flatMap((by) => [...moved(by * step)])), 4);
          const slope = (8 * (four[3 + k] - four[6 + k]) - (four[k] - four[9 + k])) / (12 * step);
          expect(Math.abs(part[2 + at * width + c] - slope)).toBeLessThan(picture ? 2e-4 : 5e-4);
        }
      }
    }
    await model.close();
  });
});

test('a thousand calls for derivatives leave nothing behind', async () => {
  const model = await open(await seeded(tableNetwork(6, 2)), false, 6);
  const rows = normalRows(2, 6);
  await model.derivatives(rows, 2, [1]);
  const { numTensors, numBytes } = tf.memory();
  for (let call = 0; call < 1000; call++) await model.derivatives(rows, 2, [1]);
  expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  await model.close();
});

/** Answers of the network itself, by the plain back end, in float32 as every runtime gives them. */
const plainly = (network: layers.LayersModel, rows: Float32Array, shape: number[]): Float32Array =>
  tf.tidy(() => (network.predictOnBatch(tf.tensor(rows, shape)) as tf.Tensor).dataSync() as Float32Array);

test('the heat map is Grad-CAM by finite differences of the layers behind the last convolution', async () => {
  const side = 8;
  const network = pictureNetwork(side, 3);
  const files = await seeded(network, 1, 0.3);
  const model = await open(files, true, side * side * 3);
  const picture = normalRows(1, side * side * 3).map((value) => 0.5 + value / 8);
  const found = await model.heatMap(picture, [1]);
  await model.close();

  await tf.setBackend('cpu');
  const inner = layers.model({
    inputs: network.inputs,
    outputs: network.getLayer('last').output as layers.SymbolicTensor,
  });
  const maps = plainly(inner, picture, [1, side, side, 3]);
  const [height, width, channels] = [4, 4, 8];
  expect(Array.from(found.subarray(0, 2))).toEqual([height, width]);
  const [kernel, bias] = network.layers[network.layers.length - 1].getWeights().map((weight) => weight.dataSync());
  /** Probability of class 1 after the flattened maps, in float64. */
  const after = (values: Float64Array): number => {
    const scores = [0, 1, 2].map((k) => values.reduce((sum, value, i) => sum + value * kernel[i * 3 + k], bias[k]));
    const odds = scores.map((score) => Math.exp(score - Math.max(...scores)));
    return odds[1] / (odds[0] + odds[1] + odds[2]);
  };
  const slopes = Array.from({ length: channels }, (_, channel) => {
    const moved = (by: number) =>
      after(Float64Array.from(maps, (value, i) => value + (i % channels === channel ? by : 0)));
    return (moved(1e-4) - moved(-1e-4)) / 2e-4 / (height * width);
  });
  for (let cell = 0; cell < height * width; cell++) {
    const heat = slopes.reduce((sum, slope, channel) => sum + slope * maps[cell * channels + channel], 0);
    expect(found[2 + cell]).toBeCloseTo(Math.max(0, heat), 5);
  }
  expect(Math.max(...found.subarray(2))).toBeGreaterThan(1e-3);
});

test('on a mean of embeddings, the path gives each token the weights times how far it goes', async () => {
  const network = layers.sequential({
    layers: [
      layers.layers.embedding({ inputDim: 9, outputDim: 4, inputLength: 5 }),
      layers.layers.globalAveragePooling1d({}),
      layers.layers.dense({ units: 2 }),
    ],
  });
  const { json, beside } = await seeded(network);
  const { facts, bytes } = await readTfjs(json, 'model.json', beside);
  const model = await openTfjs(
    bytes,
    bindTabular(facts, tableOf(numericColumns(...names(5))), null, null).binding,
    'wasm',
    { file: 'model.json' },
  );
  const [start, end] = [
    [0, 0, 3, 0, 0],
    [7, 2, 3, 1, 8],
  ];
  const at = Float64Array.of(0.1, 0.5, 0.9);
  const found = await model.embeddingPath?.({ rows: Float32Array.from([...start, ...end]), at }, [1, 0]);
  await model.close();
  const [table, kernel] = network.getWeights().map((weight) => weight.dataSync());
  expect(found).toHaveLength(3 * 2 * 5);
  for (let step = 0; step < 3; step++) {
    for (const [row, k] of [1, 0].entries()) {
      for (let place = 0; place < 5; place++) {
        let expected = 0;
        for (let d = 0; d < 4; d++)
          expected += ((table[end[place] * 4 + d] - table[start[place] * 4 + d]) * kernel[d * 2 + k]) / 5;
        expect(Math.abs((found?.[(step * 2 + row) * 5 + place] ?? Number.NaN) - expected)).toBeLessThan(1e-5);
      }
    }
  }
});

test('a path of texts of any length does not depend on what was answered before', async () => {
  const network = () =>
    layers.sequential({
      layers: [
        layers.layers.embedding({ inputDim: 9, outputDim: 4, inputShape: [null as unknown as number] }),
        layers.layers.globalAveragePooling1d({}),
        layers.layers.dense({ units: 2 }),
      ],
    });
  const { json, beside } = await seeded(network);
  const { facts, bytes } = await readTfjs(json, 'model.json', beside);
  const [{ name, type }] = facts.inputs;
  const binding: TextBinding = {
    kind: 'text',
    inputs: [{ name, type, role: 'tokens' }],
    tokens: null,
    pad: 0,
    finalStep: null,
    batch: null,
    output: facts.outputs[0].name,
    outputs: 2,
  };
  const model = await openTfjs(bytes, binding, 'wasm', { file: 'model.json' });
  const path = { rows: Float32Array.of(0, 0, 0, 1, 2, 3), at: Float64Array.of(0.5) };
  const found = await model.embeddingPath?.(path, [0, 1]);
  await model.predict(path.rows, 2);
  expect(found?.some((value) => value !== 0)).toBe(true);
  expect(found).toEqual(await model.embeddingPath?.(path, [0, 1]));
  await model.close();
});

// ------------------------------------------------------------------ through the engine

const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;

async function tableStudy(model: SavedModel, columns: number) {
  const beside = Object.entries(model.shards).map(([name, bytes]) => ({ name, data: buffer(bytes) }));
  const opened = await engine.openModel({ name: 'model.json', data: buffer(model.json) }, beside);
  const random = createRandom(2);
  const rows = Array.from({ length: 20 }, () => Array.from({ length: columns }, () => Math.fround(random.normal())));
  const csv = [names(columns).join(','), ...rows.map((row) => row.join(','))].join('\n');
  const table = await engine.openTable({ name: 'rows.csv', data: buffer(new TextEncoder().encode(csv)) });
  const study = await engine.study({ model: opened.handle, table: table.handle });
  let jobs = 0;
  const explain = (request: Partial<ExplainRequest>) =>
    engine.explain(
      `${study.handle} ${jobs++}`,
      {
        study: study.handle,
        input: { kind: 'row', row: 3 },
        explainer: { name: 'auto' },
        outputs: 'all',
        seed: 0,
        budget: {},
        curves: false,
        background: { method: 'all', rows: 0 },
        ...request,
      },
      () => {},
    );
  return { study, explain, rows };
}

/** Largest standard error or residual, over the sum of absolute values. */
const relative = (residual: number, values: readonly number[]) =>
  Math.abs(residual) / values.reduce((sum, value) => sum + Math.abs(value), 0);

test('integrated gradients add up within 1 % with 64 steps, as the path integral by finite differences', async () => {
  const network = tableNetwork(6, 3);
  const { explain, rows, study } = await tableStudy(await seeded(network), 6);
  expect(study.derivatives).toEqual(['input']);
  const record = await explain({ explainer: { name: 'integrated-gradients' }, budget: { samples: 64 } });
  expect(record).toMatchObject({ coalitions: 64, explainer: { options: { baseline: 'mean' } } });
  const mean = names(6).map((_, c) => rows.reduce((sum, row) => sum + row[c] / rows.length, 0));
  await tf.setBackend('cpu');
  for (const [k, values] of record.attributions.entries()) {
    expect(relative(record.additivityResidual?.[k] ?? Number.NaN, values)).toBeLessThan(0.01);
    for (const [j, value] of values.entries()) {
      const [steps, h] = [400, 2 ** -5];
      const points = Float32Array.from({ length: 2 * steps * 6 }, (_, i) => {
        const [c, point] = [i % 6, Math.floor(i / 6)];
        const alpha = (Math.floor(point / 2) + 0.5) / steps + (c === j ? (point % 2 === 0 ? h : -h) : 0);
        return mean[c] + alpha * (rows[3][c] - mean[c]);
      });
      const answers = plainly(network, points, [2 * steps, 6]);
      let integral = 0;
      for (let s = 0; s < steps; s++)
        integral += (answers[2 * s * 3 + k] - answers[(2 * s + 1) * 3 + k]) / (2 * h) / steps;
      // The answers' ReLUs have kinks, which both rules round off.
      expect(Math.abs(value - integral)).toBeLessThan(0.01);
    }
  }
});

test('expected gradients agree with the mean of integrated gradients, within their errors', async () => {
  const { explain } = await tableStudy(await seeded(tableNetwork(6, 3)), 6);
  const record = await explain({ explainer: { name: 'expected-gradients' }, budget: { samples: 4000, error: 0 } });
  for (const [k, values] of record.attributions.entries()) {
    const errors = record.standardErrors?.[k] ?? [];
    expect(values).toHaveLength(6);
    expect(Math.abs(record.additivityResidual?.[k] ?? Number.NaN)).toBeLessThan(4 * Math.hypot(...errors));
    expect(Math.max(...errors)).toBeLessThan(0.02);
  }
  const again = await explain({
    explainer: { name: 'expected-gradients' },
    budget: { samples: 4000, error: 0 },
    seed: 1,
  });
  for (const [k, values] of record.attributions.entries()) {
    for (const [j, value] of values.entries())
      expect(Math.abs(value - again.attributions[k][j])).toBeLessThan(6 * (record.standardErrors?.[k][j] ?? 0) + 1e-6);
  }
});

test('on a linear model all of them are the weights times the difference', async () => {
  const linear = layers.sequential({ layers: [layers.layers.dense({ units: 1, inputShape: [4] })] });
  const { explain, rows } = await tableStudy(await seeded(linear), 4);
  const [kernel] = linear.getWeights().map((weight) => weight.dataSync());
  const mean = names(4).map((_, c) => rows.reduce((sum, row) => sum + row[c] / rows.length, 0));
  for (const [name, options, from] of [
    ['integrated-gradients', {}, mean],
    ['integrated-gradients', { baseline: 'zero' }, [0, 0, 0, 0]],
    ['input-x-gradient', {}, [0, 0, 0, 0]],
    ['expected-gradients', {}, mean],
  ] as const) {
    const record = await explain({ explainer: { name, options }, budget: { samples: 20, error: 0 } });
    for (const [c, value] of record.attributions[0].entries())
      expect(Math.abs(value - kernel[c] * (rows[3][c] - from[c])), name).toBeLessThan(1e-5);
  }
  const smooth = await explain({ explainer: { name: 'smooth-grad' }, budget: { samples: 20, error: 0 } });
  for (const [c, value] of smooth.attributions[0].entries()) {
    const deviation = Math.sqrt(rows.reduce((sum, row) => sum + (row[c] - mean[c]) ** 2 / rows.length, 0));
    expect(Math.abs(value - kernel[c] * deviation)).toBeLessThan(1e-5);
  }
});

test('where a model gives no derivatives, or has no convolution, the explainer says what it needs', async () => {
  const table = await tableStudy(await seeded(tableNetwork(6, 3)), 6);
  const refusal = await failureOf(() => table.explain({ explainer: { name: 'grad-cam' } }));
  expect(refusal.code).toBe('request-invalid');
  const model = await engine.openModel({
    name: 'mlp.onnx',
    data: buffer(bytesOf('public/examples/breast-cancer/mlp.onnx')),
  });
  const data = await engine.openTable({
    name: 'data.csv',
    data: buffer(bytesOf('public/examples/breast-cancer/data.csv')),
  });
  const study = await engine.study({ model: model.handle, table: data.handle });
  expect(study.derivatives).toEqual([]);
  const asked = {
    study: study.handle,
    input: { kind: 'row', row: 0 },
    explainer: { name: 'integrated-gradients' },
    outputs: 'all',
    seed: 0,
    budget: {},
  } as const;
  const error = await failureOf(() => engine.explain('onnx', asked, () => {}));
  expect(error).toMatchObject({ code: 'request-invalid' });
  expect(error.message).toContain('TensorFlow.js');
});

test('a picture is explained by its segments', { timeout: 120_000 }, async () => {
  const { json, shards } = await seeded(pictureNetwork(16, 3), 1, 0.3);
  const beside = Object.entries(shards).map(([name, bytes]) => ({ name, data: buffer(bytes) }));
  const model = await engine.openModel({ name: 'model.json', data: buffer(json) }, beside);
  const photo = await engine.openPicture({
    name: 'cat.jpg',
    data: buffer(bytesOf('public/examples/mobilenet/photos/cat.jpg')),
  });
  const study = await engine.study({ model: model.handle, answers: { normalisation: '0..1' } });
  expect(study.derivatives).toEqual(['input', 'convolution']);
  const explain = (name: string) =>
    engine.explain(
      name,
      {
        study: study.handle,
        input: { kind: 'picture', picture: photo.handle },
        explainer: { name },
        outputs: 'all',
        seed: 0,
        budget: {},
        curves: false,
      },
      () => {},
    );
  const path = await explain('integrated-gradients');
  for (const [k, values] of path.attributions.entries())
    expect(relative(path.additivityResidual?.[k] ?? Number.NaN, values)).toBeLessThan(0.01);
  const seen = await explain('grad-cam');
  expect(seen.additivityResidual).toBeNull();
  expect(seen.attributions.flat().every((value) => value >= 0)).toBe(true);
});
