import { afterEach, expect, test } from 'vitest';
import { whatIsStored } from '../../../src/app/privacy/stored.ts';
import { createShelf } from '../../../src/offline/shelf.ts';

const OTHERS = 'of another page';
const shelf = createShelf(new URL('/stored-test/', location.href).href);
afterEach(async () => {
  for (const name of ['oriel.theme', OTHERS]) localStorage.removeItem(name);
  await Promise.all([shelf.remove(), caches.delete(OTHERS)]);
});

test('what other pages of the same origin keep is not counted', async () => {
  const others = await caches.open(OTHERS);
  const before = await whatIsStored();
  localStorage.setItem('oriel.theme', 'dark');
  localStorage.setItem(OTHERS, 'much');
  await others.put('/other', new Response('x'.repeat(10_000)));
  await shelf.keepOther('one', new Response('x'.repeat(500)));
  const after = await whatIsStored();
  const more = (what: 'files' | 'settings') => ({
    count: Number(after[what]?.count) - Number(before[what]?.count),
    bytes: Number(after[what]?.bytes) - Number(before[what]?.bytes),
  });
  expect(more('settings')).toEqual({ count: 1, bytes: 2 * 'oriel.themedark'.length });
  expect(more('files')).toEqual({ count: 1, bytes: 500 });
});
