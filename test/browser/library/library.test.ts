// Explanations kept in a real browser: found after a reload and by other tabs, and given all the
// same where the browser keeps nothing, or no longer what was kept.

import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Message } from '../../../src/catalogue/message.ts';
import { createOriel, type Oriel, type OrielOptions } from '../../../src/library/index.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { type BrowserStoreOptions, openBrowserStore } from '../../../src/store/browser/browser.ts';
import { migrations } from '../../../src/store/browser/database.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Store } from '../../../src/store/store.ts';

const name = 'library';
const files = ['mlp.onnx', 'data.csv', 'mlp.card.json'].map((file) => `/examples/credit/${file}`);
const sampled = {
  explainer: 'kernel-shap',
  backend: 'wasm',
  budget: { samples: 64, error: 0 },
  curves: false,
} as const;
const permuted = { explainer: 'permutation-shap', backend: 'wasm', curves: false } as const;

const tabs: { close(): Promise<void> }[] = [];
const told: Message['key'][] = [];
const tell = ({ key }: Message) => told.push(key);

/** What a tab has open; closing it is what leaving the page does. */
async function tabOf(store: Store | undefined, options: OrielOptions = {}) {
  const oriel: Oriel = await createOriel({ ...(store && { store }), workers: 1, tell, ...options });
  const tab = {
    store: oriel.store,
    oriel,
    model: await oriel.open(files),
    async close() {
      await oriel.close();
      await store?.close();
    },
  };
  tabs.push(tab);
  return tab;
}

const openTab = async (options: BrowserStoreOptions = {}) => tabOf(await openBrowserStore({ name, tell, ...options }));

type Tab = Awaited<ReturnType<typeof openTab>>;

async function explained({ model }: Tab, ...asked: Parameters<Tab['model']['explain']>) {
  const job = model.explain(...asked);
  const record = await job.result;
  const { from, calls } = job.status();
  return { record, from, calls };
}

const kept = async ({ oriel }: Tab): Promise<string[]> => (await oriel.records.list()).map(({ id }) => id);

const without = <T extends { [K in 'created' | 'milliseconds']: unknown }>({ created, milliseconds, ...rest }: T) =>
  rest;

afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close();
  told.length = 0;
  await deleteDB(name);
  await (await navigator.storage.getDirectory()).removeEntry(name, { recursive: true }).catch(() => {});
});

describe('after the page was left and opened anew', () => {
  test('an explanation is found, by its request and by its job', async () => {
    const before = await openTab();
    const { record } = await explained(before, 3, sampled);
    const id = await before.model.explain(3, sampled).id;
    await before.close();
    const after = await openTab();
    expect(await (await after.oriel.job(id))?.result).toEqual(record);
    expect(await explained(after, 3, sampled)).toEqual({ record, from: 'kept', calls: 0 });
    expect(told).toEqual([]);
  });

  test('one of more samples answers for fewer, and a longer one goes on where it ended, to the same bits', async () => {
    const before = await openTab();
    const short = await explained(before, 3, { ...permuted, budget: { samples: 200, error: 0 } });
    await before.close();
    const after = await openTab();
    const fewer = await explained(after, 3, { ...permuted, budget: { samples: 100, error: 0 } });
    expect(fewer).toEqual({ record: short.record, from: 'reused', calls: 0 });
    const budget = { samples: 400, error: 0 };
    const longer = await explained(after, 3, { ...permuted, budget });
    expect(longer.from).toBe('continued');
    const anew = await explained(await tabOf(undefined, { keep: 'none' }), 3, { ...permuted, budget });
    expect(without(longer.record)).toEqual(without(anew.record));
    expect(longer.calls).toBeLessThan(anew.calls);
  });
});

test('a job that was under way when the page was left goes on, to the same bits', async () => {
  const long = { ...permuted, budget: { samples: 8000, error: 0 } };
  const before = await openTab();
  const job = before.model.explain(3, long);
  job.on('progress', ({ done }) => done > 0 && job.pause());
  const id = await job.id;
  await vi.waitFor(
    async () =>
      expect((await before.store.get('request', id))?.value).toMatchObject({ record: '', state: { players: 20 } }),
    20_000,
  );
  await before.close();
  await job.result.catch(() => {});
  const store = await openBrowserStore({ name, tell });
  const oriel = await createOriel({ store, workers: 1, tell });
  tabs.push({ close: () => oriel.close().then(() => store.close()) });
  const found = await oriel.job(id);
  expect(found?.status()).toMatchObject({ state: 'waiting', note: { key: 'library.waits' } });
  await oriel.open(files);
  const record = await found?.result;
  expect(found?.status()).toMatchObject({ state: 'done', from: 'continued' });
  const anew = await explained(await tabOf(undefined, { keep: 'none' }), 3, long);
  expect(anew.record.id).toBe(record?.id);
  expect(found?.status().calls).toBeLessThan(anew.calls);
});

