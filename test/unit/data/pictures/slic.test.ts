import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { connectedSegments } from '../../../../src/data/pictures/connected-segments.ts';
import { labOf } from '../../../../src/data/pictures/lab.ts';
import type { Picture } from '../../../../src/data/pictures/picture.ts';
import { decodePicture } from '../../../../src/data/pictures/picture-decode.ts';
import { modelPicture } from '../../../../src/data/pictures/resize.ts';
import { slic } from '../../../../src/data/pictures/slic.ts';
import { errorOf } from '../../support/errors.ts';
import { noise, paint } from '../../support/pictures.ts';

// A busy machine may take its time over pixels.
vi.setConfig({ testTimeout: 60_000 });

const mobilenet = {
  kind: 'image',
  layout: 'NCHW',
  size: [224, 224] as [number, number],
  channels: 'RGB',
  scale: [1],
  offset: [0],
  crop: 'centre',
} as const;
const photo = (name: string): Picture =>
  modelPicture(decodePicture(readFileSync(`public/examples/mobilenet/photos/${name}.jpg`), name), {
    ...mobilenet,
    scale: [1],
    offset: [0],
  });
const countOf = (segments: Int32Array): number => segments.reduce((most, segment) => Math.max(most, segment), -1) + 1;

/** Connected areas of equal labels, by flooding. */
function areas(segments: Int32Array, width: number): number {
  const seen = new Uint8Array(segments.length);
  let count = 0;
  for (let start = 0; start < segments.length; start++) {
    if (seen[start]) continue;
    count++;
    const stack = [start];
    seen[start] = 1;
    for (let pixel = stack.pop(); pixel !== undefined; pixel = stack.pop()) {
      const x = pixel % width;
      for (const next of [x > 0 ? pixel - 1 : -1, x < width - 1 ? pixel + 1 : -1, pixel - width, pixel + width]) {
        if (next < 0 || next >= segments.length || seen[next] || segments[next] !== segments[pixel]) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
  }
  return count;
}

/** Labels are 0 to n − 1, met in that order by reading. */
function inReadingOrder(segments: Int32Array): boolean {
  let next = 0;
  for (const segment of segments) {
    if (segment > next || segment < 0) return false;
    if (segment === next) next++;
  }
  return true;
}

describe.each(['cat', 'coffee', 'sheep', 'alps'])('%s', (name) => {
  const picture = photo(name);
  test.each([20, 50, 100, 200])('about %i segments, each connected, numbered in reading order', (wanted) => {
    const segments = slic(picture, wanted);
    const count = countOf(segments);
    expect(segments).toHaveLength(224 * 224);
    expect(count).toBeLessThanOrEqual(wanted);
    expect(count).toBeGreaterThanOrEqual(0.85 * wanted);
    expect(areas(segments, 224)).toBe(count);
    expect(inReadingOrder(segments)).toBe(true);
    expect(Buffer.from(slic(picture, wanted).buffer).equals(Buffer.from(segments.buffer))).toBe(true);
  });
});

test('segments follow edges better than a grid', () => {
  // A disc on a ground: its segments hold little of both.
  const inside = (x: number, y: number) => (x - 50) ** 2 + (y - 45) ** 2 < 900;
  const disc = paint(100, 90, (x, y) => (inside(x, y) ? [220, 60, 40] : [40, 90, 200]));
  const segments = slic(disc, 30);
  const counts = Array.from({ length: countOf(segments) }, () => [0, 0]);
  for (const [pixel, segment] of segments.entries())
    counts[segment][inside(pixel % 100, Math.floor(pixel / 100)) ? 1 : 0]++;
  expect(counts.reduce((sum, [out, own]) => sum + Math.min(out, own), 0)).toBeLessThan(20);
});

test('one colour gives a regular grid', () => {
  const segments = slic(
    paint(80, 60, () => [9, 9, 9]),
    48,
  );
  const sizes = new Array<number>(countOf(segments)).fill(0);
  for (const segment of segments) sizes[segment]++;
  expect(sizes).toHaveLength(48);
  expect(Math.min(...sizes)).toBeGreaterThan(60);
});

test.each([
  ['noise', noise(120, 80, 3), 100],
  ['a narrow picture', noise(400, 5, 4), 20],
  ['a tiny picture', noise(6, 4, 5), 20],
  ['a pixel', noise(1, 1, 6), 50],
])('%s', (_, picture, wanted) => {
  const segments = slic(picture, wanted);
  const count = countOf(segments);
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThanOrEqual(wanted);
  expect(areas(segments, picture.width)).toBe(count);
  expect(inReadingOrder(segments)).toBe(true);
});

test.each([19, 201, 50.5, Number.NaN])('%s segments are refused', (wanted) => {
  expect(errorOf(() => slic(noise(30, 30, 1), wanted)).code).toBe('request-invalid');
});

test('CIELAB of known colours', () => {
  const colours: [number, number, number][] = [
    [255, 255, 255],
    [0, 0, 0],
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [119, 119, 119],
    [5, 5, 5],
  ];
  const expected = [
    [100, 0, 0],
    [0, 0, 0],
    [53.24, 80.09, 67.2],
    [87.73, -86.18, 83.18],
    [32.3, 79.19, -107.86],
    [50.03, 0, 0],
    [1.37, 0, 0],
  ];
  const lab = labOf(paint(colours.length, 1, (x) => colours[x]));
  for (const [at, value] of expected.flat().entries()) expect(Math.abs(lab[at] - value)).toBeLessThan(0.02);
});

describe('connected parts', () => {
  const plain = new Float32Array(3 * 30);
  test('parts of one label that do not touch become segments of their own', () => {
    const labels = Int32Array.of(1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1);
    expect([...connectedSegments({ labels, colours: plain, width: 6, height: 2 }, { smallest: 2, most: 10 })]).toEqual([
      0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2,
    ]);
  });

  test('a small part goes to the neighbour most like it', () => {
    const labels = Int32Array.of(0, 0, 0, 5, 2, 2, 2);
    const colours = (middle: number) => Float32Array.from([0, 0, 0, middle, 9, 9, 9].flatMap((value) => [value, 0, 0]));
    expect([
      ...connectedSegments({ labels, colours: colours(7), width: 7, height: 1 }, { smallest: 2, most: 10 }),
    ]).toEqual([0, 0, 0, 1, 1, 1, 1]);
    expect([
      ...connectedSegments({ labels, colours: colours(2), width: 7, height: 1 }, { smallest: 2, most: 10 }),
    ]).toEqual([0, 0, 0, 0, 1, 1, 1]);
  });

  test('of too many, the smallest are given away', () => {
    const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3);
    const colours = Float32Array.from([0, 0, 0, 0, 5, 5, 6, 6, 6, 9, 9, 9, 9, 9].flatMap((value) => [value, 0, 0]));
    expect([...connectedSegments({ labels, colours, width: 14, height: 1 }, { smallest: 1, most: 3 })]).toEqual([
      0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2,
    ]);
    expect(new Set(connectedSegments({ labels, colours, width: 14, height: 1 }, { smallest: 99, most: 3 }))).toEqual(
      new Set([0]),
    );
  });
});
