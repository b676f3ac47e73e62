import { Unzlib } from 'fflate';
import { message } from '../../catalogue/message.ts';
import { unreadable } from './picture-head.ts';

/** Compressed chunks that say nothing about the pixels: colour profile and texts. */
const ASIDE = new Set(['iCCP', 'zTXt', 'iTXt']);
const SIGNATURE = 8;
/** Length, type and checksum. */
const FRAME = 12;
/** Samples of a pixel, by colour type. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Compressed bytes taken at a time: they become a thousand times as many at most. */
const STEP = 2 ** 14;
/** Passes of an interlaced picture: each row of each pass begins with a byte of its own. */
const PASSES = 7;

/**
 * The PNG without compressed chunks that are not needed, once its pixels are known to inflate to no
 * more than its size allows: a few bytes can inflate to gigabytes. Throws `image-unreadable`, and
 * RangeError where the file ends too soon.
 */
export function boundedPng(bytes: Uint8Array, file: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [bytes.subarray(0, SIGNATURE)];
  const pixels: Uint8Array[] = [];
  for (let at = SIGNATURE; at + FRAME <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + FRAME + length;
    if (type === 'IDAT') pixels.push(bytes.subarray(at + 8, Math.min(bytes.length, at + 8 + length)));
    if (!ASIDE.has(type)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  if (inflatesBeyond(pixels, pixelBytes(view))) throw unreadable(file, message('data.picture.inflates'));
  if (parts.reduce((sum, part) => sum + part.length, 0) === bytes.length) return bytes;
  const kept = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of parts) {
    kept.set(part, to);
    to += part.length;
  }
  return kept;
}

/** Bytes of the picture's rows at most, each with the byte that names its filter. */
function pixelBytes(view: DataView): number {
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const bits = view.getUint8(24) * (SAMPLES[view.getUint8(25)] ?? 4);
  const whole = height * (1 + Math.ceil((width * bits) / 8));
  return view.getUint8(28) === 0 ? whole : whole + PASSES * 2 * height + PASSES * width;
}

/** Whether compressed data inflate to more bytes. What is damaged is left to the decoder. */
function inflatesBeyond(pieces: readonly Uint8Array[], most: number): boolean {
  let found = 0;
  const inflator = new Unzlib((chunk) => {
    found += chunk.length;
  });
  try {
    for (const piece of pieces)
      for (let at = 0; at < piece.length; at += STEP) {
        inflator.push(piece.subarray(at, at + STEP));
        if (found > most) return true;
      }
  } catch {
    // The decoder says what is wrong.
  }
  return found > most;
}
