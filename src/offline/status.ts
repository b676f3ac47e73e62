import type { FileList, ListedFile } from './file-list.ts';
import type { Problem, Shelf, Wanted } from './shelf.ts';

/** A build, by its list. */
export interface Version {
  readonly id: string;
  /** When it was built, as ISO 8601. */
  readonly created: string;
}

/** What is kept in this browser, so that the page opens without a network. */
export interface OfflineStatus {
  /**
   * `off`: nobody wanted it. `getting`: files arrive. `ready`: all that is wanted is kept.
   * `incomplete`: some of it is missing.
   */
  readonly state: 'off' | 'getting' | 'ready' | 'incomplete';
  readonly by: Wanted['by'];
  /** Bytes of what is wanted, and of those the ones that are kept. */
  readonly bytes: { readonly wanted: number; readonly kept: number };
  readonly current: Version | null;
  /** The version before, for `rollBack`. */
  readonly previous: Version | null;
  /** A newer version, whole, for `take`. */
  readonly ready: Version | null;
  /** What kept the last files from being had. */
  readonly problem: Problem | null;
}

export const off: OfflineStatus = {
  state: 'off',
  by: 'person',
  bytes: { wanted: 0, kept: 0 },
  current: null,
  previous: null,
  ready: null,
  problem: null,
};

/**
 * What lies on the shelf.
 * @param arriving bytes of what is wanted that arrived so far; null while nothing is fetched
 */
export async function statusOf(shelf: Shelf, arriving: () => number | null): Promise<OfflineStatus> {
  const wanted = await shelf.wanted();
  if (!wanted) return off;
  const list = await shelf.list(wanted.current ?? wanted.getting);
  const files = filesOf(list, wanted.parts);
  const missing = list ? sum(await shelf.missing(files, list.version)) : 0;
  const whole = wanted.current !== null && missing === 0;
  const arrived = arriving();
  return {
    state: whole ? 'ready' : arrived !== null ? 'getting' : 'incomplete',
    by: wanted.by,
    bytes: { wanted: sum(files), kept: whole || arrived === null ? sum(files) - missing : arrived },
    current: await version(shelf, wanted.current),
    previous: await version(shelf, wanted.previous),
    ready: await version(shelf, wanted.ready),
    problem: wanted.problem,
  };
}

async function version(shelf: Shelf, id: string | null): Promise<Version | null> {
  const list = await shelf.list(id);
  return list && { id: list.version, created: list.created };
}

/** Those of a list that belong to these parts. */
export const filesOf = (list: FileList | null, parts: readonly string[]): ListedFile[] =>
  (list?.files ?? []).filter(
    ({ part }) => parts.includes(part) || (part.startsWith('example/') && parts.includes('example/*')),
  );

/** Bytes of these files. */
export const sum = (files: readonly ListedFile[]): number => files.reduce((total, { bytes }) => total + bytes, 0);
