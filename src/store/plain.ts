import * as v from 'valibot';
import { toBase64 } from '../data/base64.ts';
import { ownOf } from '../data/named.ts';

// What can be kept: JSON's values, any number, and arrays of numbers. In a database they are kept
// as they are, in files as JSON, where `$` marks what JSON lacks.

const arrays = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
} as const;

type Numbers = InstanceType<(typeof arrays)[keyof typeof arrays]>;

export type Plain = null | boolean | number | string | Numbers | PlainList | PlainObject;

// By name: TypeScript before 7 follows what has none without an end.
interface PlainList extends ReadonlyArray<Plain> {}
interface PlainObject {
  readonly [name: string]: Plain | undefined;
}

const isNumbers = (value: unknown): value is Numbers =>
  ArrayBuffer.isView(value) && Object.values(arrays).some((each) => value instanceof each);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

function isPlain(value: unknown): boolean {
  if (value === null || ['boolean', 'number', 'string'].includes(typeof value) || isNumbers(value)) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  return isObject(value) && Object.values(value).every((item) => item === undefined || isPlain(item));
}

export const PlainSchema = v.custom<Plain>(isPlain);

const build = (entries: readonly (readonly [string, unknown])[]): object => {
  const made = {};
  // A name may be __proto__, which assigning would not keep.
  for (const [name, value] of entries)
    Object.defineProperty(made, name, { value, enumerable: true, writable: true, configurable: true });
  return made;
};

/**
 * A copy that shares nothing with the value. Arrays of numbers get a buffer of their own: a
 * database would keep the whole buffer that an array is a part of.
 */
export function compact(value: unknown): unknown {
  if (isNumbers(value)) return value.slice();
  if (Array.isArray(value)) return value.map(compact);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return build(entries.map(([name, item]) => [name, compact(item)]));
}

/** The value as JSON has it. */
export function pack(value: unknown): unknown {
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return { $: 'number', is: Object.is(value, -0) ? '-0' : String(value) };
  if (isNumbers(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return { $: value.constructor.name, base64: toBase64(bytes) };
  }
  if (Array.isArray(value)) return value.map(pack);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const packed = entries.map(([name, item]) => [name, pack(item)] as const);
  return Object.hasOwn(value, '$') ? { $: 'object', is: packed } : build(packed);
}

/** The value that was packed; throws a TypeError for what `pack` does not make. */
export function unpack(packed: unknown): unknown {
  if (Array.isArray(packed)) return packed.map(unpack);
  if (!isObject(packed)) return packed;
  const mark = ownOf(packed, '$');
  if (mark === undefined) return build(Object.entries(packed).map(([name, item]) => [name, unpack(item)]));
  if (mark === 'number') return Number(packed.is);
  if (mark === 'object' && Array.isArray(packed.is))
    return build(packed.is.map(([name, item]) => [String(name), unpack(item)]));
  const kind = typeof mark === 'string' && Object.hasOwn(arrays, mark) ? (mark as keyof typeof arrays) : null;
  if (!kind || typeof packed.base64 !== 'string') throw new TypeError('not a packed value');
  const bytes = Uint8Array.from(atob(packed.base64), (character) => character.charCodeAt(0));
  return new arrays[kind](bytes.buffer);
}
