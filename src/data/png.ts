import { encode } from 'fast-png';
import { OrielError } from '../errors.ts';
import type { Picture } from './picture.ts';

const CHUNK = 0x8000;

/** A picture as a PNG data URL; the same bytes in the page, in workers and under Node. */
export function pictureUrl({ width, height, rgb }: Picture): string {
  return `data:image/png;base64,${toBase64(encode({ width, height, data: rgb, channels: 3, depth: 8 }))}`;
}

/** Segment of each pixel as base64 of little-endian uint16. */
export function encodeSegments(segments: Int32Array): string {
  const view = new DataView(new ArrayBuffer(segments.length * 2));
  for (let pixel = 0; pixel < segments.length; pixel++) view.setUint16(2 * pixel, segments[pixel], true);
  return toBase64(new Uint8Array(view.buffer));
}

/** The inverse of `encodeSegments`. Throws `record-invalid` for what it cannot have written. */
export function decodeSegments(text: string): Int32Array {
  let characters: string;
  try {
    characters = atob(text);
  } catch (cause) {
    throw new OrielError('record-invalid', { text: 'input.segments is not base64' }, { cause });
  }
  if (characters.length % 2 !== 0) throw new OrielError('record-invalid', { text: 'input.segments has half a number' });
  return Int32Array.from(
    { length: characters.length / 2 },
    (_, at) => characters.charCodeAt(2 * at) | (characters.charCodeAt(2 * at + 1) << 8),
  );
}

function toBase64(bytes: Uint8Array): string {
  let characters = '';
  for (let at = 0; at < bytes.length; at += CHUNK) characters += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(characters);
}
