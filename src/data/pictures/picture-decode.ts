import { type DecodedPng, decode as decodePngFile } from 'fast-png';
import jpeg from 'jpeg-js';
import { asOrielError, OrielError } from '../../errors.ts';
import { dataWords } from '../../words/en.ts';
import type { Picture } from './picture.ts';
import { isJpeg, isPng, jpegHead, type PictureHead, pngHead } from './picture-head.ts';

const MEGAPIXELS = 40;
/**
 * jpeg-js counts what it allocates; a progressive picture of 40 megapixels needs about 1.3 GB while
 * it is decoded.
 */
const JPEG_MEGABYTES = 2048;

/**
 * Decodes a JPEG or PNG file, told apart by their first bytes, to upright RGB bytes: EXIF
 * orientation applied, transparency laid on white, 16 bits a channel rounded to 8, grey and
 * palettes made RGB. Plain JavaScript, so that the page, workers and the command line see the same
 * bytes. Throws `image-unreadable` and `image-too-large` (over 40 megapixels).
 */
export function decodePicture(bytes: Uint8Array, file: string): Picture {
  try {
    if (isJpeg(bytes)) {
      const head = checked(jpegHead(bytes), file);
      return upright(decodeJpeg(bytes), head.orientation);
    }
    if (isPng(bytes)) {
      const head = checked(pngHead(bytes), file);
      return upright(flatten(decodePngFile(bytes, { checkCrc: true })), head.orientation);
    }
  } catch (error) {
    if (error instanceof OrielError) throw error;
    throw new OrielError('image-unreadable', { file, text: plain(error) }, { cause: error });
  }
  const text = bytes.length === 0 ? dataWords.picture.empty : dataWords.picture.foreign;
  throw new OrielError('image-unreadable', { file, text });
}

/** A library's message without its full stop: the error's text goes on after it. */
const plain = (error: unknown): string =>
  error instanceof RangeError ? dataWords.picture.short : messageOf(error).replace(/[.:]\s*$/, '');
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : asOrielError(error).message);

function checked(head: PictureHead, file: string): PictureHead {
  const megapixels = (head.width * head.height) / 1e6;
  if (head.width === 0 || head.height === 0)
    throw new OrielError('image-unreadable', { file, text: dataWords.picture.noPixels });
  if (megapixels > MEGAPIXELS)
    throw new OrielError('image-too-large', { file, megapixels: Math.round(megapixels), limit: MEGAPIXELS });
  return head;
}

function decodeJpeg(bytes: Uint8Array): Picture {
  const options = {
    useTArray: true,
    formatAsRGBA: false,
    maxResolutionInMP: MEGAPIXELS + 1,
    maxMemoryUsageInMB: JPEG_MEGABYTES,
  } as const;
  const { width, height, data } = jpeg.decode(bytes, options);
  return { width, height, rgb: data };
}

/** RGB bytes of a decoded PNG of any kind. */
function flatten(png: DecodedPng): Picture {
  const { width, height, palette } = png;
  const samples = png.depth < 8 ? unpack(png) : png.data;
  const channels = png.channels;
  const top = palette ? 255 : 2 ** png.depth - 1;
  const see = palette || channels > 2 ? 3 : 1;
  const clear = !palette && png.transparency && png.transparency.length >= see ? png.transparency : null;
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = palette ? palette[samples[pixel]] : samples;
    if (!from) throw new Error(dataWords.picture.noColour);
    const at = palette ? 0 : pixel * channels;
    let alpha = top;
    if (palette) alpha = from[3] ?? top;
    else if (channels === 2 || channels === 4) alpha = from[at + channels - 1];
    else if (clear && isColour(from, at, clear, see)) alpha = 0;
    for (let c = 0; c < 3; c++) {
      const sample = from[see === 3 ? at + c : at];
      rgb[3 * pixel + c] = Math.floor((255 * (sample * alpha + top * (top - alpha))) / (top * top) + 0.5);
    }
  }
  return { width, height, rgb };
}

function isColour(from: ArrayLike<number>, at: number, colour: Uint16Array, channels: number): boolean {
  for (let c = 0; c < channels; c++) if (from[at + c] !== colour[c]) return false;
  return true;
}

/** Samples of 1, 2 or 4 bits, one a byte; rows begin on whole bytes. */
function unpack({ width, height, depth, data }: DecodedPng): Uint8Array {
  const samples = new Uint8Array(width * height);
  const stride = Math.ceil((width * depth) / 8);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      samples[y * width + x] = (data[y * stride + (bit >> 3)] >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  }
  return samples;
}

/** Turns and mirrors a picture as its EXIF orientation asks. */
function upright(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture;
  const { width, height, rgb } = picture;
  const turned = orientation >= 5;
  const [wide, high] = turned ? [height, width] : [width, height];
  const mirrorX = [2, 3, 7, 8].includes(orientation);
  const mirrorY = [3, 4, 6, 7].includes(orientation);
  const out = new Uint8Array(rgb.length);
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      // Source pixel: axes swapped where the picture is turned, then mirrored along the source's
      // own axes.
      const sourceX = turned ? y : x;
      const sourceY = turned ? x : y;
      const from = 3 * ((mirrorY ? height - 1 - sourceY : sourceY) * width + (mirrorX ? width - 1 - sourceX : sourceX));
      const to = 3 * (y * wide + x);
      out[to] = rgb[from];
      out[to + 1] = rgb[from + 1];
      out[to + 2] = rgb[from + 2];
    }
  }
  return { width: wide, height: high, rgb: out };
}
