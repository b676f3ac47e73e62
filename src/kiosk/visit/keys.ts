import type { Kiosk } from '../../config/kiosk.ts';

/** What of a browser tells which system it runs on. */
interface Machine {
  readonly userAgent: string;
  readonly maxTouchPoints: number;
}

/**
 * Whether Oriel draws a keyboard. Android, iOS and ChromeOS have one that comes by itself;
 * elsewhere whether one comes depends on the desktop, and no page is told.
 */
export function hasOwnKeyboard(setting: Kiosk['keyboard'], { userAgent, maxTouchPoints }: Machine): boolean {
  if (setting !== 'auto') return setting === 'own';
  // iPads call themselves Macs, which have no touch screens.
  return !/Android|iPhone|iPad|CrOS/.test(userAgent) && !(/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

/** A key: what it types, or what it does. */
export type Key = string | { readonly does: 'shift' | 'back' | 'space' | 'done' | 'line' };

const DOING: Readonly<Record<string, Key | null>> = {
  '{bksp}': { does: 'back' },
  '{enter}': { does: 'line' },
  '{shift}': { does: 'shift' },
  '{lock}': null,
  '{tab}': null,
  '.com': null,
};

/**
 * A layout's rows as keys. The layouts are those of whole keyboards: a second key for shift, and
 * what only fills in forms, are left out; the last row has space and the end.
 */
export function keysOf(rows: readonly string[]): readonly (readonly Key[])[] {
  const keys = rows.slice(0, -1).map((row) => {
    const found = row.split(' ').map((key): Key | null => (Object.hasOwn(DOING, key) ? DOING[key] : key));
    const shift = found.findIndex((key) => typeof key === 'object' && key?.does === 'shift');
    return found.filter((key, at): key is Key => key !== null && !(at > shift && shift >= 0 && isShift(key)));
  });
  return [...keys, [{ does: 'space' }, { does: 'done' }]];
}

const isShift = (key: Key): boolean => typeof key === 'object' && key.does === 'shift';

/** The keys of numbers, with a language's sign before decimals. */
export const numberKeys = (decimal: string): readonly (readonly Key[])[] => [
  ['7', '8', '9', { does: 'back' }],
  ['4', '5', '6', '-'],
  ['1', '2', '3', decimal],
  ['0', { does: 'done' }],
];

/**
 * A text after a key, at its selection; the place of the cursor is at its end. A letter may take
 * two units of the string.
 */
export function typed(
  text: string,
  [start, end]: readonly [number, number],
  key: Key,
): { readonly text: string; readonly at: number } {
  const does = typeof key === 'string' ? null : key.does;
  if (does === 'shift' || does === 'done') return { text, at: end };
  const before = text.slice(0, start);
  if (does === 'back') {
    const kept = start < end ? before : [...before].slice(0, -1).join('');
    return { text: kept + text.slice(end), at: kept.length };
  }
  const added = typeof key === 'string' ? key : does === 'space' ? ' ' : '\n';
  return { text: before + added + text.slice(end), at: start + added.length };
}
