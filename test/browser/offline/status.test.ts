import { afterEach, expect, test, vi } from 'vitest';
import { newsOf } from '../../../src/offline/can-keep.ts';
import { createOffline, type OfflineStatus } from '../../../src/offline/offline.ts';
import { createShelf, nothingWanted } from '../../../src/offline/shelf.ts';

const scope = new URL('/a page of the tests/', location.href).href;

afterEach(() => vi.restoreAllMocks());

test('what is heard last is what is so, however long it took to find out what was so before', async () => {
  const shelf = createShelf(scope);
  await shelf.write({ ...nothingWanted, current: 'first' });
  await shelf.keepList({
    schema: 'oriel.files/1',
    version: 'first',
    created: '2026-01-01T00:00:00Z',
    files: [],
  });
  const offline = createOffline({ scope });
  const heard: OfflineStatus['state'][] = [];
  offline.subscribe(({ state }) => heard.push(state));
  // The first look finds what is kept, and is slow.
  const match = caches.match.bind(caches);
  let answer = () => {};
  const slow = new Promise<void>((resolve) => {
    answer = resolve;
  });
  vi.spyOn(caches, 'match').mockImplementationOnce(async (...asked) => {
    const found = await match(...asked);
    await slow;
    return found;
  });
  const another = new BroadcastChannel(newsOf(scope));
  another.postMessage({ type: 'status' });
  await expect.poll(() => vi.mocked(caches.match).mock.calls.length).toBe(1);
  await offline.forget();
  answer();
  await expect.poll(() => heard.at(-1)).toBe('off');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(heard.at(-1)).toBe('off');
  another.close();
  offline.close();
});
