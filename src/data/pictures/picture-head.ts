import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';

/** What a picture's file says before its pixels are decoded. */
export interface PictureHead {
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 to 8: how to rotate and mirror the stored pixels. */
  readonly orientation: number;
}

const ORIENTATION = 0x0112;
const PNG_MAGIC = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
export const isPng = (bytes: Uint8Array): boolean => PNG_MAGIC.every((byte, index) => bytes[index] === byte);

/**
 * Size and orientation of a JPEG, from its segments (ITU T.81, Exif 2.32). Throws RangeError where
 * the file ends too soon, `image-unreadable` where it has no frame.
 */
export function jpegHead(bytes: Uint8Array, file: string): PictureHead {
  const view = viewOf(bytes);
  let orientation = 1;
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) throw unreadable(file, message('data.picture.noMarker'));
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // a fill byte
      continue;
    }
    const length = view.getUint16(at + 2);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), orientation };
    if (marker === 0xda || marker === 0xd9) throw unreadable(file, message('data.picture.noFrame'));
    const isExif = marker === 0xe1 && view.getUint32(at + 4) === 0x45786966 && view.getUint16(at + 8) === 0;
    if (isExif) orientation = exifOrientation(bytes.subarray(at + 10, at + 2 + length));
    at += 2 + length;
  }
}

/**
 * Size and orientation of a PNG, from its chunks. Throws RangeError where the file ends too soon.
 */
export function pngHead(bytes: Uint8Array): PictureHead {
  const view = viewOf(bytes);
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    if (type === 0x65584966)
      return { width, height, orientation: exifOrientation(bytes.subarray(at + 8, at + 8 + length)) };
    at += 12 + length;
  }
  return { width, height, orientation: 1 };
}

/**
 * The orientation in a block of EXIF data (a TIFF header and its first directory); 1 where it holds
 * no usable one.
 */
function exifOrientation(tiff: Uint8Array): number {
  const view = viewOf(tiff);
  try {
    const little = view.getUint16(0) === 0x4949;
    const directory = view.getUint32(4, little);
    const entries = view.getUint16(directory, little);
    for (let entry = 0; entry < entries; entry++) {
      const at = directory + 2 + 12 * entry;
      if (view.getUint16(at, little) !== ORIENTATION) continue;
      const value = view.getUint16(at + 8, little);
      return value >= 1 && value <= 8 ? value : 1;
    }
  } catch (error) {
    // Damaged EXIF data do not mean that the pixels are damaged.
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
}

/** The error for a picture that cannot be decoded. */
export const unreadable = (file: string, text: Message | string, cause?: unknown): OrielError =>
  new OrielError('image-unreadable', { file, text }, { cause });

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
