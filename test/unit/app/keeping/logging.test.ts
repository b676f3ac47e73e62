// The log of explanations as the page keeps it, in a store in memory.

import { expect, test, vi } from 'vitest';
import { createKeptStore, type Opened } from '../../../../src/app/keeping/kept-store.ts';
import { createLogging } from '../../../../src/app/keeping/logging.ts';
import { createStore } from '../../../../src/app/store.ts';
import { entriesIn, logText } from '../../../../src/audit/log-exchange.ts';
import { createLog } from '../../../../src/store/log.ts';
import { openMemoryStore } from '../../../../src/store/memory.ts';
import type { Store } from '../../../../src/store/store.ts';
import { madeRecord } from '../../store/made.ts';

async function page() {
  const app = createStore();
  const kept = createKeptStore(app, () => {});
  const logging = createLogging(app, kept);
  let all: Opened | undefined;
  await kept.work(async (opened) => {
    all = opened;
  });
  return { app, kept, logging, store: (all as Opened).store };
}

const idsIn = async (store: Store) => (await entriesIn(store)).map(({ record }) => record);

/** Resolves once all that was begun in the store is done. */
const settled = async () => {
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test('an explanation whose entry was not written gets one when it is shown again', async () => {
  const { app, logging, store } = await page();
  await logging.keepLog(true);
  const record = await madeRecord(1);
  const { put } = store;
  store.put = (async () => {
    throw new Error('no room');
  }) as Store['put'];
  logging.logShown(record);
  await vi.waitFor(() => expect(app.get().alerts).toHaveLength(1));
  await settled();
  store.put = put;
  expect(await idsIn(store)).toEqual([]);
  logging.logShown(record);
  await vi.waitFor(async () => expect(await idsIn(store)).toEqual([record.id]));
  logging.logShown(record);
  await settled();
  expect(await idsIn(store)).toEqual([record.id]);
});

test('a log that is taken in is not read anew for each of its entries', async () => {
  const { app, logging, store } = await page();
  const other = openMemoryStore();
  const log = createLog(other);
  for (let n = 0; n < 60; n++) await log.append({ kind: 'note', text: `${n}` });
  const file = new File([logText(await entriesIn(other))], 'log.jsonl');
  await logging.readLog();
  let [readings, now, most] = [0, 0, 0];
  const { list } = store;
  store.list = (async (...given: Parameters<Store['list']>) => {
    if (given[0] !== 'log' || given[1]?.limit === 1) return list(...given);
    readings++;
    most = Math.max(most, ++now);
    await settled();
    now--;
    return list(...given);
  }) as Store['list'];
  await logging.importLog(file);
  await settled();
  expect(most).toBe(1);
  expect(readings).toBeLessThan(10);
  // The last one knows all, and the entry that says that it was taken in.
  const { entries, checked, imported } = app.get().kept.log;
  expect(imported).toMatchObject({ added: 60, present: 0 });
  expect(entries?.map(({ n }) => n)).toEqual(Array.from({ length: 61 }, (_, n) => n));
  expect(checked).toMatchObject({ entries: 61, wrong: null });
});

test('what was forgotten is read no more', async () => {
  const { app, logging, store } = await page();
  await logging.addToLog('note', 'a', null);
  await logging.readLog();
  const { list } = store;
  const readings: string[] = [];
  store.list = (async (...given: Parameters<Store['list']>) => {
    readings.push(given[0]);
    await settled();
    return list(...given);
  }) as Store['list'];
  const asked = [logging.readLog(), logging.readLog(), logging.readLog()];
  await settled();
  logging.forgetLog();
  const before = app.get().kept.log;
  await Promise.all(asked);
  expect(readings).toEqual(['log']);
  expect(app.get().kept.log).toBe(before);
  await logging.readLog();
  expect(readings).toEqual(['log', 'log']);
});
