import { type JsonValue, NESTING_LIMIT } from './loose-json.ts';
import { malformed } from './tree-model.ts';

/**
 * Bytes of a number by its marker (https://ubjson.org, draft 12), and how to read it, big-endian.
 */
const NUMBERS: Readonly<Record<string, readonly [bytes: number, read: (view: DataView, at: number) => number]>> = {
  i: [1, (view, at) => view.getInt8(at)],
  U: [1, (view, at) => view.getUint8(at)],
  I: [2, (view, at) => view.getInt16(at)],
  l: [4, (view, at) => view.getInt32(at)],
  L: [8, (view, at) => Number(view.getBigInt64(at))],
  d: [4, (view, at) => view.getFloat32(at)],
  D: [8, (view, at) => view.getFloat64(at)],
};
const WHOLE = new Set(['i', 'U', 'I', 'l', 'L']);

/**
 * Reads UBJSON (draft 12), with arrays and objects that give their type or number of items first.
 * @throws OrielError `model-trees` where the bytes are something else, end too early or are nested
 * more than 64 deep. Nothing is allocated for items that the bytes left cannot hold.
 */
export function parseUbjson(bytes: Uint8Array, file: string): JsonValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let at = 0;
  const fail = () => malformed(file, 'tree.ubj', { at: at + 1 });
  const need = (count: number): void => {
    if (count > bytes.length - at) throw fail();
  };
  const marker = (): string => {
    do {
      need(1);
      at++;
    } while (bytes[at - 1] === 78);
    return String.fromCharCode(bytes[at - 1]);
  };
  const number = (kind: string): number => {
    const [size, read] = NUMBERS[kind] ?? [0, null];
    if (!read) throw fail();
    need(size);
    at += size;
    return read(view, at - size);
  };
  const length = (kind: string): number => {
    const count = WHOLE.has(kind) ? number(kind) : -1;
    if (count < 0) throw fail();
    need(count);
    return count;
  };
  const text = (kind: string): string => {
    const count = length(kind);
    at += count;
    try {
      return utf8.decode(bytes.subarray(at - count, at));
    } catch {
      throw fail();
    }
  };
  /** Type and number of items, where the container gives them before the items. */
  const head = (): { type: string | null; count: number | null } => {
    let type: string | null = null;
    let count: number | null = null;
    if (bytes[at] === 36) {
      at++;
      type = marker();
    }
    if (bytes[at] === 35) {
      at++;
      const kind = marker();
      count = WHOLE.has(kind) ? number(kind) : -1;
      // Every item takes at least a byte, except true, false and null of a typed array, which no
      // model holds.
      if (count < 0 || count > bytes.length - at) throw fail();
    }
    if (type !== null && (count === null || 'TFZN'.includes(type))) throw fail();
    return { type, count };
  };
  const array = (depth: number): JsonValue => {
    const { type, count } = head();
    if (type !== null && count !== null && NUMBERS[type]) {
      const [size, read] = NUMBERS[type];
      need(size * count);
      const values = new Float64Array(count);
      for (let i = 0; i < count; i++, at += size) values[i] = read(view, at);
      return values;
    }
    const list: JsonValue[] = [];
    for (let i = 0; count === null || i < count; i++) {
      const kind = type ?? marker();
      if (count === null && kind === ']') break;
      list.push(value(kind, depth + 1));
    }
    return list;
  };
  const object = (depth: number): JsonValue => {
    const { type, count } = head();
    const found: Record<string, JsonValue> = Object.create(null);
    for (let i = 0; count === null || i < count; i++) {
      const kind = marker();
      if (count === null && kind === '}') break;
      const key = text(kind);
      found[key] = value(type ?? marker(), depth + 1);
    }
    return found;
  };
  const value = (kind: string, depth: number): JsonValue => {
    if (depth > NESTING_LIMIT) throw malformed(file, 'tree.deep');
    switch (kind) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case 'S':
        return text(marker());
      case 'H':
        return Number(text(marker()));
      case 'C':
        need(1);
        return String.fromCharCode(bytes[at++]);
      case 'T':
      case 'F':
        return kind === 'T';
      case 'Z':
        return null;
      default:
        return number(kind);
    }
  };
  const whole = value(marker(), 0);
  if (at < bytes.length) throw fail();
  return whole;
}