describe('two tabs', () => {
  test('find what the other has kept, and miss what it has forgotten', async () => {
    const [one, two] = [await openTab(), await openTab()];
    const { record } = await explained(one, 3, sampled);
    expect(await kept(two)).toEqual([record.id]);
    expect(await explained(two, 3, sampled)).toEqual({ record, from: 'kept', calls: 0 });
    await two.oriel.records.delete(record.id);
    const again = await explained(one, 3, sampled);
    expect(again).toMatchObject({ record: { id: record.id }, from: 'continued', calls: 0 });
    expect(await kept(two)).toEqual([record.id]);
  });

  test('that explain the same at the same time keep one record', async () => {
    const [one, two] = [await openTab(), await openTab()];
    const both = await Promise.all([explained(one, 3, sampled), explained(two, 3, sampled)]);
    expect(both[0].record.id).toBe(both[1].record.id);
    expect([await kept(one), await kept(two)]).toEqual([[both[0].record.id], [both[0].record.id]]);
    expect((await one.store.list('request')).map(({ value }) => value.record)).toEqual([both[0].record.id]);
    expect(told).toEqual([]);
  });

  test('of which a newer one changes the database: the older explains on, and says that it keeps nothing', async () => {
    const old = await openTab();
    const { record } = await explained(old, 3, sampled);
    const later = (database: { createObjectStore(name: never): unknown }) =>
      database.createObjectStore('later' as never);
    const newer = await openTab({ steps: [...migrations, later] });
    expect(await explained(newer, 3, sampled)).toEqual({ record, from: 'kept', calls: 0 });
    const other = await explained(old, 4, sampled);
    expect(other).toMatchObject({ record: { input: { row: 4 } }, from: 'computed' });
    expect([...new Set(told)]).toEqual(['error.failure-store-outdated']);
    expect(await kept(newer)).toEqual([record.id]);
  });
});

describe('what is not there any more', () => {
  test('because it went to make room is explained again', async () => {
    const probe = await openTab();
    await explained(probe, 0, sampled);
    const { bytes } = await probe.store.usage();
    await probe.close();
    const tab = await openTab({ room: 3.5 * bytes });
    const records: Explanation[] = [];
    for (const row of [1, 2, 3, 4]) records.push((await explained(tab, row, sampled)).record);
    expect(told).toContain('store.gone');
    expect(await kept(tab)).toEqual(
      records
        .slice(-3)
        .map(({ id }) => id)
        .reverse(),
    );
    await tab.close();
    const after = await openTab({ room: 3.5 * bytes });
    const again = await explained(after, 1, sampled);
    expect(again.from).toBe('computed');
    expect(without(again.record)).toEqual(without(records[0]));
    expect((await explained(after, 1, sampled)).from).toBe('kept');
  });

  test('because the browser has deleted everything is explained again, and kept', async () => {
    const tab = await openTab();
    const { record } = await explained(tab, 3, sampled);
    await deleteDB(name);
    expect((await explained(tab, 3, sampled)).record.id).toBe(record.id);
    expect(await kept(tab)).toEqual([record.id]);
    expect((await explained(tab, 3, sampled)).from).toBe('kept');
  });

  test('because it is damaged is told of, explained again, and mended', async () => {
    const before = await openTab();
    const { record } = await explained(before, 3, sampled);
    await before.close();
    const database = await openDB(name);
    const value = await database.get('values', ['record', record.id]);
    await database.put('values', { record: { ...value.record, attributions: 'none' } }, ['record', record.id]);
    database.close();
    const after = await openTab();
    const again = await explained(after, 3, sampled);
    expect(without(again.record)).toEqual(without(record));
    expect([...new Set(told)]).toEqual(['error.failure-store-damaged']);
    expect(await explained(after, 3, sampled)).toEqual({ record: again.record, from: 'kept', calls: 0 });
  });
});

test('where the browser denies storage, what was explained is found until the page is left', async () => {
  const own = Object.getOwnPropertyDescriptor(window, 'indexedDB');
  Object.defineProperty(window, 'indexedDB', {
    configurable: true,
    get() {
      throw new DOMException('no', 'SecurityError');
    },
  });
  try {
    const { store, why } = await openStore({ name, tell });
    expect(why).toMatchObject({ key: 'store.memory' });
    const tab = await tabOf(store);
    const { record } = await explained(tab, 3, sampled);
    expect(await explained(tab, 3, sampled)).toEqual({ record, from: 'kept', calls: 0 });
    expect(told).toEqual([]);
  } finally {
    if (own) Object.defineProperty(window, 'indexedDB', own);
    else Reflect.deleteProperty(window, 'indexedDB');
  }
});
