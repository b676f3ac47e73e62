/**
 * Sets of players as packed bits: bit p % 32 of word p >> 5 is 1 where player p is present.
 * `bits` holds `count` rows of `words` = ceil(players / 32) words; bits past the last player are 0.
 */
export interface Coalitions {
  readonly players: number;
  readonly count: number;
  readonly words: number;
  readonly bits: Uint32Array;
}

export const wordsFor = (players: number): number => Math.max(1, Math.ceil(players / 32));

/** `count` empty coalitions, to be filled with `add`. */
export function coalitionsOf(players: number, count: number): Coalitions {
  const words = wordsFor(players);
  return { players, count, words, bits: new Uint32Array(count * words) };
}

export const has = (c: Coalitions, row: number, player: number): boolean =>
  ((c.bits[row * c.words + (player >> 5)] >>> (player & 31)) & 1) === 1;

/** Adds a player to row `row`. Only the code that builds `c` may call this. */
export function add(c: Coalitions, row: number, player: number): void {
  c.bits[row * c.words + (player >> 5)] |= 1 << (player & 31);
}

/** Makes row `row` the full coalition. */
export function addAll(c: Coalitions, row: number): void {
  for (let player = 0; player < c.players; player++) add(c, row, player);
}

/** Writes the complement of row `from` of `source` into row `to` of `target`. */
export function addComplement(target: Coalitions, to: number, source: Coalitions, from: number): void {
  for (let word = 0; word < target.words; word++) {
    const left = target.players - word * 32;
    const mask = left >= 32 ? 0xffffffff : (1 << left) - 1;
    target.bits[to * target.words + word] = ~source.bits[from * source.words + word] & mask;
  }
}

/** Writes the players of row `row`, in their order, from place `at` on; returns the next place. */
export function readMembers(c: Coalitions, row: number, to: Int32Array, at: number): number {
  for (let word = 0; word < c.words; word++) {
    // Each time the last 1 of what is left.
    for (let left = c.bits[row * c.words + word] | 0; left !== 0; left &= left - 1)
      to[at++] = word * 32 + 31 - Math.clz32(left & -left);
  }
  return at;
}

/** Number of players in row `row`. */
export function sizeOf(c: Coalitions, row: number): number {
  let size = 0;
  for (let word = 0; word < c.words; word++) {
    let v = c.bits[row * c.words + word];
    v -= (v >>> 1) & 0x55555555;
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
    size += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return size;
}

/** Rows `from` to `to` (exclusive), with their bits copied so that they can be transferred. */
export function sliceCoalitions(c: Coalitions, from: number, to: number): Coalitions {
  return { players: c.players, count: to - from, words: c.words, bits: c.bits.slice(from * c.words, to * c.words) };
}

/** The rows of all parts, one after the other. */
export function concatCoalitions(parts: readonly Coalitions[]): Coalitions {
  const [{ players, words }] = parts;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const bits = new Uint32Array(count * words);
  let at = 0;
  for (const part of parts) {
    bits.set(part.bits, at);
    at += part.bits.length;
  }
  return { players, count, words, bits };
}
