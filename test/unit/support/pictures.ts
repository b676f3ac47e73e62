import { encode as encodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import type { Picture } from '../../../src/data/pictures/picture.ts';
import { createRandom } from '../../../src/numerics/random.ts';

type Paint = (x: number, y: number) => readonly [number, number, number];

/** A picture from a function of its pixels. */
export function paint(width: number, height: number, colour: Paint): Picture {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgb.set(colour(x, y), 3 * (y * width + x));
  return { width, height, rgb };
}

/** A picture of random bytes. */
export function noise(width: number, height: number, seed: number): Picture {
  const random = createRandom(seed);
  return paint(width, height, () => [random.integer(256), random.integer(256), random.integer(256)]);
}

/**
 * Whether two pictures are the same to the byte (many times faster than comparing them as objects).
 */
export const same = (a: Picture, b: Picture): boolean =>
  a.width === b.width &&
  a.height === b.height &&
  a.rgb.length === b.rgb.length &&
  a.rgb.every((value, at) => value === b.rgb[at]);

export function asJpeg({ width, height, rgb }: Picture): Uint8Array {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) data.set(rgb.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
  return Uint8Array.from(jpeg.encode({ width, height, data }, 100).data);
}

export const asPng = ({ width, height, rgb }: Picture): Uint8Array =>
  encodePng({ width, height, data: rgb, channels: 3, depth: 8 });

/** EXIF data of nothing but an orientation. */
export function exif(orientation: number, little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(38));
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, 2, little);
  const entry = (at: number, tag: number, type: number, value: number) => {
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, 1, little);
    view.setUint16(at + 8, value, little);
  };
  entry(10, 0x010f, 3, 5);
  entry(22, 0x0112, 3, orientation);
  return new Uint8Array(view.buffer);
}

const joined = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** A JPEG with an APP1 segment of EXIF data after its first marker. */
export function withApp1(file: Uint8Array, data: Uint8Array): Uint8Array {
  const length = data.length + 8;
  return joined(
    file.subarray(0, 2),
    [0xff, 0xe1, length >> 8, length & 255, 0x45, 0x78, 0x69, 0x66, 0, 0],
    data,
    file.subarray(2),
  );
}

/** A PNG with one more chunk after its header. */
export function withChunk(file: Uint8Array, type: string, data: Uint8Array): Uint8Array {
  const body = joined(
    [...type].map((letter) => letter.charCodeAt(0)),
    data,
  );
  const word = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  return joined(file.subarray(0, 33), word(data.length), body, word(crc32(body)), file.subarray(33));
}

/** A PNG whose chunks have the checks of what they hold, as far as their lengths can be followed. */
export function withChecks(file: Uint8Array): Uint8Array {
  const copy = file.slice();
  const view = new DataView(copy.buffer);
  for (let at = 8; at + 12 <= copy.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > copy.length) break;
    view.setUint32(end, crc32(copy.subarray(at + 4, end)));
    at = end + 4;
  }
  return copy;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
