// Kernels write the rows that the typed-array maskers write, to the bit.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Coalitions } from '../../../src/games/coalitions.ts';
import type { ImageGame, MaskerSpec, TabularGame, TextGame } from '../../../src/games/game.ts';
import { createMasker } from '../../../src/games/masker.ts';
import { createBuffers } from '../../../src/gpu/buffers.ts';
import { type GpuDevice, openDevice } from '../../../src/gpu/device.ts';
import { createReader } from '../../../src/gpu/reader.ts';
import { plansOf } from '../../../src/models/bind/input-plan.ts';
import type { Binding, ImageBinding, TabularBinding, TextBinding } from '../../../src/models/model.ts';
import { toHalf } from '../../../src/models/onnx/reading/float16.ts';
import { rowWriters } from '../../../src/models/onnx/runtime/row-writers.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { numbers, someCoalitions } from './support.ts';

let gpu: GpuDevice;
beforeAll(async () => {
  gpu = await openDevice();
});
afterAll(() => gpu.destroy());

const random = createRandom(3);
/** A batch as a kernel writes it, one array of words for each input. */
async function written(
  binding: Binding,
  game: MaskerSpec,
  coalitions: Coalitions,
  batch: { first: number; rows: number; size: number },
) {
  const places = game.kind === 'text' ? game.columns + 3 : undefined;
  const buffers = createBuffers(gpu.device);
  const inputs = await rowWriters({ device: gpu.device, buffers, binding, game, places });
  if (!inputs) throw new Error('no kernel writes these');
  const reader = createReader(gpu.device);
  const bits = buffers.holding(coalitions.bits);
  const found = [];
  for (const { plan, type, write } of inputs) {
    const words = Math.ceil((batch.size * plan.width * { float16: 2, float32: 4, int32: 4, int64: 8 }[type]) / 4);
    const target = write({ bits, words: coalitions.words }, batch);
    found.push({ plan, type, words: new Uint32Array((await reader.read(target, words)).buffer) });
  }
  await buffers.made();
  reader.close();
  buffers.close();
  return found;
}

/** The same by the typed-array masker, as numbers. */
function masked(
  game: MaskerSpec,
  coalitions: Coalitions,
  { first, rows, size }: { first: number; rows: number; size: number },
) {
  const masker = createMasker(game);
  const target = new Float32Array(size * masker.columns);
  masker.write(coalitions, first, first + rows, target);
  for (let row = rows; row < size; row++)
    target.copyWithin(row * masker.columns, (rows - 1) * masker.columns, rows * masker.columns);
  return target;
}

const halfWords = (values: Float32Array): Uint32Array =>
  Uint32Array.from({ length: Math.ceil(values.length / 2) }, (_, i) => {
    const second = 2 * i + 1 < values.length ? 2 * i + 1 : values.length - 1;
    return (toHalf(values[2 * i]) | (toHalf(values[second]) << 16)) >>> 0;
  });
const bitsOf = (values: Float32Array, type: string) =>
  type === 'float16' ? halfWords(values) : new Uint32Array(values.buffer, values.byteOffset, values.length);

const batches = [
  { first: 0, rows: 1, size: 1 },
  { first: 0, rows: 21, size: 32 },
  { first: 13, rows: 8, size: 8 },
];
const types = ['float32', 'float16'] as const;

