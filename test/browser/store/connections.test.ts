// What happens between tabs and versions, and to what somebody else has damaged.

import { deleteDB, openDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import type { Message } from '../../../src/catalogue/message.ts';
import { makeWorker } from '../../../src/engine/workers/make-worker.ts';
import { type BrowserStoreOptions, openBrowserStore } from '../../../src/store/browser/browser.ts';
import { migrations } from '../../../src/store/browser/database.ts';
import { exportAll } from '../../../src/store/exchange/export.ts';
import { importAll } from '../../../src/store/exchange/import.ts';
import { logKey } from '../../../src/store/kinds.ts';
import { openStore } from '../../../src/store/open.ts';
import { pack, unpack } from '../../../src/store/plain.ts';
import type { Change, Meta, Store } from '../../../src/store/store.ts';
import { madeModel, madeRecord, noise } from '../../unit/store/made.ts';
import { logEntry } from '../../unit/store/suite.ts';
import written from './version-1.json?raw';

/** An import of JSON would lose a name like __proto__. */
interface First {
  readonly stores: readonly {
    readonly store: string;
    readonly options: IDBObjectStoreParameters;
    readonly indexes: readonly {
      readonly name: string;
      readonly keyPath: string | string[];
      readonly multiEntry: boolean;
    }[];
    readonly rows: readonly { readonly key: string | [string, string]; readonly value: unknown }[];
  }[];
}
const first: First = JSON.parse(written);

const name = 'connections';
const open: (Store | IDBDatabase)[] = [];
const told: Message['key'][] = [];

async function openTab(options: BrowserStoreOptions = {}): Promise<Store> {
  const store = await openBrowserStore({ name, tell: ({ key }) => told.push(key), ...options });
  open.push(store);
  return store;
}

const root = () => navigator.storage.getDirectory();
const raw = async (): Promise<IDBDatabase> => {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  open.push(database);
  return database;
};

/** A next version, and one that fails half-way. */
const next = [
  ...migrations,
  (database: { createObjectStore(name: never): unknown }) => database.createObjectStore('later' as never),
];
const failing: typeof migrations = [
  ...migrations,
  (_database, transaction) => {
    transaction
      .objectStore('values')
      .clear()
      .catch(() => {});
    throw new Error('half-way');
  },
];

async function keep(store: Store, ...numbers: number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const number of numbers) {
    const record = await madeRecord(number);
    await store.put('record', record.id, { record });
    ids.unshift(record.id);
  }
  return ids;
}

const keys = async (store: Store): Promise<string[]> => (await store.list('record')).map(({ key }) => key);

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  told.length = 0;
  await deleteDB(name);
  await (await root()).removeEntry(name, { recursive: true }).catch(() => {});
});

test('two tabs see what the other keeps, hear of it, and do not take the same place', async () => {
  const [one, two] = [await openTab(), await openTab()];
  const heard: Change[] = [];
  const came = new Promise<void>((resolve) => {
    two.watch((change) => {
      heard.push(change);
      if (change.what === 'clear') resolve();
    });
  });
  const [id] = await keep(one, 1);
  expect(await keys(two)).toEqual([id]);
  const both = [one, two].map((store, i) =>
    store.put('log', logKey(0), logEntry(0, String(i).repeat(64)), { unless: 'present' }),
  );
  expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1);
  await one.clear();
  await came;
  expect(heard.filter(({ kind }) => kind !== 'log').map(({ what, key }) => [what, key])).toEqual([
    ['put', id],
    ['clear', null],
  ]);
  expect(await keys(two)).toEqual([]);
});

test('room is counted over all tabs', async () => {
  const probe = await openTab();
  await keep(probe, 0);
  const { bytes } = await probe.usage();
  const [one, two] = [await openTab({ room: 3.5 * bytes }), await openTab({ room: 3.5 * bytes })];
  await keep(one, 1);
  await keep(two, 2);
  await keep(one, 3);
  await keep(two, 4);
  expect((await one.usage()).bytes).toBeLessThanOrEqual(3.5 * bytes);
  expect(await keys(one)).toHaveLength(3);
});

test('a newer version in another tab takes over, and the older one is told and stops', async () => {
  const old = await openTab();
  const ids = await keep(old, 1, 2);
  const newer = await openTab({ steps: next });
  expect(await keys(newer)).toEqual(ids);
  expect(told).toEqual(['error.failure-store-outdated']);
  await expect(keep(old, 3)).rejects.toMatchObject({ code: 'failure-store-outdated' });
  await expect(old.list('record')).rejects.toMatchObject({ code: 'failure-store-outdated' });
  await newer.close();
  // The older code comes once more.
  await expect(openTab()).rejects.toMatchObject({ code: 'failure-store-newer' });
  const { store, why } = await openStore({ name });
  expect(store.where).toBe('memory');
  expect(why).toMatchObject({ key: 'store.memory', values: { why: { key: 'error.failure-store-newer' } } });
  await keep(store, 4);
  expect(await keys(await openTab({ steps: next }))).toEqual(ids);
});

test('a step that fails changes nothing', async () => {
  const before = await openTab();
  const ids = await keep(before, 1, 2);
  await before.close();
  await expect(openTab({ steps: failing })).rejects.toThrow('half-way');
  expect(await keys(await openTab())).toEqual(ids);
});

