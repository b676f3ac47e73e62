// Damage as files meet it: a download cut short, a disk's bad sector, an editor's slip, a fuzzer.

import type { Random } from '../../src/numerics/random.ts';

const NUMBERS = [
  '-1',
  '0',
  '1',
  '7',
  '99999999999',
  '-2147483648',
  '1e400',
  'NaN',
  '-Infinity',
  'null',
  '""',
  '[]',
  '{',
  '0.5',
];

/** Positions of numbers in a text. */
const numberAt = (text: string, from: number): readonly [start: number, end: number] | null => {
  const pattern = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found ? [found.index, found.index + found[0].length] : null;
};

/**
 * A file cut short, with a piece left out or said twice, a number replaced (where it is a text), or
 * some bytes changed.
 */
export function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const kind = random.integer(6);
  const at = random.integer(bytes.length);
  if (kind === 0) return bytes.subarray(0, at);
  if (kind === 1) {
    // A piece is left out, or said twice.
    const end = Math.min(bytes.length, at + 1 + random.integer(200));
    const twice = random.integer(2) === 1;
    return Uint8Array.from([...bytes.subarray(0, twice ? end : at), ...bytes.subarray(twice ? at : end)]);
  }
  const isText = isPlainText(bytes);
  if (isText && kind < 5) {
    const text = Buffer.from(bytes).toString('latin1');
    const place = numberAt(text, at);
    if (place)
      return Uint8Array.from(
        Buffer.from(text.slice(0, place[0]) + NUMBERS[random.integer(NUMBERS.length)] + text.slice(place[1]), 'latin1'),
      );
  }
  const copy = bytes.slice();
  const changes = 1 + random.integer(8);
  for (let i = 0; i < changes; i++) {
    const where = kind < 4 ? (at + i) % copy.length : random.integer(copy.length);
    copy[where] = random.integer(3) === 0 ? [0, 127, 128, 255][random.integer(4)] : random.integer(256);
  }
  return copy;
}

/** Whether a file begins as text does. Binary JSON begins with a brace too, but not with lines. */
function isPlainText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 64).every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127));
}
