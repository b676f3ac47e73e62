import { describe, expect, test, vi } from 'vitest';
import { fillPicture } from '../../../../src/data/pictures/fill-picture.ts';
import type { Picture } from '../../../../src/data/pictures/picture.ts';
import { errorOf } from '../../support/errors.ts';
import { noise, paint } from '../../support/pictures.ts';

// A busy machine may take its time over pixels.
vi.setConfig({ testTimeout: 60_000 });

const none = new Int32Array(0);
const spread = ({ rgb }: Picture): number => {
  const mean = rgb.reduce((sum, value) => sum + value, 0) / rgb.length;
  return Math.sqrt(rgb.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rgb.length);
};

describe('blur', () => {
  test('one colour stays', () => {
    const plain = paint(31, 17, () => [10, 128, 255]);
    expect(fillPicture(plain, none, 'blur')).toEqual(plain);
  });

  test('details go, large shapes stay', () => {
    expect(spread(fillPicture(noise(100, 100, 1), none, 'blur'))).toBeLessThan(spread(noise(100, 100, 1)) / 15);
    const halves = fillPicture(
      paint(100, 100, (x) => (x < 50 ? [0, 0, 0] : [255, 0, 0])),
      none,
      'blur',
    );
    expect(halves.rgb[3 * 5050]).toBeGreaterThan(100);
    expect(halves.rgb[3 * 5050 - 3 * 49]).toBeLessThan(10);
    expect(halves.rgb[3 * 5050 + 3 * 48]).toBeGreaterThan(245);
  });

  test('a point spreads nearly as a Gaussian of three boxes, alike in both directions', () => {
    const size = 101;
    const line = (vertical: boolean) =>
      paint(size, size, (x, y) => ((vertical ? x : y) === 50 ? [255, 0, 0] : [0, 0, 0]));
    const upright = fillPicture(line(true), none, 'blur');
    const level = fillPicture(line(false), none, 'blur');
    const across = Array.from({ length: size }, (_, at) => upright.rgb[3 * (50 * size + at)]);
    const down = Array.from({ length: size }, (_, at) => level.rgb[3 * (at * size + 50)]);
    expect(across).toEqual(down);
    expect(across).toEqual([...across].reverse());
    // Three boxes of 21: the middle of their convolution is 331 of 9261.
    expect(across[50]).toBe(Math.round((255 * 331) / 9261));
    expect(across[50 - 31]).toBe(0);
  });

  test('tiny pictures', () => {
    expect(fillPicture(noise(1, 1, 2), none, 'blur')).toEqual(noise(1, 1, 2));
    expect(fillPicture(noise(2, 3, 2), none, 'blur').rgb).toHaveLength(18);
  });
});

test('mean: each segment its own colour', () => {
  const picture = paint(4, 1, (x) => [x * 10, [0, 1, 0, 0][x], 255]);
  expect([...fillPicture(picture, Int32Array.of(0, 0, 1, 1), 'mean').rgb]).toEqual([
    5, 1, 255, 5, 1, 255, 25, 0, 255, 25, 0, 255,
  ]);
});

test('a colour', () => {
  expect(fillPicture(noise(3, 2, 1), none, '#1a2B3c')).toEqual(paint(3, 2, () => [0x1a, 0x2b, 0x3c]));
});

test.each(['', 'black', '#fff', '#12345g', '#1234567', 'Blur'])('"%s" is refused', (fill) => {
  expect(errorOf(() => fillPicture(noise(2, 2, 1), none, fill))).toMatchObject({ code: 'request-invalid' });
});
