import type { Shelf, Wanted } from './shelf.ts';

/** What became of a change of the version: it waits while a page is in use. */
export type Change = 'done' | 'nothing' | 'in-use';

/** Puts the version that waits in use. The one before stays, for the way back. */
export const taken = (wanted: Wanted): Wanted | null =>
  wanted.ready === null ? null : { ...wanted, current: wanted.ready, previous: wanted.current, ready: null };

/** Back to the version before; the one that was left is not taken again by itself. */
export const rolledBack = (wanted: Wanted): Wanted | null =>
  wanted.previous === null
    ? null
    : { ...wanted, current: wanted.previous, previous: wanted.current, ready: null, refused: wanted.current };

/**
 * Reads, changes and writes what is wanted while nobody else does; null from `change` leaves it.
 * Whether it was changed.
 */
export const edit = (shelf: Shelf, change: (wanted: Wanted) => Wanted | null): Promise<boolean> =>
  navigator.locks.request(shelf.lock('wanted'), async () => {
    const before = await shelf.wanted();
    const after = before && change(before);
    if (after) await shelf.write(after);
    return after !== null;
  });

/** Changes the version, unless some page is in use. */
export const exchange = (shelf: Shelf, change: (wanted: Wanted) => Wanted | null): Promise<Change> =>
  navigator.locks.request(shelf.lock('in use'), { mode: 'exclusive', ifAvailable: true }, async (free) => {
    if (!free) return 'in-use';
    if (!(await edit(shelf, change))) return 'nothing';
    const wanted = await shelf.wanted();
    if (wanted) await shelf.clean(wanted).catch(() => undefined); // the next who cleans tries again
    return 'done';
  });
