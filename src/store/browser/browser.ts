import * as v from 'valibot';
import { OrielError } from '../../errors.ts';
import { type Announced, type Backing, type Files, inTurn, type Stored } from '../backing.ts';
import { withDefaults } from '../defaults.ts';
import { createStore } from '../front.ts';
import { type Kind, kinds } from '../kinds.ts';
import { sweep } from '../making-room.ts';
import { STORE_NAME } from '../name.ts';
import { compact } from '../plain.ts';
import type { Meta, Store, StoreOptions } from '../store.ts';
import { asStoreError, type Database, type Opening, openDatabase, type Row } from './database.ts';
import { databaseFiles, originFiles } from './origin-files.ts';

export interface BrowserStoreOptions extends StoreOptions {
  /** Of the database, its lock, its channel and the folder of its files. Default: oriel. */
  readonly name?: string;
  /** Gives up waiting for other tabs that hold an older version open. */
  readonly signal?: AbortSignal;
  /** Where files go; `database` is what is left where the browser has no file system. */
  readonly files?: 'origin' | 'database';
  /** Another list of steps than the one of this version. */
  readonly steps?: Opening['steps'];
}

/**
 * Keeps everything in this browser, for this origin. Throws `failure-store…` where the browser does
 * not allow it, or the database is newer than this code; `openStore` turns to memory then.
 */
export async function openBrowserStore(options: BrowserStoreOptions = {}): Promise<Store> {
  const parts = withDefaults(options, 'lasting');
  const backing = await browserBacking({ ...options, tell: parts.tell });
  await sweep(backing);
  return createStore(backing, parts);
}

const AnnouncedSchema: v.GenericSchema<Announced> = v.object({
  what: v.picklist(['put', 'delete', 'clear']),
  kind: v.nullable(v.picklist(kinds)),
  key: v.nullable(v.string()),
  bytes: v.number(),
});

const rowOf = (meta: Meta): Row => ({
  ...meta,
  abouts: meta.about.flatMap((about) => [about, `${meta.kind} ${about}`]),
});

const metaOf = ({ abouts: _abouts, ...meta }: Row): Meta => meta;

