import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type ImageInput, parseCard } from '../../../../src/data/card.ts';
import type { Picture } from '../../../../src/data/pictures/picture.ts';
import { decodePicture } from '../../../../src/data/pictures/picture-decode.ts';
import { modelPicture, toModelInput } from '../../../../src/data/pictures/resize.ts';
import { errorOf } from '../../support/errors.ts';
import { noise, paint, same } from '../../support/pictures.ts';

// A busy machine may take its time over pixels.
vi.setConfig({ testTimeout: 60_000 });

const input = (size: [number, number], more: Partial<ImageInput> = {}): ImageInput => ({
  kind: 'image',
  layout: 'NCHW',
  size,
  channels: 'RGB',
  scale: [1],
  offset: [0],
  crop: 'stretch',
  ...more,
});
const pixel = ({ width, rgb }: Picture, x: number, y: number): number[] => [
  ...rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
];

describe('cropping and resizing', () => {
  test('a picture of the right size stays as it is', () => {
    const picture = noise(20, 30, 1);
    for (const crop of ['centre', 'stretch'] as const)
      expect(modelPicture(picture, input([30, 20], { crop }))).toEqual(picture);
  });

  test('the centred square', () => {
    const wide = paint(30, 10, (x, y) => [x, y, 0]);
    expect(modelPicture(wide, input([10, 10], { crop: 'centre' }))).toEqual(paint(10, 10, (x, y) => [x + 10, y, 0]));
    const tall = paint(10, 31, (x, y) => [x, y, 0]);
    expect(modelPicture(tall, input([10, 10], { crop: 'centre' }))).toEqual(paint(10, 10, (x, y) => [x, y + 10, 0]));
  });

  test('the centred rectangle of the model’s shape', () => {
    const picture = paint(40, 40, (x, y) => [x, y, 0]);
    expect(modelPicture(picture, input([20, 40], { crop: 'centre' }))).toEqual(paint(40, 20, (x, y) => [x, y + 10, 0]));
  });

  test('shrinking by a whole number averages with the triangle filter', () => {
    const line = paint(6, 1, (x) => [[0, 10, 20, 80, 90, 250][x], 7, 0]);
    const shrunk = modelPicture(line, input([1, 3]));
    // Each target is two pixels wide: its weights are 1, 3, 3, 1 around its middle, what lies
    // outside left out.
    expect(pixel(shrunk, 0, 0)[0]).toBe(Math.round((3 * 0 + 3 * 10 + 20) / 7));
    expect(pixel(shrunk, 1, 0)[0]).toBe(Math.round((10 + 3 * 20 + 3 * 80 + 90) / 8));
    expect(pixel(shrunk, 2, 0)[0]).toBe(Math.round((80 + 3 * 90 + 3 * 250) / 7));
    expect(pixel(shrunk, 1, 0)[1]).toBe(7);
  });

  test('enlarging interpolates between the middles of pixels', () => {
    const line = paint(2, 1, (x) => [x * 100, 0, 0]);
    expect([0, 1, 2, 3].map((x) => pixel(modelPicture(line, input([1, 4])), x, 0)[0])).toEqual([0, 25, 75, 100]);
  });

  test('one colour stays one colour at any size', () => {
    const plain = paint(37, 23, () => [200, 3, 255]);
    for (const size of [
      [1, 1],
      [224, 224],
      [5, 90],
      [23, 37],
    ] as const) {
      for (const crop of ['centre', 'stretch'] as const) {
        const resized = modelPicture(plain, input([...size], { crop }));
        expect(
          same(
            resized,
            paint(size[1], size[0], () => [200, 3, 255]),
          ),
        ).toBe(true);
      }
    }
  });

  test('fine stripes become grey, not stripes', () => {
    const stripes = paint(400, 400, (x) => (x % 2 ? [255, 255, 255] : [0, 0, 0]));
    const { rgb } = modelPicture(stripes, input([50, 50]));
    expect(Math.max(...rgb) - Math.min(...rgb)).toBeLessThan(20);
  });
});