test('a tab that does not let go is waited for no longer than wanted', async () => {
  const before = await openTab();
  const ids = await keep(before, 1);
  await before.close();
  const stubborn = await raw();
  const patience = new AbortController();
  const upgraded = openStore({
    name,
    steps: next,
    signal: patience.signal,
    tell({ key }) {
      told.push(key);
      patience.abort();
    },
  });
  const { store, why } = await upgraded;
  expect(told).toEqual(['store.waiting']);
  expect(store.where).toBe('memory');
  expect(why).toMatchObject({ values: { why: { key: 'error.failure-store-waiting' } } });
  stubborn.close();
  // Nothing was changed behind its back.
  const after = await openTab();
  expect(await keys(after)).toEqual(ids);
});

test('once that tab lets go, the upgrade goes on', async () => {
  const before = await openTab();
  const ids = await keep(before, 1);
  await before.close();
  const stubborn = await raw();
  const upgraded = await openTab({
    steps: next,
    tell({ key }) {
      told.push(key);
      stubborn.close();
    },
  });
  expect(told).toEqual(['store.waiting']);
  expect(await keys(upgraded)).toEqual(ids);
});

test('a database that was deleted under it is made again', async () => {
  const store = await openTab();
  await keep(store, 1);
  await deleteDB(name);
  const ids = await keep(store, 2);
  expect(await keys(store)).toEqual(ids);
});

test('what version 1 wrote is read', async () => {
  const database = await openDB(name, 1, {
    upgrade(made) {
      for (const { store, options, indexes } of first.stores) {
        const table = made.createObjectStore(store, options);
        for (const index of indexes) table.createIndex(index.name, index.keyPath, { multiEntry: index.multiEntry });
      }
    },
  });
  for (const { store, rows } of first.stores)
    for (const { key, value } of rows) {
      const inline = store === 'entries';
      await database.put(store, unpack(value), inline ? undefined : key);
    }
  database.close();
  const store = await openTab({ files: 'database' });
  const [entries, values, files] = first.stores.map(({ rows }) => rows);
  expect(entries.map(({ key }) => key[0])).toEqual(
    expect.arrayContaining(['record', 'request', 'model', 'table', 'log', 'setting']),
  );
  for (const [i, { value: meta }] of entries.entries()) {
    const { kind, key, kept, used, pinned } = meta as Meta;
    const entry = await store.get(kind, key);
    expect(entry).toMatchObject({ kind, key, kept, used, pinned });
    expect(pack(entry?.value)).toEqual(values[i].value);
    expect((await store.list(kind)).map((each) => each.key)).toContain(key);
  }
  for (const { key } of files) expect((await store.file(String(key)))?.length).toBe(300);
  expect(told).toEqual([]);
});

test('a damaged entry is named, and hides no other', async () => {
  const store = await openTab();
  const [second, damaged] = await keep(store, 1, 2);
  const database = await raw();
  const transaction = database.transaction('values', 'readwrite');
  transaction.objectStore('values').put({ record: { schema: 'oriel.explanation/9' } }, ['record', damaged]);
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  await expect(store.get('record', damaged)).rejects.toThrow(`explanation ${damaged}`);
  expect(await keys(store)).toEqual([second]);
  expect(told).toEqual(['error.failure-store-damaged']);
  expect((await store.usage()).entries.record).toBe(2);
});

test('changed bytes of a file are noticed, and mended by putting them again', async () => {
  const store = await openTab();
  const bytes = noise(1_000);
  const model = await madeModel(bytes);
  await store.put('model', model.sha256, model, { files: [bytes] });
  const folder = await (await root()).getDirectoryHandle(name);
  const writable = await (await folder.getFileHandle(model.sha256)).createWritable();
  await writable.write(noise(1_000, 2));
  await writable.close();
  await expect(store.file(model.sha256)).rejects.toMatchObject({ code: 'failure-store-damaged' });
  await store.put('model', model.sha256, model, { files: [bytes] });
  expect(await store.file(model.sha256)).toEqual(bytes);
});

test('files that no entry names are swept away on opening, unless somebody is writing', async () => {
  const store = await openTab();
  const folder = await (await root()).getDirectoryHandle(name);
  await folder.getFileHandle('left', { create: true });
  await navigator.locks.request(`oriel-store ${name}`, async () => {
    await openTab();
    expect(await folder.getFileHandle('left')).toBeTruthy();
  });
  await openTab();
  await expect(folder.getFileHandle('left')).rejects.toThrow();
  await store.close();
});

test('everything goes from one place to another through a zip', async () => {
  const one = await openTab();
  const bytes = noise(10_000);
  const model = await madeModel(bytes);
  await one.put('model', model.sha256, model, { files: [bytes] });
  const ids = await keep(one, 1, 2);
  const parts: Uint8Array[] = [];
  for await (const part of exportAll(one)) parts.push(part);
  const zip = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  await one.clear();
  expect(await importAll(one, zip, 'kept.zip')).toEqual({ added: 3, present: 0, refused: [] });
  expect(await keys(one)).toEqual(ids);
  expect(await one.file(model.sha256)).toEqual(bytes);
});

test('a worker and the page share files', async () => {
  const worker = makeWorker(() => new Worker(new URL('./keeper.worker.ts', import.meta.url), { type: 'module' }));
  const length = 5_000_000;
  const kept = await new Promise<{ sha256: string; length: number; handles: boolean }>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = reject;
    worker.postMessage({ name, length });
  });
  worker.terminate();
  expect(kept).toMatchObject({ length, handles: true });
  expect('createSyncAccessHandle' in FileSystemFileHandle.prototype).toBe(false);
  const store = await openTab();
  expect((await store.file(kept.sha256))?.length).toBe(length);
});