async function browserBacking(options: BrowserStoreOptions & Pick<Opening, 'tell'>): Promise<Backing> {
  const { name = STORE_NAME, tell, signal, steps } = options;
  let ended: 'outdated' | 'lost' | null = null;
  const open = (waitless?: AbortSignal) =>
    openDatabase(name, {
      tell,
      steps,
      signal: waitless,
      ended(why) {
        ended = why;
        if (why === 'outdated') tell(new OrielError('failure-store-outdated').said);
      },
    });
  let database = open(signal);
  await database;

  /** The connection; another one where the browser has ended it, none once a newer tab is open. */
  const connected = (): Promise<Database> => {
    if (ended === 'outdated') throw new OrielError('failure-store-outdated');
    if (ended === 'lost') {
      ended = null;
      database = open();
    }
    return database;
  };

  const attempt = async <T>(name: string, work: (connection: Database) => Promise<T>): Promise<T> => {
    const connection = await connected();
    try {
      return await work(connection);
    } catch (error) {
      if (ended === 'outdated') throw new OrielError('failure-store-outdated', {}, { cause: error });
      throw asStoreError(error, name);
    }
  };

  const files: Files =
    (options.files !== 'database' && (await originFiles(name))) || databaseFiles(async () => connected());
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  const turn = inTurn();

  const valuesOf = (connection: Database, rows: readonly Row[]): Promise<Stored[]> => {
    const { store } = connection.transaction('values');
    return Promise.all(rows.map(async (row) => ({ meta: metaOf(row), value: await store.get([row.kind, row.key]) })));
  };

  return {
    where: 'browser',
    files,
    metas: () => attempt('entries', async (connection) => (await connection.getAll('entries')).map(metaOf)),
    meta: (kind, key) =>
      attempt(key, async (connection) => {
        const row = await connection.get('entries', [kind, key]);
        return row && metaOf(row);
      }),
    read: (kind, key) =>
      attempt(key, async (connection) => {
        const row = await connection.get('entries', [kind, key]);
        return row && (await valuesOf(connection, [row]))[0];
      }),
    list: (kind, { about, before, limit = Number.POSITIVE_INFINITY }) =>
      attempt(kind, async (connection) => {
        const { store } = connection.transaction('entries');
        const rows: Row[] = [];
        const last: [Kind, number, string] | [Kind, never[]] = before ? [kind, before.kept, before.key] : [kind, []];
        const range = IDBKeyRange.bound([kind], last, false, true);
        if (about) {
          const found = await store.index('abouts').getAll(`${kind} ${about}`);
          const order = found.sort((a, b) => b.kept - a.kept || (a.key < b.key ? 1 : -1));
          const after = order.filter(({ kept, key }) => range.includes([kind, kept, key]));
          rows.push(...after.slice(0, limit));
        } else if (limit > 0) {
          let cursor = await store.index('order').openCursor(range, 'prev');
          for (; cursor; cursor = rows.length < limit ? await cursor.continue() : null) rows.push(cursor.value);
        }
        return valuesOf(connection, rows);
      }),
    write: ({ put, when, remove = [] }) =>
      attempt(put?.meta.key ?? 'entries', async (connection) => {
        // On the disk when it is done, also where the machine loses its power.
        const transaction = connection.transaction(['entries', 'values'], 'readwrite', { durability: 'strict' });
        const [entries, values] = [transaction.objectStore('entries'), transaction.objectStore('values')];
        const present = put && when && (await entries.get([put.meta.kind, put.meta.key]));
        if (put && when && !when(present && metaOf(present))) {
          await transaction.done;
          return false;
        }
        const quiet = () => {}; // the transaction tells
        if (put) {
          entries.put(rowOf(put.meta)).catch(quiet);
          values.put(compact(put.value), [put.meta.kind, put.meta.key]).catch(quiet);
        }
        for (const { kind, key } of remove) {
          entries.delete([kind, key]).catch(quiet);
          values.delete([kind, key]).catch(quiet);
        }
        await transaction.done;
        return true;
      }),
    amend: (amendments) =>
      attempt('entries', async (connection) => {
        const transaction = connection.transaction('entries', 'readwrite', { durability: 'relaxed' });
        for (const { kind, key, ...change } of amendments) {
          const row = await transaction.store.get([kind, key]);
          if (row) transaction.store.put({ ...row, ...change }).catch(() => {}); // the transaction tells
        }
        await transaction.done;
      }),
    anyAbout: (about) =>
      attempt(about, async (connection) => (await connection.countFromIndex('entries', 'abouts', about)) > 0),
    clear: () =>
      attempt('entries', async (connection) => {
        const transaction = connection.transaction(['entries', 'values'], 'readwrite', { durability: 'strict' });
        transaction
          .objectStore('entries')
          .clear()
          .catch(() => {}); // the transaction tells
        transaction
          .objectStore('values')
          .clear()
          .catch(() => {});
        await transaction.done;
      }),
    exclusively(work, ifFree = false) {
      if (navigator.locks) {
        const run = async (lock: Lock | null) => (lock ? work() : undefined);
        return navigator.locks.request(`oriel-store ${name}`, { ifAvailable: ifFree }, run);
      }
      return ifFree && turn.waiting() > 0 ? Promise.resolve(undefined) : turn(work);
    },
    announce: (change) => channel?.postMessage(change),
    hear(listener) {
      channel?.addEventListener('message', ({ data }) => {
        // Another version may say something else.
        if (v.is(AnnouncedSchema, data)) listener(data);
      });
    },
    async close() {
      channel?.close();
      if (ended === null) (await database).close();
    },
  };
}
