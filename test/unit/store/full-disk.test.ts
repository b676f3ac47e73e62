// A disk that is full at the moment of a write, however much this side has let go.

import { expect, test } from 'vitest';
import type { Message } from '../../../src/catalogue/message.ts';
import { OrielError } from '../../../src/errors.ts';
import type { Batch } from '../../../src/store/backing.ts';
import { withDefaults } from '../../../src/store/defaults.ts';
import { createStore } from '../../../src/store/front.ts';
import { memoryBacking } from '../../../src/store/memory.ts';
import { clock, madeModel, madeRecord, noise } from './made.ts';

/** A store with forty records, on a disk that refuses a write as often as `refusals` says. */
async function filled(refusals: number) {
  const backing = memoryBacking();
  const told: Message[] = [];
  let tries = 0;
  const write = async (batch: Batch): Promise<boolean> => {
    if (batch.put?.meta.key === 'new' || batch.put?.meta.kind === 'model') {
      tries++;
      if (tries <= refusals) throw new OrielError('failure-store-full', { what: 'disk' });
    }
    return backing.write(batch);
  };
  const parts = withDefaults({ now: clock(), tell: (message) => told.push(message) }, 'memory');
  const store = createStore({ ...backing, write }, parts);
  for (let number = 0; number < 40; number++) {
    const record = await madeRecord(number);
    await store.put('record', record.id, { record }, { pinned: number === 0 });
  }
  return { store, told, backing, tries: () => tries };
}

const numbers = async (store: Awaited<ReturnType<typeof filled>>['store']): Promise<number[]> =>
  (await store.list('record')).map(({ value }) => (value.record.input as { row: number }).row).reverse();

const all = Array.from({ length: 40 }, (_, number) => number);

test.each([1, 2, 3, 4])('refused %d times, it fits once enough of the oldest has gone', async (refusals) => {
  const { store, told, tries } = await filled(refusals);
  const text = 'x'.repeat(1_000);
  await store.put('setting', 'new', text);
  expect(tries()).toBe(refusals + 1);
  const left = await numbers(store);
  expect(left.length).toBeLessThan(40);
  expect(left).toEqual([0, ...all.slice(41 - left.length)]);
  expect(told).toEqual([{ key: 'store.gone', values: { entries: 40 - left.length } }]);
});

test('refused for good, everything that went comes back', async () => {
  const { store, told } = await filled(Number.POSITIVE_INFINITY);
  const before = await store.list('record');
  await expect(store.put('setting', 'new', 'x'.repeat(1_000))).rejects.toMatchObject({ code: 'failure-store-full' });
  expect(await store.list('record')).toEqual(before);
  expect(await numbers(store)).toEqual(all);
  expect(told).toEqual([]);
});

test('a model whose entry does not fit leaves no bytes behind', async () => {
  const { store, backing } = await filled(Number.POSITIVE_INFINITY);
  const bytes = noise(100);
  const model = await madeModel(bytes);
  const put = store.put('model', model.sha256, model, { files: [bytes] });
  await expect(put).rejects.toMatchObject({ code: 'failure-store-full' });
  expect(await backing.files.names()).toEqual([]);
  expect(await numbers(store)).toEqual(all);
});

test('another failure is passed on, and lets nothing go', async () => {
  const { store, backing } = await filled(0);
  const broken = createStore(
    { ...backing, write: () => Promise.reject(new OrielError('failure-store', { text: 'broken' })) },
    withDefaults({}, 'memory'),
  );
  await expect(broken.put('setting', 'new', 1)).rejects.toThrow('broken');
  expect(await numbers(store)).toEqual(all);
});

test('what went and does not come back is told of', async () => {
  const { store, told, backing } = await filled(0);
  const before = await numbers(store);
  const broken = new OrielError('failure-store', { text: 'broken' });
  let refused = 0;
  const worse = createStore(
    {
      ...backing,
      // From the first that goes on, nothing can be written any more.
      async write(batch) {
        if (batch.put?.meta.key === 'new' && refused++ === 0) throw new OrielError('failure-store-full', { what: '' });
        if (batch.put) throw broken;
        return backing.write(batch);
      },
    },
    withDefaults({ now: clock(), tell: (message) => told.push(message) }, 'memory'),
  );
  await expect(worse.put('setting', 'new', 'x'.repeat(1_000))).rejects.toBe(broken);
  const gone = before.length - (await numbers(store)).length;
  expect(gone).toBeGreaterThan(0);
  expect(told).toEqual([{ key: 'store.gone', values: { entries: gone } }]);
});

test('where files of what went cannot be removed, its entry comes back or is told of', async () => {
  const { store, told, backing } = await filled(0);
  const bytes = noise(2_000);
  const model = await madeModel(bytes);
  await store.put('model', model.sha256, model, { files: [bytes] });
  // It was used last: everything else goes first, for one entry that is larger than all of it.
  const broken = new OrielError('failure-store', { text: 'broken' });
  const stuck = createStore(
    {
      ...backing,
      files: { ...backing.files, remove: () => Promise.reject(broken) },
      async write(batch) {
        if (batch.put?.meta.key === 'new') throw new OrielError('failure-store-full', { what: '' });
        return backing.write(batch);
      },
    },
    withDefaults({ now: clock(), tell: (message) => told.push(message) }, 'memory'),
  );
  const all = (await store.usage()).bytes - (await store.usage()).pinnedBytes;
  await expect(stuck.put('setting', 'new', 'x'.repeat(all - 500))).rejects.toBe(broken);
  expect(await numbers(store)).toHaveLength(40);
  expect((await store.usage()).entries.model).toBe(0);
  expect(told).toEqual([{ key: 'store.gone', values: { entries: 1 } }]);
});
