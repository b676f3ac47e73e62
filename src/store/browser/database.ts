import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { type Message, message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import type { Kind } from '../kinds.ts';
import type { Meta } from '../store.ts';

/** An entry without its value; its abouts are indexed with the kind and without. */
export interface Row extends Meta {
  readonly abouts: readonly string[];
}

export interface Tables extends DBSchema {
  entries: {
    key: [Kind, string];
    value: Row;
    indexes: { order: [Kind, number, string]; abouts: string };
  };
  values: { key: [Kind, string]; value: unknown };
  /** Files, where the browser has no file system of the origin's own. */
  files: { key: string; value: Uint8Array };
}

export type Database = IDBPDatabase<Tables>;

type Migration = (
  database: Database,
  transaction: IDBPTransaction<Tables, ('entries' | 'values' | 'files')[], 'versionchange'>,
) => void;

/**
 * Steps from each version of the database to the next, the first from nothing. A step that was
 * published never changes; `test/browser/store/version-1.json` has what the first one stores.
 */
export const migrations: readonly Migration[] = [
  (database) => {
    const entries = database.createObjectStore('entries', { keyPath: ['kind', 'key'] });
    entries.createIndex('order', ['kind', 'kept', 'key']);
    entries.createIndex('abouts', 'abouts', { multiEntry: true });
    database.createObjectStore('values');
    database.createObjectStore('files');
  },
];

export interface Opening {
  readonly tell: (message: Message) => void;
  /** Gives up waiting for other tabs. */
  readonly signal?: AbortSignal;
  readonly steps?: readonly Migration[];
  /** The connection has ended: for a newer version, or by the browser. */
  readonly ended: (why: 'outdated' | 'lost') => void;
}

/**
 * Opens the database, with all steps that it lacks: together or not at all. Throws
 * `failure-store-newer` where it is of a later version, `failure-store-waiting` where the signal
 * came first.
 */
export async function openDatabase(
  name: string,
  { tell, signal, steps = migrations, ended }: Opening,
): Promise<Database> {
  let gaveUp = false;
  let opened: Promise<Database> | null = null;
  let failed: { readonly thrown: unknown } | null = null;
  try {
    opened = openDB<Tables>(name, steps.length, {
      upgrade(upgraded, from, _to, transaction) {
        transaction.done.catch(() => {}); // opening fails with it
        try {
          if (gaveUp) throw new OrielError('failure-store-waiting');
          for (const step of steps.slice(from)) step(upgraded, transaction);
        } catch (thrown) {
          failed = { thrown };
          transaction.abort();
        }
      },
      blocked: () => tell(message('store.waiting')),
      blocking(_current, wanted, event) {
        (event.target as IDBDatabase).close();
        ended(wanted === null ? 'lost' : 'outdated');
      },
      terminated: () => ended('lost'),
    });
    return await unless(signal, opened);
  } catch (error) {
    gaveUp = true;
    opened?.then((late) => late.close()).catch(() => {});
    if (error instanceof DOMException && error.name === 'VersionError')
      throw new OrielError('failure-store-newer', { where: name }, { cause: error });
    throw asStoreError((failed as { readonly thrown: unknown } | null)?.thrown ?? error, name);
  }
}

async function unless<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  const given = new Promise<never>((_, reject) => {
    const give = () => reject(new OrielError('failure-store-waiting'));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
  return Promise.race([work, given]);
}

/** What the browser threw, as an error of the store's. */
export function asStoreError(error: unknown, name: string): OrielError {
  if (error instanceof OrielError) return error;
  const full = error instanceof DOMException && error.name === 'QuotaExceededError';
  if (full) return new OrielError('failure-store-full', { what: name }, { cause: error });
  const text = foreign(error) || (error instanceof Error ? error.name : String(error));
  return new OrielError('failure-store', { text }, { cause: error });
}
