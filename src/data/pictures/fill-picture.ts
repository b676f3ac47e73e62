import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Picture } from './picture.ts';

/**
 * What absent segments show, as a picture of the same size: `blur` (the picture, blurred until its
 * details are gone), `mean` (each segment's mean colour, like lime's default), or a colour written
 * #rrggbb. `segments` holds the segment of each pixel. Throws `request-invalid` for another fill.
 */
export function fillPicture(picture: Picture, segments: Int32Array, fill: string): Picture {
  if (fill === 'blur') return blurred(picture);
  if (fill === 'mean') return averaged(picture, segments);
  const colour = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(fill);
  if (!colour) throw new OrielError('request-invalid', { text: message('data.fill', { fill }) });
  const bytes = colour.slice(1).map((hex) => Number.parseInt(hex, 16));
  return { ...picture, rgb: picture.rgb.map((_, at) => bytes[at % 3]) };
}

/**
 * Three box blurs in each direction, which come close to a Gaussian with a deviation of about a
 * tenth of the shorter side.
 */
function blurred({ width, height, rgb }: Picture): Picture {
  const radius = Math.max(1, Math.round(Math.min(width, height) / 10));
  let from = new Float64Array(rgb);
  let to = new Float64Array(rgb.length);
  for (let pass = 0; pass < 6; pass++) {
    const across = pass < 3;
    const [lines, length, lineStep, step] = across ? [height, width, 3 * width, 3] : [width, height, 3, 3 * width];
    for (let line = 0; line < lines; line++) {
      for (let c = 0; c < 3; c++) boxBlur(from, to, { start: line * lineStep + c, step, length }, radius);
    }
    [from, to] = [to, from];
  }
  const bytes = new Uint8Array(rgb.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Math.min(255, Math.max(0, Math.floor(from[at] + 0.5)));
  return { width, height, rgb: bytes };
}

/** Values of one channel along a row or a column: every `step`th from `start`. */
interface Line {
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/** Moving average over 2·radius + 1 values of a line, which continues with its end values. */
function boxBlur(from: Float64Array, to: Float64Array, { start, step, length }: Line, radius: number): void {
  const width = 2 * radius + 1;
  const last = start + step * (length - 1);
  let sum = 0;
  for (let index = -radius; index <= radius; index++)
    sum += from[Math.min(last, Math.max(start, start + step * index))];
  let enters = start + step * (radius + 1);
  let leaves = start - step * radius;
  for (let at = start; at <= last; at += step, enters += step, leaves += step) {
    to[at] = sum / width;
    sum += from[enters < last ? enters : last] - from[leaves > start ? leaves : start];
  }
}

/** Each segment in its mean colour. */
function averaged({ width, height, rgb }: Picture, segments: Int32Array): Picture {
  const count = segments.reduce((most, segment) => Math.max(most, segment), 0) + 1;
  const sums = new Float64Array(3 * count);
  const sizes = new Int32Array(count);
  for (let pixel = 0; pixel < segments.length; pixel++) {
    sizes[segments[pixel]]++;
    for (let c = 0; c < 3; c++) sums[3 * segments[pixel] + c] += rgb[3 * pixel + c];
  }
  const means = Uint8Array.from(sums, (sum, at) => Math.floor(sum / sizes[Math.floor(at / 3)] + 0.5));
  const filled = new Uint8Array(rgb.length);
  for (let pixel = 0; pixel < segments.length; pixel++) {
    for (let c = 0; c < 3; c++) filled[3 * pixel + c] = means[3 * segments[pixel] + c];
  }
  return { width, height, rgb: filled };
}
