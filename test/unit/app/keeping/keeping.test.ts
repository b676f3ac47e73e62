import { beforeEach, expect, it, vi } from 'vitest';
import { createKeeping } from '../../../../src/app/keeping/keeping.ts';
import { createStore } from '../../../../src/app/store.ts';

const openings: { resolve: (opened: unknown) => void; reject: (error: Error) => void }[] = [];
vi.mock('../../../../src/app/keeping/library.ts', () => ({
  openStore: () => new Promise((resolve, reject) => openings.push({ resolve, reject })),
}));

const emptyStore = {
  watch: () => () => {},
  list: async () => [],
  get: async () => undefined,
  fileNames: async () => [],
  usage: async () => ({ bytes: 0, room: 1 }),
};

beforeEach(() => void openings.splice(0));

it('an opening that fails late does not have the store that was opened since opened once more', async () => {
  vi.stubGlobal('indexedDB', { databases: async () => [{ name: 'oriel' }] });
  const keeping = createKeeping({
    app: createStore(),
    session: { requestsOf: async () => [] },
    bringBack: async () => {},
  });
  const first = keeping.readKept();
  await vi.waitFor(() => expect(openings).toHaveLength(1));
  const forgotten = keeping.forget();
  const second = keeping.readKept();
  await vi.waitFor(() => expect(openings).toHaveLength(2));
  openings[0].reject(new Error('denied'));
  await Promise.all([first, forgotten]);
  openings[1].resolve({ store: emptyStore, why: null });
  await second;
  await keeping.readKept();
  expect(openings).toHaveLength(2);
  vi.unstubAllGlobals();
});
