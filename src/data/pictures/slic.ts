import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { connectedSegments } from './connected-segments.ts';
import { labOf } from './lab.ts';
import type { Picture } from './picture.ts';

const ITERATIONS = 10;
/** Weight of distance in place against distance in colour: Achanta's m. */
const COMPACTNESS = 20;

/** A picture's CIELAB values, three for each pixel. */
interface LabPicture {
  readonly lab: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Cluster centres: L, a, b, x and y of each. */
interface Centres {
  readonly count: number;
  readonly values: Float64Array;
  /** Distance between neighbouring centres of the first grid, in pixels. */
  readonly step: number;
}

/** For each pixel its nearest centre, and the distance to it. */
interface Assignment {
  readonly labels: Int32Array;
  readonly nearest: Float64Array;
}

/**
 * Superpixels by SLIC (Achanta et al. 2012, TPAMI 34(11)) in CIELAB: about `wanted` of them, never
 * more, each connected, numbered from 0 in reading order. The result is deterministic. Returns the
 * segment of each pixel, row-major. Throws `request-invalid` where `wanted` is outside the limits.
 */
export function slic(picture: Picture, wanted: number): Int32Array {
  const [least, most] = limits.segments;
  if (!Number.isInteger(wanted) || wanted < least || wanted > most)
    throw new OrielError('request-invalid', { text: message('data.segmentCount', { least, most, wanted }) });
  const { width, height } = picture;
  const colours = labOf(picture);
  const lab: LabPicture = { lab: colours, width, height };
  const centres = gridOf(lab, wanted);
  const { step } = centres;
  const assignment = { labels: new Int32Array(width * height), nearest: new Float64Array(width * height) };
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    assign(lab, centres, assignment);
    if (!recentre(lab, centres, assignment)) break;
  }
  const { labels } = assignment;
  return connectedSegments({ labels, colours, width, height }, { smallest: (step * step) / 4, most: wanted });
}

/** Centres on a regular grid, each moved to the pixel with the smallest gradient around it. */
function gridOf(picture: LabPicture, wanted: number): Centres {
  const { lab, width, height } = picture;
  const high = Math.max(1, Math.min(height, Math.round(Math.sqrt((wanted * height) / width))));
  const wide = Math.max(1, Math.min(width, Math.floor(wanted / high)));
  const values = new Float64Array(wide * high * 5);
  let at = 0;
  for (let row = 0; row < high; row++) {
    for (let column = 0; column < wide; column++, at += 5) {
      const middle = Math.floor(((column + 0.5) * width) / wide);
      const [x, y] = flattest(picture, middle, Math.floor(((row + 0.5) * height) / high));
      const pixel = 3 * (y * width + x);
      values.set([lab[pixel], lab[pixel + 1], lab[pixel + 2], x, y], at);
    }
  }
  return { count: wide * high, values, step: Math.sqrt((width * height) / wanted) };
}

/** Of (x, y) and the pixels around it, the one with the smallest gradient; (x, y) among equals. */
function flattest({ lab, width, height }: LabPicture, x: number, y: number): [number, number] {
  const gradient = (px: number, py: number): number => {
    if (px < 1 || py < 1 || px > width - 2 || py > height - 2) return Infinity;
    const at = 3 * (py * width + px);
    let sum = 0;
    for (let c = 0; c < 3; c++) {
      const across = lab[at + 3 + c] - lab[at - 3 + c];
      const down = lab[at + 3 * width + c] - lab[at - 3 * width + c];
      sum += across * across + down * down;
    }
    return sum;
  };
  let best: [number, number] = [x, y];
  let least = gradient(x, y);
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const value = gradient(x + dx, y + dy);
      if (value < least) {
        least = value;
        best = [x + dx, y + dy];
      }
    }
  }
  return best;
}

/**
 * Assigns each pixel the nearest centre among those whose window, three steps wide, contains it.
 */
function assign({ lab, width, height }: LabPicture, centres: Centres, { labels, nearest }: Assignment): void {
  const { count, values, step } = centres;
  nearest.fill(Infinity);
  const reach = Math.ceil(1.5 * step);
  const weight = (COMPACTNESS * COMPACTNESS) / (step * step);
  for (let centre = 0, at = 0; centre < count; centre++, at += 5) {
    const l = values[at];
    const a = values[at + 1];
    const b = values[at + 2];
    const x = values[at + 3];
    const y = values[at + 4];
    const left = Math.max(0, Math.floor(x) - reach);
    const right = Math.min(width - 1, Math.floor(x) + reach);
    const bottom = Math.min(height - 1, Math.floor(y) + reach);
    for (let py = Math.max(0, Math.floor(y) - reach); py <= bottom; py++) {
      const rise = (py - y) * (py - y);
      for (let px = left, pixel = py * width + left; px <= right; px++, pixel++) {
        const dl = lab[3 * pixel] - l;
        const da = lab[3 * pixel + 1] - a;
        const db = lab[3 * pixel + 2] - b;
        const distance = dl * dl + da * da + db * db + ((px - x) * (px - x) + rise) * weight;
        if (distance < nearest[pixel]) {
          nearest[pixel] = distance;
          labels[pixel] = centre;
        }
      }
    }
  }
}

/** Moves each centre to the mean of its pixels; returns whether any moved. */
function recentre({ lab, width }: LabPicture, { count, values }: Centres, { labels }: Assignment): boolean {
  const sums = new Float64Array(count * 5);
  const sizes = new Int32Array(count);
  for (let pixel = 0, x = 0, y = 0; pixel < labels.length; pixel++) {
    const at = 5 * labels[pixel];
    sums[at] += lab[3 * pixel];
    sums[at + 1] += lab[3 * pixel + 1];
    sums[at + 2] += lab[3 * pixel + 2];
    sums[at + 3] += x;
    sums[at + 4] += y;
    sizes[labels[pixel]]++;
    if (++x === width) {
      x = 0;
      y++;
    }
  }
  let moved = false;
  for (let centre = 0; centre < count; centre++) {
    if (sizes[centre] === 0) continue;
    for (let at = 5 * centre; at < 5 * centre + 5; at++) {
      const mean = sums[at] / sizes[centre];
      if (mean !== values[at]) moved = true;
      values[at] = mean;
    }
  }
  return moved;
}