describe('numbers for the model', () => {
  const picture = noise(4, 3, 5);
  const at = (x: number, y: number, c: number) => picture.rgb[3 * (y * 4 + x) + c];

  test.each(['NCHW', 'NHWC'] as const)('%s, RGB and BGR, scale and offset by channel', (layout) => {
    for (const channels of ['RGB', 'BGR'] as const) {
      const numbers = toModelInput(
        picture,
        input([3, 4], { layout, channels, scale: [1, 0.5, 0.25], offset: [0, -1, 3] }),
      );
      for (let y = 0; y < 3; y++) {
        for (let x = 0; x < 4; x++) {
          for (let c = 0; c < 3; c++) {
            const place = layout === 'NCHW' ? c * 12 + y * 4 + x : (y * 4 + x) * 3 + c;
            expect(numbers[place]).toBe(
              Math.fround(at(x, y, channels === 'RGB' ? c : 2 - c) * [1, 0.5, 0.25][c] + [0, -1, 3][c]),
            );
          }
        }
      }
    }
  });

  test('grey: what is shown is what the model gets', () => {
    const grey = input([3, 4], { channels: 'grey' });
    const seen = modelPicture(picture, grey);
    const numbers = toModelInput(seen, grey);
    expect(numbers).toHaveLength(12);
    for (let place = 0; place < 12; place++) {
      const [r, g, b] = pixel(picture, place % 4, Math.floor(place / 4));
      expect(Math.abs(numbers[place] - (0.299 * r + 0.587 * g + 0.114 * b))).toBeLessThan(0.51);
      expect(pixel(seen, place % 4, Math.floor(place / 4))).toEqual(new Array(3).fill(numbers[place]));
    }
  });

  test('a picture of another size is cropped and resized first', () => {
    const large = noise(40, 21, 6);
    const centre = input([7, 7], { crop: 'centre' });
    expect(toModelInput(large, centre)).toEqual(toModelInput(modelPicture(large, centre), centre));
  });

  test('two numbers for three channels are refused', () => {
    expect(errorOf(() => toModelInput(picture, input([3, 4], { scale: [1, 2] })))).toMatchObject({
      code: 'card-invalid',
    });
  });
});

describe('MobileNet sees what it saw when its card was written', () => {
  const folder = 'public/examples/mobilenet';
  const card = parseCard(JSON.parse(readFileSync(`${folder}/model.card.json`, 'utf8')), 'model.card.json');
  // Photos resized by another library then: its JPEG decoder smooths colour, ours does not.
  const tolerance = 0.03;
  let session: ort.InferenceSession;

  beforeAll(async () => {
    ort.env.wasm.numThreads = 1;
    session = await ort.InferenceSession.create(readFileSync(`${folder}/model.onnx`));
  }, 60_000);

  test.each([
    ['coffee', { espresso: 0.9494, consomme: 0.0313, 'coffee mug': 0.0101 }],
    ['cat', { 'Egyptian cat': 0.57, tabby: 0.2786, 'tiger cat': 0.1292 }],
    ['sheep', { bighorn: 0.4535, ram: 0.3633, ibex: 0.1192 }],
    ['alps', { alp: 0.954, valley: 0.0187, volcano: 0.0164 }],
  ])('%s', async (name, top) => {
    if (card.input.kind !== 'image') throw new Error('the card is not of an image model');
    const picture = decodePicture(readFileSync(`${folder}/photos/${name}.jpg`), name);
    const numbers = toModelInput(modelPicture(picture, card.input), card.input);
    const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', numbers, [1, 3, ...card.input.size]) };
    const answer = (await session.run(feeds))[session.outputNames[0]].data as Float32Array;
    const classes = card.classes ?? [];
    expect(answer).toHaveLength(classes.length);
    for (const [label, probability] of Object.entries(top))
      expect(Math.abs(answer[classes.indexOf(label)] - probability)).toBeLessThan(tolerance);
    const best = [...answer.keys()].sort((a, b) => answer[b] - answer[a]).slice(0, 3);
    expect(best.map((index) => classes[index]).sort()).toEqual(Object.keys(top).sort());
    expect(classes[best[0]]).toBe(Object.keys(top)[0]);
  });
});
