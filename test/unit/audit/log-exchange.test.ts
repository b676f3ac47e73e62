// A log that is taken in: whoever adds to the store's own log meanwhile breaks neither.

import { expect, test } from 'vitest';
import { entriesIn, logText, mergeLog } from '../../../src/audit/log-exchange.ts';
import { createLog } from '../../../src/store/log.ts';
import { openMemoryStore } from '../../../src/store/memory.ts';
import type { Store } from '../../../src/store/store.ts';

const noted = (text: string) => ({ kind: 'note', text }) as const;

/** A store whose log has two entries, and the text of a log that goes on after them. */
async function begun() {
  const other = openMemoryStore();
  const log = createLog(other);
  for (const text of ['a', 'b']) await log.append(noted(text));
  const shared = logText(await entriesIn(other));
  for (const text of ['c', 'd', 'e']) await log.append(noted(text));
  const store = openMemoryStore();
  expect(await mergeLog(store, shared)).toEqual({ added: 2, present: 0 });
  return { store, text: logText(await entriesIn(other)) };
}

const textsIn = async (store: Store) => (await entriesIn(store)).map(({ text }) => text);

test('an entry that is added while a log is taken in comes after it', async () => {
  const { store, text } = await begun();
  const log = createLog(store);
  const taken: Promise<unknown>[] = [];
  // Once the merge has looked at what is here, the entry would have the number of its first.
  const { put } = store;
  const watched: Pick<Store, 'get' | 'put'> = store;
  watched.put = (async (...given: Parameters<Store['put']>) => {
    if (taken.length === 0) {
      taken.push(log.append(noted('meanwhile')));
      for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    return put(...given);
  }) as Store['put'];
  expect(await mergeLog(watched, text)).toEqual({ added: 3, present: 2 });
  await Promise.all(taken);
  expect(taken).toHaveLength(1);
  expect(await textsIn(store)).toEqual(['a', 'b', 'c', 'd', 'e', 'meanwhile']);
  expect(await log.verify()).toEqual({ entries: 6, at: null });
});

test.each([
  [2, 0],
  [3, 1],
])('where another tab adds entry %s meanwhile, nothing is taken from there on', async (n, added) => {
  const { store, text } = await begun();
  // Another tab's log knows no turn of this one's.
  const tab = createLog({ ...store });
  const { put } = store;
  const watched: Pick<Store, 'get' | 'put'> = {
    get: store.get,
    put: (async (...given: Parameters<Store['put']>) => {
      if (given[1].endsWith(String(n))) await tab.append(noted('of another tab'));
      return put(...given);
    }) as Store['put'],
  };
  expect(await mergeLog(watched, text)).toEqual({ other: n, added });
  expect(await textsIn(store)).toEqual(['a', 'b', 'c'].slice(0, n).concat('of another tab'));
  expect(await tab.verify()).toEqual({ entries: n + 1, at: null });
});

test('what another tab took in of the same log is there', async () => {
  const { store, text } = await begun();
  const both = await Promise.all([mergeLog({ ...store }, text), mergeLog({ ...store }, text)]);
  expect(both.map((merged) => 'added' in merged && 'present' in merged && merged.added)).toContain(3);
  expect(both.some((merged) => 'other' in merged)).toBe(false);
  expect(await createLog(store).verify()).toEqual({ entries: 5, at: null });
});
