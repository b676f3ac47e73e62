// A folder on a file system that hands over few bytes at a time, or fails once a file is in place.

import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Message } from '../../../src/catalogue/message.ts';
import { openFolderStore } from '../../../src/store/folder/folder.ts';
import type { Store } from '../../../src/store/store.ts';
import { madeRecord } from './made.ts';

const faults = vi.hoisted(() => ({ mostBytes: Number.POSITIVE_INFINITY, unsynced: '' }));
vi.mock('node:fs/promises', async (load) => {
  const original = await load<typeof import('node:fs/promises')>();
  return {
    ...original,
    async open(path: string, flags: string) {
      const handle = await original.open(path, flags);
      const { sync } = handle;
      const read = handle.read.bind(handle) as (...given: [Uint8Array, number, number, number]) => Promise<unknown>;
      handle.read = ((into: Uint8Array, at: number, length: number, from: number) =>
        read(into, at, Math.min(length, faults.mostBytes), from)) as typeof handle.read;
      handle.sync = async () => {
        if (path === faults.unsynced) throw Object.assign(new Error('i/o error'), { code: 'EIO' });
        return sync.call(handle);
      };
      return handle;
    },
  };
});

let folder = '';
let store: Store | null = null;
const told: Message[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oriel-faults-'));
  told.length = 0;
});
afterEach(async () => {
  Object.assign(faults, { mostBytes: Number.POSITIVE_INFINITY, unsynced: '' });
  await store?.close();
  store = null;
  await rm(folder, { recursive: true });
});

async function open(): Promise<Store> {
  await store?.close();
  store = await openFolderStore(folder, { tell: (message) => told.push(message) });
  return store;
}

const lines = () => join(folder, 'record.jsonl');
const LONG = 'x'.repeat(200_000);

/** Records of which the first is put so often that the file is written anew. */
async function written(to: Store, times = 12): Promise<readonly string[]> {
  const records = [await madeRecord(0, { runtime: LONG }), await madeRecord(1), await madeRecord(2)];
  for (const record of records) await to.put('record', record.id, { record });
  for (let time = 1; time <= times; time++)
    await to.put('record', records[0].id, { record: { ...records[0], milliseconds: time } });
  return records.map(({ id }) => id);
}

const milliseconds = async (from: Store, ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await from.get('record', id))?.value.record.milliseconds));

test('few bytes at a time are all of them in the end', async () => {
  faults.mostBytes = 1000;
  const to = await open();
  const ids = await written(to);
  expect((await stat(lines())).size).toBeLessThan(2_000_000);
  expect(await milliseconds(to, ids)).toEqual([12, 3.5, 3.5]);
  expect(await milliseconds(await open(), ids)).toEqual([12, 3.5, 3.5]);
  expect(told).toEqual([]);
});

test('where the folder cannot be synced once the shorter file is in place, everything is read from there', async () => {
  const to = await open();
  const ids = await written(to, 2);
  const before = (await stat(lines())).size;
  faults.unsynced = folder;
  const [id] = ids;
  const record = await madeRecord(0, { runtime: LONG });
  for (let time = 3; time <= 12; time++) await to.put('record', id, { record: { ...record, milliseconds: time } });
  expect((await stat(lines())).size).toBeLessThan(before + 1_600_000);
  expect(await milliseconds(to, ids)).toEqual([12, 3.5, 3.5]);
  faults.unsynced = '';
  await to.put('record', id, { record: { ...record, milliseconds: 13 } });
  expect(await milliseconds(await open(), ids)).toEqual([13, 3.5, 3.5]);
  expect(told).toEqual([]);
});

test('a shorter file has its lines byte for byte, and what was said of them since', async () => {
  const to = await open();
  const ids = await written(to, 2);
  await to.pin('record', ids[1], true);
  await to.close();
  store = null;
  // The line of the last record is damaged in its value, but still a line.
  const text = await readFile(lines(), 'utf8');
  const line = text.split('\n').find((each) => each.includes(`"key":"${ids[2]}"`) && each.includes('"value"')) ?? '';
  const spoilt = line.replace('"value":{', '"value":{"$":"nothing of the kind", ');
  expect(spoilt).not.toBe(line);
  await writeFile(lines(), text.replace(line, spoilt));
  const again = await open();
  const record = await madeRecord(0, { runtime: LONG });
  for (let time = 3; time <= 12; time++)
    await again.put('record', record.id, { record: { ...record, milliseconds: time } });
  const anew = await readFile(lines(), 'utf8');
  expect(anew.length).toBeLessThan(2_000_000);
  expect(anew.split('\n')).toContain(spoilt);
  const last = await open();
  expect(await last.get('record', ids[1])).toMatchObject({ pinned: true });
  await expect(last.get('record', ids[2])).rejects.toMatchObject({ code: 'failure-store-damaged' });
});
