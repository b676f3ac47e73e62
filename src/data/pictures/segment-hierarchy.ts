import { agglomerate } from '../../games/agglomerate.ts';
import type { Hierarchy } from '../../games/hierarchy.ts';
import { labOf } from './lab.ts';
import type { Picture } from './picture.ts';

/** A distance of one segment's width counts as much as this difference in colour (CIELAB). */
const NEARNESS = 10;
/** Mean L, a, b, x and y of a segment. */
const FEATURES = 5;

/**
 * A tree of a picture's segments. Of the neighbours (segments that share a pixel's edge), the two
 * are joined first that add least to the sum of squares of colour and place within clusters (Ward
 * 1963), so that small and similar segments come together first and clusters stay compact. Parts
 * that do not touch are joined last. `segments` holds the segment of each pixel, row-major, and
 * uses every number from 0 to `count` − 1.
 */
export function segmentHierarchy(picture: Picture, segments: Int32Array, count: number): Hierarchy {
  const { width, height } = picture;
  const pixels = new Float64Array(count);
  const means = meansOf(picture, segments, count, pixels);
  const distances = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      let square = 0;
      for (let f = 0; f < FEATURES; f++) {
        const gap = means[a * FEATURES + f] - means[b * FEATURES + f];
        square += gap * gap;
      }
      const cost = (square * pixels[a] * pixels[b]) / (pixels[a] + pixels[b]);
      distances[a * count + b] = cost;
      distances[b * count + a] = cost;
    }
  }
  const neighbours = neighboursOf(segments, width, height, count);
  return agglomerate({ players: count, distances, linkage: 'ward', weights: pixels, neighbours });
}

/**
 * Mean colour and place of each segment, count × 5, with places scaled to be comparable with
 * colours. Also counts each segment's pixels in `pixels`.
 */
function meansOf(picture: Picture, segments: Int32Array, count: number, pixels: Float64Array): Float64Array {
  const { width, height } = picture;
  const lab = labOf(picture);
  const scale = NEARNESS / Math.sqrt((width * height) / count);
  const means = new Float64Array(count * FEATURES);
  for (let pixel = 0; pixel < segments.length; pixel++) {
    const at = segments[pixel] * FEATURES;
    pixels[segments[pixel]] += 1;
    for (let c = 0; c < 3; c++) means[at + c] += lab[3 * pixel + c];
    means[at + 3] += scale * (pixel % width);
    means[at + 4] += scale * Math.floor(pixel / width);
  }
  for (let at = 0; at < means.length; at++) means[at] /= Math.max(1, pixels[Math.floor(at / FEATURES)]);
  return means;
}

/** count × count: 1 where two segments have pixels side by side or one above the other. */
export function neighboursOf(segments: Int32Array, width: number, height: number, count: number): Uint8Array {
  const neighbours = new Uint8Array(count * count);
  const touch = (a: number, b: number): void => {
    if (a === b) return;
    neighbours[a * count + b] = 1;
    neighbours[b * count + a] = 1;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      if (x + 1 < width) touch(segments[pixel], segments[pixel + 1]);
      if (y + 1 < height) touch(segments[pixel], segments[pixel + width]);
    }
  }
  return neighbours;
}
