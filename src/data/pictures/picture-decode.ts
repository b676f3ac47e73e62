import { type DecodedPng, decode as decodePngFile } from 'fast-png';
import jpeg from 'jpeg-js';
import { type Message, message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import type { Picture } from './picture.ts';
import { isJpeg, isPng, jpegHead, type PictureHead, pngHead, unreadable } from './picture-head.ts';
import { boundedPng } from './png-extent.ts';

const MEGAPIXELS = 40;
/** jpeg-js counts what it allocates: about 1.3 GB for a progressive picture of 40 megapixels. */
const JPEG_MEGABYTES = 2048;

/**
 * Decodes a JPEG or PNG file, recognised by its first bytes: applies the EXIF orientation, lays
 * transparency on white, rounds 16 bits per channel to 8, and turns grey and palettes into RGB.
 * Done in plain JavaScript, so that the page, workers and the command line get the same bytes.
 * Throws `image-unreadable` and `image-too-large`.
 */
export function decodePicture(bytes: Uint8Array, file: string): Picture {
  try {
    if (isJpeg(bytes)) {
      const head = checked(jpegHead(bytes, file), file);
      return upright(decodeJpeg(bytes), head.orientation);
    }
    if (isPng(bytes)) {
      const head = checked(pngHead(bytes), file);
      return upright(flatten(decodePngFile(boundedPng(bytes, file), { checkCrc: true }), file), head.orientation);
    }
  } catch (error) {
    if (error instanceof OrielError) throw error;
    throw unreadable(file, reasonOf(error), error);
  }
  throw unreadable(file, message(bytes.length === 0 ? 'data.picture.empty' : 'data.picture.foreign'));
}

/** Why a decoder failed; some libraries' messages end in a colon. */
const reasonOf = (error: unknown): Message | string =>
  error instanceof RangeError ? message('data.picture.short') : foreign(error).replace(/:\s*$/, '');

function checked(head: PictureHead, file: string): PictureHead {
  const megapixels = (head.width * head.height) / 1e6;
  if (head.width === 0 || head.height === 0) throw unreadable(file, message('data.picture.noPixels'));
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

/** Turns a decoded PNG of any kind into RGB. */
function flatten(png: DecodedPng, file: string): Picture {
  const { width, height, palette } = png;
  const samples = png.depth < 8 ? unpack(png) : png.data;
  const channels = png.channels;
  const top = palette ? 255 : 2 ** png.depth - 1;
  const see = palette || channels > 2 ? 3 : 1;
  const clear = !palette && png.transparency && png.transparency.length >= see ? png.transparency : null;
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = palette ? palette[samples[pixel]] : samples;
    if (!from) throw unreadable(file, message('data.picture.noColour'));
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

/** Unpacks samples of 1, 2 or 4 bits to a byte each; rows begin on whole bytes. */
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

/** Rotates and mirrors a picture according to its EXIF orientation. */
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
      // The axes are swapped where the picture is rotated, then mirrored along the source's own.
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
