import { readFileSync } from 'node:fs';
import { encode as encodePng } from 'fast-png';
import { zlibSync } from 'fflate';
import { describe, expect, test, vi } from 'vitest';
import type { Picture } from '../../../../src/data/pictures/picture.ts';
import { decodePicture } from '../../../../src/data/pictures/picture-decode.ts';
import { errorOf } from '../../support/errors.ts';
import { asJpeg, asPng, exif, noise, paint, withApp1, withChunk } from '../../support/pictures.ts';

// A busy machine may take its time over pixels.
vi.setConfig({ testTimeout: 60_000 });

const decode = (bytes: Uint8Array) => decodePicture(bytes, 'x');
const errorFor = (bytes: Uint8Array) => errorOf(() => decodePicture(bytes, 'x.png'));

/** Red left, green right; the upper half darker: every turn of it looks different. */
const corners = paint(32, 16, (x, y) => (x < 16 ? [y < 8 ? 120 : 250, 0, 0] : [0, y < 8 ? 120 : 250, 0]));

function worst(a: Picture, b: Picture): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  return a.rgb.reduce((most, value, at) => Math.max(most, Math.abs(value - b.rgb[at])), 0);
}

describe('JPEG', () => {
  test.each([
    ['cat', 451, 300],
    ['coffee', 600, 400],
    ['sheep', 640, 311],
    ['alps', 640, 303],
  ])('%s.jpg', (name, width, height) => {
    const picture = decode(readFileSync(`public/examples/mobilenet/photos/${name}.jpg`));
    expect(picture).toMatchObject({ width, height });
    expect(picture.rgb).toHaveLength(width * height * 3);
    expect(new Set(picture.rgb).size).toBeGreaterThan(150);
  });

  test('colours come back', () => expect(worst(decode(asJpeg(corners)), corners)).toBeLessThan(12));

  test.each([
    [1, (x: number, y: number) => [x, y]],
    [2, (x: number, y: number) => [31 - x, y]],
    [3, (x: number, y: number) => [31 - x, 15 - y]],
    [4, (x: number, y: number) => [x, 15 - y]],
    [5, (x: number, y: number) => [y, x]],
    [6, (x: number, y: number) => [y, 15 - x]],
    [7, (x: number, y: number) => [31 - y, 15 - x]],
    [8, (x: number, y: number) => [31 - y, x]],
  ] as const)('orientation %i', (orientation, from) => {
    // `from` says which stored pixel stands at (x, y) of the upright picture (Exif 2.32, 4.6.5.1).
    const upright = orientation < 5 ? paint(32, 16, at) : paint(16, 32, at);
    function at(x: number, y: number): [number, number, number] {
      const [sx, sy] = from(x, y);
      const pixel = 3 * (sy * 32 + sx);
      return [corners.rgb[pixel], corners.rgb[pixel + 1], corners.rgb[pixel + 2]];
    }
    for (const little of [true, false])
      expect(worst(decode(withApp1(asJpeg(corners), exif(orientation, little))), upright)).toBeLessThan(12);
  });

  test.each([
    ['an orientation there is not', exif(9, true)],
    ['data cut short', exif(6, true).subarray(0, 20)],
    ['a directory outside', Uint8Array.of(0x49, 0x49, 42, 0, 255, 255, 255, 0)],
    ['nothing', new Uint8Array(0)],
  ])('EXIF with %s leaves the picture as it is', (_, data) => {
    expect(worst(decode(withApp1(asJpeg(corners), data)), corners)).toBeLessThan(12);
  });

  test('a view into a larger buffer', () => {
    const file = asJpeg(corners);
    const padded = new Uint8Array(file.length + 20).fill(7);
    padded.set(file, 10);
    expect(decode(padded.subarray(10, 10 + file.length))).toEqual(decode(file));
  });
});

