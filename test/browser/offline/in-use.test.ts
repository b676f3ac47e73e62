import { expect, test } from 'vitest';
import { createInUse } from '../../../src/offline/in-use.ts';

const LOCK = 'a page of the tests';
const holders = async (): Promise<number> =>
  ((await navigator.locks.query()).held ?? []).filter(({ name }) => name === LOCK).length;

test('a page holds the lock as long as it is in use', async () => {
  const inUse = createInUse(LOCK);
  expect([inUse.now, await holders()]).toEqual([false, 0]);
  await inUse.set(true);
  await inUse.set(true);
  expect([inUse.now, await holders()]).toEqual([true, 1]);
  await inUse.set(false);
  expect([inUse.now, await holders()]).toEqual([false, 0]);
});

test('one that changed its mind while it waited for the lock lets go of all that it asked for', async () => {
  const inUse = createInUse(LOCK);
  let changed = () => {};
  const changes = new Promise<void>((resolve) => {
    changed = resolve;
  });
  const exchange = navigator.locks.request(LOCK, () => changes);
  const said = [true, false, true].map((now) => inUse.set(now));
  changed();
  await Promise.all([exchange, ...said]);
  expect([inUse.now, await holders()]).toEqual([true, 1]);
  await inUse.set(false);
  expect(await holders()).toBe(0);
});
