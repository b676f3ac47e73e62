import { Gunzip, Unzlib } from 'fflate';

const streams = { gzip: Gunzip, zlib: Unzlib };

/** As much as the first bytes of a compressed file hold. */
export function unpacked(head: Uint8Array, by: keyof typeof streams): Uint8Array {
  const found: Uint8Array[] = [];
  const stream = new streams[by]((chunk) => found.push(chunk));
  try {
    stream.push(head);
  } catch {
    return found[0] ?? new Uint8Array();
  }
  return found[0] ?? new Uint8Array();
}
