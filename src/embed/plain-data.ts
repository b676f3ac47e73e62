import { MEGABYTE, widgetLimits } from '../limits.ts';

/** How much a message may hold. */
export interface Size {
  readonly characters: number;
  readonly entries: number;
  readonly megabytes: number;
}

/**
 * Whether a value that another page sent is no more than a message may be: lists, plain objects,
 * texts, numbers and bytes, few enough, and not within each other for ever. Found out in time that
 * grows with the limits alone, before anything else looks at it.
 */
export function isPlainAndSmall(value: unknown, { characters, entries, megabytes }: Size): boolean {
  const left = { characters, entries, bytes: megabytes * MEGABYTE };
  /** What is still to be looked at, and how deep it lies. */
  const waiting: [value: unknown, at: number][] = [[value, 0]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [one, at] = next;
    if (typeof one === 'string') left.characters -= one.length;
    else if (typeof one === 'object' && one !== null) {
      const size = bytesOf(one);
      if (size !== null) left.bytes -= size;
      else {
        const inside = contents(one, left.entries);
        if (!inside || at === widgetLimits.depth) return false;
        left.entries -= inside.values.length;
        left.characters -= inside.characters;
        for (const each of inside.values) waiting.push([each, at + 1]);
      }
    } else if (!['number', 'boolean', 'undefined'].includes(typeof one) && one !== null) return false;
    if (left.characters < 0 || left.entries < 0 || left.bytes < 0) return false;
  }
  return true;
}

/** Bytes of a buffer, as large as it may become; null of anything else. */
function bytesOf(value: object): number | null {
  if (value instanceof ArrayBuffer) return (value as { maxByteLength?: number }).maxByteLength ?? value.byteLength;
  // What many can write to at once could change after it was checked.
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? bytesOf(value.buffer) : null;
  return null;
}

/**
 * What is in a list or a plain object, and how long the names in it are; null where there is too
 * much, or where it is something else.
 */
function contents(value: object, most: number): { values: unknown[]; characters: number } | null {
  // A list may be long and hold nothing.
  if (Array.isArray(value)) return value.length <= most ? { values: Array.from(value), characters: 0 } : null;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return null;
  if (Object.prototype.toString.call(value) !== '[object Object]') return null;
  const found = Object.entries(value);
  if (found.length > most) return null;
  return { values: found.map(([, one]) => one), characters: found.reduce((sum, [name]) => sum + name.length, 0) };
}
