import { sha256 } from '../data/hash.ts';

const BEFORE = '<meta name="oriel-seal" content="sha256-';
const DIGITS = 64;
const ZEROS = '0'.repeat(DIGITS);

/** The line of a report that holds its seal, before it is sealed. */
export const openSeal = `${BEFORE}${ZEROS}">`;

/**
 * Seals a report: the hash of the whole file, with zeros where the hash itself stands, so that no
 * byte can be changed without a sign of it.
 */
export async function sealed(text: string): Promise<string> {
  const hash = await sha256(new TextEncoder().encode(text));
  return text.replace(openSeal, () => `${BEFORE}${hash}">`);
}

/** Whether a file has the hash that it states. */
export async function isIntact(bytes: Uint8Array): Promise<boolean> {
  // One character a byte, so that places are the same.
  const at = new TextDecoder('windows-1252').decode(bytes).indexOf(BEFORE) + BEFORE.length;
  if (at < BEFORE.length || at + DIGITS > bytes.length) return false;
  const stated = new TextDecoder().decode(bytes.slice(at, at + DIGITS));
  const open = bytes.slice();
  open.set(new TextEncoder().encode(ZEROS), at);
  return (await sha256(open)) === stated;
}
