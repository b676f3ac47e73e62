import { encode } from 'fast-png';
import { toBase64 } from '../base64.ts';
import type { Picture } from './picture.ts';

/** A picture as a PNG data URL, with the same bytes in the page, in workers and under Node. */
export function pictureUrl({ width, height, rgb }: Picture): string {
  return `data:image/png;base64,${toBase64(encode({ width, height, data: rgb, channels: 3, depth: 8 }))}`;
}