describe('PNG', () => {
  const random = noise(13, 9, 1);

  test('RGB, byte for byte', () => {
    expect(decode(asPng(random))).toEqual(random);
    const file = asPng(random);
    const padded = new Uint8Array(file.length + 20).fill(7);
    padded.set(file, 10);
    expect(decode(padded.subarray(10, 10 + file.length))).toEqual(random);
  });

  test('interlaced', () => {
    expect(decode(encodePng({ width: 13, height: 9, data: random.rgb, channels: 3 }, { interlace: 'Adam7' }))).toEqual(
      random,
    );
  });

  test('orientation', () => {
    const turned = decode(withChunk(asPng(random), 'eXIf', exif(6, false)));
    expect(turned).toMatchObject({ width: 9, height: 13 });
    expect([...turned.rgb.subarray(0, 3)]).toEqual([...random.rgb.subarray(3 * 8 * 13, 3 * 8 * 13 + 3)]);
  });

  test('transparency is laid on white', () => {
    const data = Uint8Array.of(10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 200, 51);
    expect([...decode(encodePng({ width: 3, height: 1, data, channels: 4 })).rgb]).toEqual([
      10, 20, 30, 255, 255, 255, 204, 224, 244,
    ]);
    const grey = Uint8Array.of(100, 255, 100, 0, 0, 51);
    expect([...decode(encodePng({ width: 3, height: 1, data: grey, channels: 2 })).rgb]).toEqual([
      100, 100, 100, 255, 255, 255, 204, 204, 204,
    ]);
  });

  test('grey and 16 bits', () => {
    expect([...decode(encodePng({ width: 2, height: 1, data: Uint8Array.of(7, 200), channels: 1 })).rgb]).toEqual([
      7, 7, 7, 200, 200, 200,
    ]);
    const wide = Uint16Array.of(65535, 0, 257 * 99, 257 * 99 + 128, 257 * 99 + 129, 32768);
    expect([...decode(encodePng({ width: 2, height: 1, data: wide, channels: 3, depth: 16 })).rgb]).toEqual([
      255, 0, 99, 99, 100, 128,
    ]);
    const clear = Uint16Array.of(65535, 0, 0, 0, 0, 0, 0, 0);
    expect([...decode(encodePng({ width: 2, height: 1, data: clear, channels: 4, depth: 16 })).rgb]).toEqual(
      new Array(6).fill(255),
    );
  });

  test.each([1, 2, 4, 8] as const)('a palette of %i bits, with transparency', (depth) => {
    const colours = Array.from({ length: Math.min(16, 2 ** depth) }, (_, index) => [
      index * 3,
      255 - index,
      9,
      index === 0 ? 0 : 255,
    ]);
    const width = 5;
    const indices = Array.from({ length: width * 3 }, (_, at) => (at * 7) % colours.length);
    const stride = Math.ceil((width * depth) / 8);
    const data = new Uint8Array(stride * 3);
    for (const [at, index] of indices.entries()) {
      const bit = (at % width) * depth;
      data[Math.floor(at / width) * stride + (bit >> 3)] |= index << (8 - depth - (bit & 7));
    }
    const picture = decode(encodePng({ width, height: 3, data, channels: 1, depth, palette: colours }));
    expect([...picture.rgb]).toEqual(
      indices.flatMap((index) => (index === 0 ? [255, 255, 255] : colours[index].slice(0, 3))),
    );
  });

  test('grey of one bit', () => {
    // A PNG by hand from a palette one: colour type 0 needs no palette chunk.
    const picture = decode(encodePng({ width: 3, height: 1, data: Uint8Array.of(0b10100000), channels: 1, depth: 1 }));
    expect([...picture.rgb]).toEqual([255, 255, 255, 0, 0, 0, 255, 255, 255]);
  });

  test('one colour named transparent', () => {
    const transparent = Uint8Array.of(0, 10, 0, 20, 0, 30);
    const file = encodePng({ width: 3, height: 1, data: Uint8Array.of(10, 20, 30, 10, 20, 31, 1, 2, 3), channels: 3 });
    expect([...decode(withChunk(file, 'tRNS', transparent)).rgb]).toEqual([255, 255, 255, 10, 20, 31, 1, 2, 3]);
  });
});

describe('what is refused', () => {
  const jpeg = asJpeg(noise(64, 48, 2));
  const png = asPng(noise(64, 48, 3));

  test.each([
    ['nothing', new Uint8Array(0)],
    ['a text', new TextEncoder().encode('a,b\n1,2\n')],
    ['a model', readFileSync('public/examples/credit/gbt.onnx')],
    ['a GIF', new TextEncoder().encode('GIF89a')],
    ['a signature alone', png.subarray(0, 8)],
    ['two bytes of a JPEG', jpeg.subarray(0, 3)],
    ['a JPEG without a frame', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)],
  ])('%s', (_, bytes) =>
    expect(errorFor(bytes)).toMatchObject({ code: 'image-unreadable', details: { file: 'x.png' } }),
  );

  test.each([0.02, 0.2, 0.5, 0.9, 0.99])('a file cut at %d of its length', (share) => {
    for (const file of [jpeg, png])
      expect(errorFor(file.subarray(0, Math.floor(file.length * share))).code).toBe('image-unreadable');
    const photo = readFileSync('public/examples/mobilenet/photos/cat.jpg');
    expect(errorFor(photo.subarray(0, Math.floor(photo.length * share))).code).toBe('image-unreadable');
  });

  test('a damaged PNG', () => {
    const damaged = png.slice();
    damaged[Math.floor(png.length / 2)] ^= 255;
    expect(errorFor(damaged).code).toBe('image-unreadable');
  });

  test('data that inflate to more than the size allows, whatever the profile beside them', () => {
    const zeros = zlibSync(new Uint8Array(2 ** 25));
    const bomb = withChunk(asPng(corners), 'IDAT', zeros);
    expect(errorFor(bomb)).toMatchObject({
      code: 'image-unreadable',
      details: { text: { key: 'data.picture.inflates' } },
    });
    // A colour profile is not looked at, however large it is.
    const profile = new Uint8Array(3 + zeros.length);
    profile.set([120, 0, 0]);
    profile.set(zeros, 3);
    expect(decode(withChunk(asPng(corners), 'iCCP', profile))).toEqual(decode(asPng(corners)));
  });

  test('more than 40 megapixels, before anything is decoded', () => {
    const large = png.slice();
    new DataView(large.buffer).setUint32(16, 8000);
    new DataView(large.buffer).setUint32(20, 8000);
    expect(errorFor(large)).toMatchObject({ code: 'image-too-large', details: { megapixels: 64, limit: 40 } });
    const frame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
    const tall = jpeg.slice();
    new DataView(tall.buffer).setUint16(frame + 5, 65000);
    new DataView(tall.buffer).setUint16(frame + 7, 1000);
    expect(errorFor(tall).code).toBe('image-too-large');
  });
});
