import { describe, expect, test } from 'vitest';
import type { Card, ImageInput } from '../../../../src/data/card.ts';
import { bindImage } from '../../../../src/models/bind/image.ts';
import { looksLikeImage } from '../../../../src/models/bind/index.ts';
import type { ElementType, ModelFacts } from '../../../../src/models/model.ts';
import { failureOf } from '../../../support/failure.ts';

const factsOf = (
  shape: (number | null)[],
  metadata: Record<string, string> = {},
  type: ElementType = 'float32',
): ModelFacts => ({
  file: 'm.onnx',
  format: 'onnx',
  sha256: '',
  bytes: 1,
  inputs: [{ name: 'pixels', type, shape }],
  outputs: [{ name: 'probs', type: 'float32', shape: [null, 10] }],
  opsets: {},
  operators: [],
  classicalOperators: false,
  takesMissing: false,
  classes: null,
  metadata,
});
const cardOf = (image: Partial<ImageInput>): Card => ({
  schema: 'oriel.card/1',
  name: 'm',
  task: 'multiclass',
  input: {
    kind: 'image',
    layout: 'NCHW',
    size: [224, 224],
    channels: 'RGB',
    scale: [1, 2, 3],
    offset: [4, 5, 6],
    crop: 'stretch',
    ...image,
  },
});
const asked = (shape: (number | null)[], answers = {}, metadata = {}) => {
  const { binding, questions } = bindImage(factsOf(shape, metadata), null, answers);
  return { image: binding.image, about: questions.map((question) => question.about), questions };
};

test.each([
  [[null, 3, 224, 224], true],
  [[1, 224, 224, 3], true],
  [[null, 1, 28, 28], true],
  [[null, null, null, null], true],
  [[null, 30], false],
  [[null, 16, 32, 32], false],
] as const)('%j looks like a picture: %s', (shape, expected) => {
  expect(looksLikeImage(factsOf([...shape]))).toBe(expected);
});

test('whole numbers of 64 bits are no picture', () => {
  expect(looksLikeImage(factsOf([null, 3, 8, 8], {}, 'int64'))).toBe(false);
});

describe('without a card', () => {
  test('layout and size come from the shape; the scaling is asked', () => {
    const { image, about, questions } = asked([null, 3, 200, 300]);
    expect(image).toMatchObject({ layout: 'NCHW', size: [200, 300], channels: 'RGB', crop: 'centre' });
    expect(about).toEqual(['normalisation']);
    expect(questions[0].choices.map(({ value }) => value)).toContain(questions[0].guess);
    expect(asked([null, 200, 300, 3]).image).toMatchObject({ layout: 'NHWC', size: [200, 300] });
  });

  test('what is free is asked, and bound with the guess', () => {
    const { image, about } = asked([null, null, null, null]);
    expect(about).toEqual(['layout', 'size', 'normalisation']);
    expect(image).toMatchObject({ layout: 'NCHW', size: [224, 224] });
  });

  test('answers are taken, and no longer asked', () => {
    const { image, about } = asked([null, null, null, null], {
      layout: 'NHWC',
      size: '96x128',
      normalisation: '0..255',
    });
    expect(about).toEqual([]);
    expect(image).toEqual({
      kind: 'image',
      layout: 'NHWC',
      size: [96, 128],
      channels: 'RGB',
      scale: [1, 1, 1],
      offset: [0, 0, 0],
      crop: 'centre',
    });
  });

  test('an answer that is none of the choices is asked again', () => {
    expect(asked([null, null, null, 3], { size: 'large', normalisation: 'toString' }).about).toEqual([
      'size',
      'normalisation',
    ]);
  });

  test.each([
    ['0..1', 0, 1],
    ['-1..1', -1, 1],
    ['0..255', 0, 255],
  ])('%s maps black to %f and white to %f', (normalisation, black, white) => {
    const { image } = asked([null, 3, 8, 8], { normalisation });
    for (const c of [0, 1, 2]) {
      expect(image.offset[c]).toBeCloseTo(black, 12);
      expect(255 * image.scale[c] + image.offset[c]).toBeCloseTo(white, 12);
    }
  });

  test('imagenet takes away the mean and divides by the deviation', () => {
    const { image } = asked([null, 3, 8, 8], { normalisation: 'imagenet' });
    expect(255 * 0.485 * image.scale[0] + image.offset[0]).toBeCloseTo(0, 12);
    expect(255 * (0.406 + 0.225) * image.scale[2] + image.offset[2]).toBeCloseTo(1, 12);
  });

  test('caffe is BGR less its mean, and turns round where the file says RGB', () => {
    expect(asked([null, 3, 8, 8], { normalisation: 'caffe' }).image).toMatchObject({
      channels: 'BGR',
      offset: [-103.939, -116.779, -123.68],
    });
    const said = asked([null, 3, 8, 8], { normalisation: 'caffe' }, { 'Image.BitmapPixelFormat': 'Rgb8' });
    expect(said.image).toMatchObject({ channels: 'RGB', offset: [-123.68, -116.779, -103.939] });
  });

  test('metadata settle the scaling', () => {
    const metadata = { 'Image.NominalPixelRange': 'Normalized_1_1', 'Image.BitmapPixelFormat': 'Bgr8' };
    const { image, about } = asked([null, 3, 8, 8], {}, metadata);
    expect(about).toEqual([]);
    expect(image).toMatchObject({ channels: 'BGR', offset: [-1, -1, -1] });
  });

  test('bytes are fed as they are; grey pictures have one channel', () => {
    const bytes = bindImage(factsOf([null, 8, 8, 3], {}, 'uint8'), null);
    expect(bytes.questions).toEqual([]);
    expect(bytes.binding.image.scale).toEqual([1, 1, 1]);
    const grey = asked([null, 1, 28, 28], { normalisation: 'imagenet' }).image;
    expect([grey.channels, grey.scale.length, grey.offset.length]).toEqual(['grey', 1, 1]);
  });

  test.each([
    [[null, 4, 8, 8], '4 channels'],
    [[null, 30], '[?, 30]'],
    [[null, 16, 32, 32], '[?, 16, 32, 32]'],
  ] as const)('%j is refused', async (shape, says) => {
    const error = await failureOf(() => bindImage(factsOf([...shape]), null));
    expect(error.code).toBe('model-input');
    expect(error.message).toContain(says);
  });
});

describe('with a card', () => {
  test('nothing is asked', () => {
    const { binding, questions } = bindImage(factsOf([1, 3, null, null]), cardOf({}));
    expect(questions).toEqual([]);
    expect(binding).toMatchObject({ input: 'pixels', batch: 1, output: 'probs', outputs: 10 });
    expect(binding.image).toEqual(cardOf({}).input);
  });

  test.each([
    ['layout', { layout: 'NHWC' }],
    ['size', { size: [100, 100] }],
    ['channels', { channels: 'grey' }],
  ] as const)('a contradiction in %s is named', async (what, image) => {
    const error = await failureOf(() => bindImage(factsOf([null, 3, 224, 224]), cardOf(image as Partial<ImageInput>)));
    expect(error.code).toBe('model-input');
    expect(error.message).toContain(what);
  });
});
