// Whole games on the GPU: rows by kernels, the model, means by kernels. The same as rows by the
// typed-array masker, given to the same model.

import { afterAll, describe, expect, test } from 'vitest';
import { parseCard } from '../../../src/data/card.ts';
import { meanOverBackground } from '../../../src/games/background-mean.ts';
import { type Coalitions, sliceCoalitions } from '../../../src/games/coalitions.ts';
import type { ImageGame, MaskerSpec, TabularGame, TextGame } from '../../../src/games/game.ts';
import { createMasker } from '../../../src/games/masker.ts';
import { createBuffers } from '../../../src/gpu/buffers.ts';
import { openDevice } from '../../../src/gpu/device.ts';
import { createAverager } from '../../../src/gpu/mean.ts';
import { createReader } from '../../../src/gpu/reader.ts';
import { bindImage } from '../../../src/models/bind/image.ts';
import { bindTabular } from '../../../src/models/bind/index.ts';
import type { Binding, Model } from '../../../src/models/model.ts';
import { readOnnx } from '../../../src/models/onnx/reading/read.ts';
import { openOnnx } from '../../../src/models/onnx/runtime/session.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { numbers, someCoalitions } from './support.ts';

const random = createRandom(4);
async function openExample(
  path: string,
  bind: (facts: Parameters<typeof bindTabular>[0]) => Binding | Promise<Binding>,
): Promise<Model> {
  const { facts, bytes } = await readOnnx(new Uint8Array(await (await fetch(`/examples/${path}`)).arrayBuffer()), path);
  return openOnnx(bytes, await bind(facts), 'webgpu', { file: path });
}

/** Means of all outputs by rows that were made here. */
async function byRows(model: Model, game: MaskerSpec, coalitions: Coalitions): Promise<Float64Array> {
  const masker = createMasker(game);
  const count = coalitions.count * masker.rowsPerCoalition;
  const rows = new Float32Array(count * masker.columns);
  masker.write(coalitions, 0, count, rows);
  const all = Array.from({ length: model.outputs }, (_, output) => output);
  return meanOverBackground(await model.predict(rows, count), {
    rows: masker.rowsPerCoalition,
    outputs: model.outputs,
    selected: all,
    logOdds: false,
  });
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  const worst = Array.from(found).reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at])), 0);
  expect(worst).toBeLessThan(tolerance);
}

test.each([1, 15, 16, 37, 1000])('means over %i rows', async (each) => {
  const gpu = await openDevice();
  const [coalitions, outputs, wanted] = [70, 3, [2, 0]];
  const answers = numbers(coalitions * each * outputs, random);
  const [buffers, reader] = [createBuffers(gpu.device), createReader(gpu.device)];
  const average = await createAverager(gpu.device, buffers, { each, outputs, wanted });
  const source = buffers.holding(new Uint32Array(answers.buffer));
  const found = await reader.read(average(source, coalitions), coalitions * wanted.length);
  expectClose(found, meanOverBackground(answers, { rows: each, outputs, selected: wanted, logOdds: false }), 1e-6);
  gpu.destroy();
});

