/**
 * Values by keys of a fixed number of 32-bit words: by the bits of a coalition, or by those of a
 * row's numbers. Keys are compared whole, so that no value is taken for another's.
 */
export interface ValueTable {
  readonly count: number;
  /** Bytes that it takes, room for what may come included. */
  readonly bytes: number;
  /** Where the key that begins at a word of `keys` is; −1 where it is not known. */
  find(keys: Uint32Array, from: number): number;
  /** The value of one column at a place. */
  value(place: number, column: number): number;
  /** Adds keys and their values; of a key that is known already, nothing changes. */
  add(keys: Uint32Array, values: Float64Array): void;
  /** Bytes that it would take with so many keys more. */
  bytesWith(more: number): number;
  /** All keys and all values, in the order in which they came. */
  all(): { readonly keys: Uint32Array; readonly values: Float64Array };
}

const FIRST_ROOM = 64;
/** Places of the index for each key that there is room for. */
const SPARSE = 2;
const EMPTY = -1;

export function createValueTable(words: number, width: number): ValueTable {
  let room = 0;
  let count = 0;
  let keys = new Uint32Array(0);
  let values = new Float64Array(0);
  let index = new Int32Array(1).fill(EMPTY);

  const bytesFor = (keysHeld: number): number => 4 * words * keysHeld + 8 * width * keysHeld + 4 * SPARSE * keysHeld;

  const roomFor = (more: number): number => {
    let next = room;
    while (next < count + more) next = Math.max(FIRST_ROOM, 2 * next);
    return next;
  };

  /** The place of the index where a key is, or would be. */
  function placeOf(of: Uint32Array, from: number): number {
    let hash = words;
    for (let word = 0; word < words; word++) {
      hash = Math.imul(hash ^ of[from + word], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    const last = index.length - 1;
    let place = Math.imul(hash, 0x85ebca6b) >>> 0;
    for (place &= last; index[place] !== EMPTY; place = (place + 1) & last) {
      const start = index[place] * words;
      let word = 0;
      while (word < words && keys[start + word] === of[from + word]) word++;
      if (word === words) break;
    }
    return place;
  }

  function makeRoom(more: number): void {
    const next = roomFor(more);
    if (next === room) return;
    room = next;
    const before = { keys, values };
    keys = new Uint32Array(room * words);
    keys.set(before.keys);
    values = new Float64Array(room * width);
    values.set(before.values);
    index = new Int32Array(room * SPARSE).fill(EMPTY);
    for (let held = 0; held < count; held++) index[placeOf(keys, held * words)] = held;
  }

  return {
    get count() {
      return count;
    },
    get bytes() {
      return bytesFor(room);
    },
    find: (of, from) => index[placeOf(of, from)],
    value: (place, column) => values[place * width + column],
    add(given, theirs) {
      const more = given.length / words;
      makeRoom(more);
      for (let at = 0; at < more; at++) {
        const place = placeOf(given, at * words);
        if (index[place] !== EMPTY) continue;
        index[place] = count;
        keys.set(given.subarray(at * words, (at + 1) * words), count * words);
        values.set(theirs.subarray(at * width, (at + 1) * width), count * width);
        count++;
      }
    },
    bytesWith: (more) => bytesFor(roomFor(more)),
    all: () => ({ keys: keys.slice(0, count * words), values: values.slice(0, count * width) }),
  };
}
