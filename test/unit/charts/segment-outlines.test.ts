import { describe, expect, it } from 'vitest';
import { traceSegments } from '../../../src/charts/segment-outlines.ts';
import { decodeSegments } from '../../../src/data/pictures/segment-map.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { image } from './fixtures.ts';

/** Whether a point is inside path data of M, H, V, Z commands, by the even-odd rule. */
function inside(d: string, px: number, py: number): boolean {
  let crossings = 0;
  for (const loop of d.split('Z').filter((part) => part !== '')) {
    const corners: [number, number][] = [];
    for (const [, letter, a, b] of loop.matchAll(/([MHV])([\d.]+)(?:,([\d.]+))?/g)) {
      const last = corners[corners.length - 1];
      corners.push(
        letter === 'M' ? [Number(a), Number(b)] : letter === 'H' ? [Number(a), last[1]] : [last[0], Number(a)],
      );
    }
    corners.forEach(([x0, y0], at) => {
      const [x1, y1] = corners[(at + 1) % corners.length];
      if (x0 === x1 && x0 > px && Math.min(y0, y1) < py && Math.max(y0, y1) > py) crossings++;
    });
  }
  return crossings % 2 === 1;
}

describe('traceSegments', () => {
  it('outlines the quarters of the fixture', () => {
    if (image.input.kind !== 'image') throw new Error('image is an image');
    expect(traceSegments(decodeSegments(image.input.segments, 8, 8), 8, 8, 4)[0]).toBe('M0,0H4V4H0Z');
  });

  it('covers each pixel by its own segment alone: holes, islands and diagonal touches included', () => {
    const random = createRandom(5);
    for (let round = 0; round < 20; round++) {
      const [width, height, count] = [7, 6, 4];
      const segments = Uint16Array.from({ length: width * height }, () => random.integer(count));
      const outlines = traceSegments(segments, width, height, count);
      const wrong: string[] = [];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          for (let segment = 0; segment < count; segment++) {
            const own = segments[y * width + x] === segment;
            if (inside(outlines[segment], x + 0.5, y + 0.5) !== own)
              wrong.push(`${x},${y} in ${segment}: ${outlines[segment]}`);
          }
        }
      }
      expect(wrong).toEqual([]);
    }
  });

  it('gives an empty outline to a player without pixels, and ignores pixels of none', () => {
    expect(traceSegments(Uint16Array.of(0, 9), 2, 1, 2)).toEqual(['M0,0H1V1H0Z', '']);
  });
});
