import type { ListedFile } from './file-list.ts';

/** Whether these are the bytes that were listed. */
export async function matches(bytes: BufferSource, { bytes: size, sha256 }: ListedFile): Promise<boolean> {
  if (bytes.byteLength !== size) return false;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return sha256 === [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