describe.each(types)('tables of %s', (type) => {
  const columns = 41;
  // Two columns to a player, more players than a word has bits, a NaN and a −0 among the numbers.
  const playerOf = Int32Array.from({ length: columns }, (_, c) => (c < 4 ? 0 : c - 3));
  const instance = numbers(columns, random);
  instance[7] = Number.NaN;
  instance[8] = -0;
  const background = { count: 7, columns, data: numbers(7 * columns, random) };
  const game: TabularGame = { kind: 'tabular', players: 38, instance, background, playerOf };
  const coalitions = someCoalitions(38, 3, random);
  const input = { type, levels: null } as const;
  const matrix: TabularBinding = {
    kind: 'tabular',
    inputs: [{ ...input, name: 'x', shape: 'matrix', columns: Array.from(playerOf.keys()) }],
    batch: null,
    output: 'y',
    outputs: 1,
  };

  test.each(batches)('rows $first + $rows of $size', async (batch) => {
    const [{ words }] = await written(matrix, game, coalitions, batch);
    const expected = bitsOf(masked(game, coalitions, batch), type);
    expect(words).toEqual(expected);
    expect(new Set(expected).size).toBeGreaterThan(columns / 3);
  });

  test('several inputs, each of some columns', async () => {
    const two: TabularBinding = {
      ...matrix,
      inputs: [
        { ...input, name: 'b', shape: 'matrix', columns: [40, 3, 8] },
        { ...input, name: 'a', shape: 'column', columns: [20] },
      ],
    };
    const [batch] = batches.slice(1);
    const rows = masked(game, coalitions, batch);
    for (const { plan, words } of await written(two, game, coalitions, batch)) {
      const chosen = plan.columns ?? [];
      const expected = Float32Array.from(
        { length: batch.size * plan.width },
        (_, at) => rows[Math.floor(at / plan.width) * columns + chosen[at % plan.width]],
      );
      expect(words).toEqual(bitsOf(expected, type));
    }
  });
});

test('a lack of memory is reported by `made`', async () => {
  const buffers = createBuffers(gpu.device);
  const room = buffers.place();
  room(64);
  await buffers.made();
  room(2 * gpu.device.limits.maxBufferSize);
  await expect(buffers.made()).rejects.toThrow(/out of memory/i);
  buffers.close();
});

describe.each(['NCHW', 'NHWC'] as const)('pictures, %s', (layout) => {
  const [width, height, channels] = [9, 7, 3];
  const length = width * height * channels;
  const segments = Int32Array.from(
    { length: width * height },
    (_, pixel) => Math.floor((pixel % width) / 2) + 5 * Math.floor(pixel / width / 2),
  );
  const players = Math.max(...segments) + 1;
  const game: ImageGame = {
    kind: 'image',
    players,
    width,
    height,
    channels,
    layout,
    picture: numbers(length, random),
    fill: numbers(length, random),
    segments,
  };
  const coalitions = someCoalitions(players, 21, random);
  const image = { layout, size: [height, width], channels: 'rgb' } as unknown as ImageBinding['image'];

  test.each(types)('of %s', async (type) => {
    const binding: ImageBinding = { kind: 'image', input: 'x', type, image, batch: null, output: 'y', outputs: 1 };
    for (const batch of batches) {
      const [{ words }] = await written(binding, game, coalitions, batch);
      expect(words).toEqual(bitsOf(masked(game, coalitions, batch), type));
    }
  });
});

describe.each(['mask', 'pad', 'remove'] as const)('texts, %s', (absent) => {
  const players = 36;
  const playerOf = Int32Array.from({ length: 44 }, (_, at) =>
    at === 0 || at === 43 ? -1 : Math.min(players - 1, at - 1),
  );
  const ids = Int32Array.from(playerOf, (_, at) => 100 + at * 7);
  const coalitions = someCoalitions(players, 21, random);

  test.each([
    ['left', 'int64'],
    ['right', 'int32'],
  ] as const)('padded %s, %s', async (padding, type) => {
    const game: TextGame = { kind: 'text', players, ids, playerOf, absent, mask: 9, columns: 50, padding };
    const roles = ['tokens', 'attention', 'types', 'positions'] as const;
    const inputs = roles.map((role) => ({ name: role, type, role }));
    const binding: TextBinding = {
      kind: 'text',
      inputs,
      tokens: null,
      pad: 1,
      finalStep: null,
      batch: null,
      output: 'y',
      outputs: 1,
    };
    const places = game.columns + 3;
    for (const batch of batches) {
      const rows = masked(game, coalitions, batch);
      const found = await written(binding, game, coalitions, batch);
      for (const [index, plan] of plansOf(binding, places).entries()) {
        const expected = Array.from({ length: batch.size * places }, (_, at) => {
          const place = at % places;
          const token = place < game.columns ? rows[Math.floor(at / places) * game.columns + place] : -1;
          return plan.value?.(token, place) ?? token;
        });
        const { words } = found[index];
        const values =
          type === 'int32' ? [...new Int32Array(words.buffer)] : [...new BigInt64Array(words.buffer)].map(Number);
        expect(values).toEqual(expected);
      }
    }
  });
});
