// What is written of a job under way, beside whoever else writes there or wants nothing of it kept.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepUnderWay } from '../../../src/library/under-way.ts';
import { putUnderWay } from '../../../src/library/under-way-entry.ts';
import { UNDER_WAY_SECONDS } from '../../../src/limits.ts';
import { openMemoryStore } from '../../../src/store/memory.ts';
import type { Store } from '../../../src/store/store.ts';
import { madeRequest } from '../store/made.ts';

let time = 1000;
let store: Store;
beforeEach(() => {
  store = openMemoryStore({ now: () => time });
});
afterEach(async () => {
  vi.useRealTimers();
  await store.close();
});

const id = '1'.repeat(32);
const answered = await madeRequest('r');
const wanted = { ...answered.value, id };
const asked = async () => ({ input: 3 });
const nothing = async () => null;

test('what another page has answered since is not under way again', async () => {
  const parts = { wanted, asked, known: nothing };
  const put = (since: number) => putUnderWay(store, parts, { since, wanted: () => true });
  await store.put('request', id, answered.value);
  // It is explained anew although it was answered before.
  expect(await put(2000)).toBe(true);
  expect((await store.get('request', id))?.value).toMatchObject({ record: 'r', asked: { input: 3 } });
  time = 3000;
  await store.put('request', id, answered.value);
  expect(await put(2000)).toBe(false);
  expect((await store.get('request', id))?.value.asked).toBeUndefined();
});

test('what another page answers while the engine says what it knows is not written over', async () => {
  const known = async () => {
    await store.put('request', id, answered.value);
    return null;
  };
  await putUnderWay(store, { wanted, asked, known }, { since: 0, wanted: () => true });
  expect((await store.get('request', id))?.value.record).toBe('r');
});

test('what is forgotten while it is being written stays forgotten', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const isWanted = vi.fn(() => true);
  let asks = 0;
  let answer = (): void => {};
  const known = () => {
    asks++;
    return new Promise<null>((resolve) => {
      answer = () => resolve(null);
    });
  };
  const underWay = keepUnderWay({ store: async () => store, isWanted }, { wanted, asked, known });
  vi.advanceTimersByTime(1000 * UNDER_WAY_SECONDS.first);
  vi.useRealTimers();
  await vi.waitFor(() => expect(asks).toBe(1));
  isWanted.mockReset().mockReturnValue(false);
  await store.clear();
  answer();
  await vi.waitFor(() => expect(isWanted).toHaveBeenCalled());
  expect(await underWay.stop()).toBe(false);
  expect(await store.list('request')).toEqual([]);
});
