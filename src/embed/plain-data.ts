import { MEGABYTE, widgetLimits } from '../limits.ts';

/** How much a message may hold. */
export interface Size {
  readonly characters: number;
  readonly entries: number;
  readonly megabytes: number;
  /** Whether files may be among the bytes, which are read later. */
  readonly files?: true;
}

/**
 * Whether a value that another page sent is no more than a message may be: lists, plain objects,
 * texts, numbers and bytes, few enough, and not within each other for ever. Found out in time that
 * grows with the limits alone, before anything else looks at it. A `port` may be a field of the
 * whole, and nowhere else.
 */
export function isPlainAndSmall(
  value: unknown,
  { characters, entries, megabytes, files }: Size,
  port: MessagePort | null = null,
): boolean {
  const left = { characters, entries, bytes: megabytes * MEGABYTE };
  const take = (what: keyof typeof left, count: number): boolean => {
    left[what] -= count;
    return left[what] >= 0;
  };
  const fits = (one: unknown, depth: number): boolean => {
    if (typeof one === 'string') return take('characters', one.length);
    if (typeof one !== 'object' || one === null) return one === null || /^(num|boo|und)/.test(typeof one);
    const size = files && one instanceof Blob ? one.size : bytesOf(one);
    if (size !== null) return take('bytes', size);
    if (depth === widgetLimits.depth) return false;
    // A list may be long and hold nothing.
    if (Array.isArray(one)) return take('entries', one.length) && [...one].every((each) => fits(each, depth + 1));
    const prototype = Object.getPrototypeOf(one);
    if (prototype && Object.getPrototypeOf(prototype)) return false;
    if (Object.prototype.toString.call(one) !== '[object Object]') return false;
    const found = Object.entries(one);
    const isPort = (each: unknown) => port !== null && each === port && depth === 0;
    return (
      take('entries', found.length) &&
      found.every(([name, each]) => take('characters', name.length) && (isPort(each) || fits(each, depth + 1)))
    );
  };
  return fits(value, 0);
}

/** Bytes of a buffer, as large as it may become; null of anything else. */
function bytesOf(value: object): number | null {
  if (value instanceof ArrayBuffer) return (value as { maxByteLength?: number }).maxByteLength ?? value.byteLength;
  // What many can write to at once could change after it was checked.
  return ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? bytesOf(value.buffer) : null;
}
