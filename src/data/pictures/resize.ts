import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { ImageInput } from '../card.ts';
import type { Picture } from './picture.ts';

/** A part of a picture, in pixels. */
interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The picture as the model sees it: cropped, resized to the model's size, and grey where the model
 * takes grey. The model's input is computed from these bytes, so the page shows exactly what it
 * explains.
 */
export function modelPicture(picture: Picture, input: ImageInput): Picture {
  const [height, width] = input.size;
  const crop = input.crop === 'stretch' ? whole(picture) : centred(picture, width, height);
  const resized = resize(picture, crop, width, height);
  return input.channels === 'grey' ? greyed(resized) : resized;
}

/**
 * The model's input, in its layout and normalisation: channel c of a pixel is byte × scale[c] +
 * offset[c]. `picture` is the result of `modelPicture`, or a picture of another size that is turned
 * into it first. Throws `card-invalid` where scale or offset have neither one entry nor one per
 * channel.
 */
export function toModelInput(picture: Picture, input: ImageInput): Float32Array {
  const [height, width] = input.size;
  const { rgb } = picture.width === width && picture.height === height ? picture : modelPicture(picture, input);
  const order = input.channels === 'grey' ? [0] : input.channels === 'BGR' ? [2, 1, 0] : [0, 1, 2];
  const scale = perChannel(input.scale, order.length, 'input.scale');
  const offset = perChannel(input.offset, order.length, 'input.offset');
  const source = input.channels === 'grey' ? greyed({ width, height, rgb }).rgb : rgb;
  const pixels = width * height;
  const numbers = new Float32Array(pixels * order.length);
  const [pixelStep, channelStep] = input.layout === 'NHWC' ? [order.length, 1] : [1, pixels];
  for (const [channel, from] of order.entries()) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      numbers[pixel * pixelStep + channel * channelStep] = source[3 * pixel + from] * scale[channel] + offset[channel];
    }
  }
  return numbers;
}

function perChannel(values: readonly number[], channels: number, field: string): readonly number[] {
  if (values.length === channels) return values;
  if (values.length === 1) return new Array<number>(channels).fill(values[0]);
  throw new OrielError('card-invalid', {
    file: message('data.theCard'),
    text: message('data.perChannel', { field, numbers: values.length, channels }),
  });
}

const whole = ({ width, height }: Picture): Rectangle => ({ left: 0, top: 0, width, height });

/** The largest centred rectangle with the aspect ratio of width × height. */
function centred(picture: Picture, width: number, height: number): Rectangle {
  const wide = Math.min(picture.width, Math.max(1, Math.round((picture.height * width) / height)));
  const high = Math.min(picture.height, Math.max(1, Math.round((picture.width * height) / width)));
  return { left: (picture.width - wide) >> 1, top: (picture.height - high) >> 1, width: wide, height: high };
}

/** How the source pixels contribute to the target pixels along one axis. */
interface Axis {
  /** First source pixel of each target pixel. */
  readonly start: Int32Array;
  /** `taps` weights for each target pixel. */
  readonly weights: Float64Array;
  readonly taps: number;
}

/**
 * Bilinear filter, widened to the size of a target pixel when shrinking so that it skips no pixel.
 */
function axisOf(from: number, to: number): Axis {
  const ratio = from / to;
  const support = Math.max(1, ratio);
  const taps = Math.ceil(support) * 2 + 1;
  const start = new Int32Array(to);
  const weights = new Float64Array(to * taps);
  for (let target = 0; target < to; target++) {
    const centre = (target + 0.5) * ratio;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const last = Math.min(from, Math.floor(centre + support + 0.5));
    start[target] = first;
    let sum = 0;
    for (let source = first; source < last; source++) {
      const weight = Math.max(0, 1 - Math.abs(source + 0.5 - centre) / support);
      weights[target * taps + source - first] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) weights[target * taps + tap] /= sum;
  }
  return { start, weights, taps };
}

/** Resizes part of a picture along its rows, then along its columns, and rounds once at the end. */
function resize(picture: Picture, crop: Rectangle, width: number, height: number): Picture {
  if (crop.width === width && crop.height === height) return cut(picture, crop);
  const across = axisOf(crop.width, width);
  const down = axisOf(crop.height, height);
  const rows = new Float64Array(crop.height * width * 3);
  for (let y = 0; y < crop.height; y++) {
    const line = 3 * ((crop.top + y) * picture.width + crop.left);
    for (let x = 0; x < width; x++) {
      const to = 3 * (y * width + x);
      for (let tap = 0, from = line + 3 * across.start[x]; tap < across.taps; tap++, from += 3) {
        const weight = across.weights[x * across.taps + tap];
        if (weight === 0) continue;
        rows[to] += weight * picture.rgb[from];
        rows[to + 1] += weight * picture.rgb[from + 1];
        rows[to + 2] += weight * picture.rgb[from + 2];
      }
    }
  }
  const rgb = new Uint8Array(width * height * 3);
  const stride = width * 3;
  for (let y = 0; y < height; y++) {
    for (let cell = 0; cell < stride; cell++) {
      let sum = 0;
      for (let tap = 0, from = down.start[y] * stride + cell; tap < down.taps; tap++, from += stride) {
        const weight = down.weights[y * down.taps + tap];
        if (weight !== 0) sum += weight * rows[from];
      }
      rgb[y * stride + cell] = Math.min(255, Math.floor(sum + 0.5));
    }
  }
  return { width, height, rgb };
}

function cut(picture: Picture, { left, top, width, height }: Rectangle): Picture {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * picture.width + left);
    rgb.set(picture.rgb.subarray(from, from + 3 * width), 3 * y * width);
  }
  return { width, height, rgb };
}

/**
 * ITU-R 601 luma in whole numbers (weights over 65,536), in all three channels; grey pixels stay as
 * they are.
 */
function greyed({ width, height, rgb }: Picture): Picture {
  const grey = new Uint8Array(rgb.length);
  for (let at = 0; at < rgb.length; at += 3) {
    grey.fill((rgb[at] * 19595 + rgb[at + 1] * 38470 + rgb[at + 2] * 7471 + 32768) >> 16, at, at + 3);
  }
  return { width, height, rgb: grey };
}
