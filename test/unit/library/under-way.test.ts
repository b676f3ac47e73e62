// A job that was under way when its page or process ended is found again, and goes on with what the
// model had answered by then. By the real engine, on a model of public/examples.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { plainAsked } from '../../../src/library/asked.ts';
import { createShelf, wantedOf } from '../../../src/library/shelf.ts';
import { openFolderStore } from '../../../src/store/folder/folder.ts';
import { openMemoryStore } from '../../../src/store/memory.ts';
import type { Store } from '../../../src/store/store.ts';
import { failureOf } from '../../support/failure.ts';
import { given, openLibrary } from './support.ts';

let folder: string;
let store: Store;
const opened: ReturnType<typeof openLibrary>[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oriel-under-way-'));
  store = await openFolderStore(folder);
});
afterEach(async () => {
  for (const { oriel } of opened.splice(0)) await oriel.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

function start(parts: Parameters<typeof openLibrary>[0] = { store }, before?: () => Promise<void>) {
  const library = openLibrary(parts, before);
  opened.push(library);
  return library;
}

const model = given('credit/mlp.onnx');
const table = given('credit/data.csv');
const long = { explainer: 'permutation-shap', budget: { samples: 3000, error: 0 }, curves: false } as const;

const kept = async (id: string) => (await store.get('request', id))?.value;

/** Begins a job of a model that stops answering, and ends its Oriel once something of it is kept. */
async function brokenOff(): Promise<string> {
  let answers = 0;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { oriel } = start({ store }, async () => {
    if (++answers > 10) await ended;
  });
  const job = (await oriel.open([model, table])).explain(3, long);
  const id = await job.id;
  expect(await kept(id)).toBeUndefined();
  await vi.waitFor(async () => expect((await kept(id))?.state).toMatchObject({ players: 20 }), 20_000);
  const closing = oriel.close();
  end();
  await closing;
  await job.result.catch(() => {});
  return id;
}

test('it waits for its model, and says so; then it goes on, and pays only for what is new', async () => {
  const id = await brokenOff();
  const { oriel, asked } = start();
  expect(await oriel.records.list()).toEqual([]);
  const job = await oriel.job(id);
  expect(job?.status()).toMatchObject({ state: 'waiting', from: null, note: { key: 'library.waits' } });
  // Another table is another background.
  const text = new TextDecoder().decode(table.data).split('\n').slice(0, 400).join('\n');
  await oriel.open([model, { name: 'data.csv', data: new TextEncoder().encode(text) }]);
  expect(job?.status().state).toBe('waiting');
  await oriel.open([model, table]);
  const record = await job?.result;
  expect(job?.status()).toMatchObject({ state: 'done', from: 'continued' });
  expect(job?.status().known).toBeGreaterThan(0);
  expect(asked.valued).toBeLessThan(3000);
  expect((await kept(id))?.asked).toBeUndefined();
  expect((await oriel.job(id))?.status().from).toBe('kept');
  const other = start({});
  const fresh = (await other.oriel.open([model, table])).explain(3, long);
  expect((await fresh.result).id).toBe(record?.id);
  expect(await fresh.id).toBe(id);
  expect(other.asked.valued).toBeGreaterThan(asked.valued);
});

test('where its model is open already, it runs at once; cancelled while it waits, it is forgotten', async () => {
  const id = await brokenOff();
  const after = start();
  const waiting = await after.oriel.job(id);
  waiting?.cancel();
  expect((await failureOf(async () => waiting?.result)).code).toBe('failure-cancelled');
  await vi.waitFor(async () => expect(await kept(id)).toBeUndefined());
  expect(await after.oriel.job(id)).toBeNull();
  const again = await brokenOff();
  const { oriel } = start();
  await oriel.open([model, table]);
  const [job, twice] = await Promise.all([oriel.job(again), oriel.job(again)]);
  expect(twice).toBe(job);
  expect(job?.status().note).toBeNull();
  expect(await oriel.job(again)).toBe(job);
  await job?.result;
  expect(job?.status().from).toBe('continued');
});

test('how it was asked for is kept as plain data: files by their bytes, and no more than decides', async () => {
  const picture = new File([new Uint8Array([1, 2])], 'cat.jpg');
  const options = { ...long, background: { file: table }, fresh: true, signal: new AbortController().signal };
  expect(await plainAsked({ input: picture, options }, 'image')).toEqual({
    input: { name: 'cat.jpg', data: new Uint8Array([1, 2]) },
    options: { ...long, background: { file: table } },
  });
  const open = { handle: 'picture-1', file: 'cat.jpg', width: 2, height: 2 };
  expect(await plainAsked({ input: open, options: long }, 'image')).toMatchObject({ input: null });
  expect(await plainAsked({ input: { text: 'So so.' }, options: {} }, 'text')).toEqual({
    input: { text: 'So so.' },
    options: {},
  });
});

test('nothing is kept of a job under way where not everything is kept, or not for good', async () => {
  const { oriel } = start();
  const record = await (await oriel.open([model, table])).explain(3, { ...long, budget: { samples: 64 } }).result;
  const [{ key, value }] = await store.list('request', { about: `record ${record.id}` });
  const asked = { requested: 'auto', background: null };
  const wanted = await wantedOf({ request: value.request, nested: true, ...asked }, false);
  expect(wanted.id).toBe(key);
  const parts = { wanted, asked: async () => null, known: async () => null };
  const memory = openMemoryStore();
  const kept = [[], [memory], [memory, store], [store]].map((places) => createShelf(places, () => {}).underWay(parts));
  expect(kept.map((each) => each !== null)).toEqual([false, false, false, true]);
  await kept[3]?.stop();
  await memory.close();
});

test('a job that took another explainer in limited time is found by its id, and answers nothing else', async () => {
  const { oriel } = start();
  const record = await (await oriel.open([model, table])).explain(3, { ...long, budget: { samples: 64 } }).result;
  const [{ key, value }] = await store.list('request', { about: `record ${record.id}` });
  const shelf = createShelf([store], () => {});
  for (const name of ['gp-shap', 'exact']) {
    const request = { ...value.request, explainer: { name, options: {} } };
    const wanted = await wantedOf({ request, nested: true, requested: 'auto', background: null }, false);
    await shelf.keep(async () => ({ wanted, record, limited: true, known: null }));
    expect(await shelf.find(wanted)).toBeNull();
    const job = await oriel.job(wanted.id);
    expect(await job?.result).toEqual(record);
    expect(job?.status().from).toBe('kept');
  }
  expect((await kept(key))?.jobs).toHaveLength(2);
});
