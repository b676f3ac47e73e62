import type { About, Kind } from './kinds.ts';
import type { Change, ListBy, Meta, Store } from './store.ts';

/** An entry as it lies there: its value is checked by whoever reads it. */
export interface Stored {
  readonly meta: Meta;
  readonly value: unknown;
}

export interface Batch {
  readonly put?: Stored;
  /** Whether to write, given what is there; otherwise nothing of the batch is done. */
  readonly when?: (present: Meta | undefined) => boolean;
  readonly remove?: readonly Pick<Meta, 'kind' | 'key'>[];
}

/** What changes about an entry while its value stays. */
export interface Amendment extends Pick<Meta, 'kind' | 'key'> {
  readonly used?: number;
  readonly pinned?: boolean;
}

/** A change, and by how much the bytes kept have changed. */
export interface Announced extends Change {
  readonly bytes: number;
}

/** Bytes by their SHA-256. */
export interface Files {
  read(sha256: string): Promise<Uint8Array | undefined>;
  /** `wrote` hears of the bytes, all at once or as they go. */
  write(sha256: string, bytes: Uint8Array, wrote?: (bytes: number) => void): Promise<void>;
  remove(sha256: string): Promise<void>;
  /** All that are there, also what a write that was cut off has left. */
  names(): Promise<readonly string[]>;
}

/** Where entries and files lie. `front.ts` makes a Store of it. */
export interface Backing {
  readonly where: Store['where'];
  readonly files: Files;
  metas(): Promise<readonly Meta[]>;
  meta(kind: Kind, key: string): Promise<Meta | undefined>;
  read(kind: Kind, key: string): Promise<Stored | undefined>;
  /** In the order of a list: the newest first, ties by descending key. */
  list(kind: Kind, by: ListBy): Promise<readonly Stored[]>;
  /** All of it or nothing, on the disk when it resolves. False where `when` said no. */
  write(batch: Batch): Promise<boolean>;
  /** Entries that are gone are passed over. */
  amend(amendments: readonly Amendment[]): Promise<void>;
  /** Whether an entry is about it. */
  anyAbout(about: About): Promise<boolean>;
  clear(): Promise<void>;
  /**
   * Runs when nobody else does, in any tab. `ifFree`: not at all where somebody does; undefined
   * then.
   */
  exclusively<T>(work: () => Promise<T>, ifFree?: boolean): Promise<T | undefined>;
  /** Tells other tabs. */
  announce(change: Announced): void;
  /** Hears of what other tabs announce. */
  hear(listener: (change: Announced) => void): void;
  close(): Promise<void>;
}

/** Whether an entry comes after a position in a list. */
export const isBefore = (meta: Meta, position: Pick<Meta, 'kept' | 'key'>): boolean =>
  meta.kept < position.kept || (meta.kept === position.kept && meta.key < position.key);

/** The entries of a kind that a list asks for, in its order. */
export function listed(metas: Iterable<Meta>, kind: Kind, { about, before, limit }: ListBy): Meta[] {
  return [...metas]
    .filter((meta) => meta.kind === kind && (!about || meta.about.includes(about)))
    .filter((meta) => !before || isBefore(meta, before))
    .sort((a, b) => (isBefore(a, b) ? 1 : -1))
    .slice(0, limit);
}

/** Runs one after the other, whatever became of those before. */
export function inTurn(): { <T>(work: () => Promise<T>): Promise<T>; readonly waiting: () => number } {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const run = <T>(work: () => Promise<T>): Promise<T> => {
    waiting++;
    const done = last.then(work).finally(() => {
      waiting--;
    });
    last = done.catch(() => {});
    return done;
  };
  return Object.assign(run, { waiting: () => waiting });
}
