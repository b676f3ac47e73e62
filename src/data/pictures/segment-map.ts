import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { toBase64 } from '../base64.ts';

/** The segment of each pixel, as base64 of little-endian uint16. */
export function encodeSegments(segments: Int32Array): string {
  const view = new DataView(new ArrayBuffer(segments.length * 2));
  for (let pixel = 0; pixel < segments.length; pixel++) view.setUint16(2 * pixel, segments[pixel], true);
  return toBase64(new Uint8Array(view.buffer));
}

/**
 * The segment of each pixel, row-major, from base64 of little-endian uint16. Throws
 * `record-invalid` where it does not fit the picture.
 */
export function decodeSegments(base64: string, width: number, height: number): Uint16Array {
  const field = 'input.segments';
  let bytes: string;
  try {
    bytes = atob(base64);
  } catch {
    throw new OrielError('record-invalid', { text: message('data.segmentMap.notBase64', { field }) });
  }
  if (bytes.length !== width * height * 2) {
    throw new OrielError('record-invalid', {
      text: message('data.segmentMap.size', { field, pixels: bytes.length / 2, width, height }),
    });
  }
  const segments = new Uint16Array(width * height);
  for (let at = 0; at < segments.length; at++)
    segments[at] = bytes.charCodeAt(2 * at) | (bytes.charCodeAt(2 * at + 1) << 8);
  return segments;
}