describe('a table', async () => {
  const columns = Array.from({ length: 20 }, (_, i) => ({ name: `f${i}`, kind: 'numeric' as const, levels: null }));
  const model = await openExample(
    'credit/mlp.onnx',
    (facts) => bindTabular(facts, { file: 't.csv', columns }, null, null).binding,
  );
  afterAll(() => model.close());
  const background = { count: 9, columns: 20, data: numbers(180, random) };
  const game: TabularGame = {
    kind: 'tabular',
    players: 20,
    instance: numbers(20, random),
    background,
    playerOf: Int32Array.from(columns.keys()),
  };

  test.each([1, 7, 1000])('%i coalitions: calls of all sizes, one after the other', async (count) => {
    const coalitions = someCoalitions(20, count, random);
    const own = await model.deviceGame?.(game, [0]);
    if (!own) throw new Error('no game on the device');
    const expected = await byRows(model, game, coalitions);
    expectClose(await (await own.begin(coalitions)).means, expected, 1e-6);
    expect(new Set(expected).size).toBeGreaterThan(count / 10);
    await own.close();
  });

  test('several are under way at a time', async () => {
    const coalitions = someCoalitions(20, 90, random);
    const own = await model.deviceGame?.(game, [0]);
    if (!own) throw new Error('no game on the device');
    const parts = [0, 1, 2].map((part) => sliceCoalitions(coalitions, part * 30, (part + 1) * 30));
    const begun = await Promise.all(parts.map((part) => own.begin(part)));
    const found = (await Promise.all(begun.map(({ means }) => means))).flatMap((part) => [...part]);
    expectClose(found, await byRows(model, game, coalitions), 1e-6);
    await own.close();
  });

  test('means under way arrive although the game is closed', async () => {
    const coalitions = someCoalitions(20, 300, random);
    const own = await model.deviceGame?.(game, [0]);
    if (!own) throw new Error('no game on the device');
    const { means } = await own.begin(coalitions);
    const closed = own.close();
    expectClose(await means, await byRows(model, game, coalitions), 1e-6);
    await closed;
  });

  test('what kernels do not write is left to the masker', async () => {
    const text = {
      kind: 'text',
      players: 1,
      ids: Int32Array.of(1),
      playerOf: Int32Array.of(0),
      absent: 'pad',
      mask: 0,
    } as const;
    expect(await model.deviceGame?.({ ...text, columns: 20, padding: 'left' }, [0])).toBeNull();
  });
});

test('a text: several inputs of 64-bit numbers', async () => {
  const model = await openExample('toxicity/model.onnx', (facts) => {
    const roles = { input_ids: 'tokens', attention_mask: 'attention', token_type_ids: 'types' } as const;
    const inputs = facts.inputs.map(({ name, type }) => ({ name, type, role: roles[name as keyof typeof roles] }));
    return {
      kind: 'text',
      inputs,
      tokens: null,
      pad: 0,
      finalStep: null,
      batch: null,
      output: facts.outputs[0].name,
      outputs: 0,
    };
  });
  const ids = Int32Array.of(101, 2017, 2005, 7592, 2088, 102);
  const playerOf = Int32Array.of(-1, 0, 1, 1, 2, -1);
  const game: TextGame = {
    kind: 'text',
    players: 3,
    ids,
    playerOf,
    absent: 'mask',
    mask: 103,
    columns: 6,
    padding: 'right',
  };
  const coalitions = someCoalitions(3, 5, random);
  const own = await model.deviceGame?.(game, [1, 0]);
  if (!own) throw new Error('no game on the device');
  const all = await byRows(model, game, coalitions);
  const expected = Array.from(
    { length: 10 },
    (_, at) => all[Math.floor(at / 2) * model.outputs + (at % 2 === 0 ? 1 : 0)],
  );
  expectClose(await (await own.begin(coalitions)).means, expected, 1e-5);
  expect(new Set(expected).size).toBeGreaterThan(3);
  await own.close();
  await model.close();
});

test('a picture, of some classes', { timeout: 120_000 }, async () => {
  const card = parseCard(await (await fetch('/examples/mobilenet/model.card.json')).json(), 'card');
  const model = await openExample('mobilenet/model.onnx', (facts) => bindImage(facts, card).binding);
  const { size, layout } =
    card.input.kind === 'image' ? card.input : { size: [224, 224] as const, layout: 'NCHW' as const };
  const [height, width] = size;
  const segments = Int32Array.from(
    { length: width * height },
    (_, pixel) => Math.floor((pixel % width) / 56) + 4 * Math.floor(pixel / width / 56),
  );
  const pixels = width * height * 3;
  const game: ImageGame = {
    kind: 'image',
    players: 16,
    width,
    height,
    channels: 3,
    layout,
    picture: numbers(pixels, random),
    fill: new Float32Array(pixels),
    segments,
  };
  const coalitions = someCoalitions(16, 1, random);
  const wanted = [7, 500, 3];
  const own = await model.deviceGame?.(game, wanted);
  if (!own) throw new Error('no game on the device');
  const all = await byRows(model, game, coalitions);
  const expected = Array.from({ length: 3 }, (_, at) => all[wanted[at]]);
  const scale = Math.max(...expected.map(Math.abs));
  expectClose(await (await own.begin(coalitions)).means, expected, 1e-6 * Math.max(1, scale));
  await own.close();
  await model.close();
});
