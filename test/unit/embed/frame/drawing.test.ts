import { expect, test } from 'vitest';
import { inDrawing } from '../../../../src/embed/frame/drawing.ts';
import { createStore } from '../../../../src/look/store.ts';

test('what changes at one time is drawn once, after what was sent meanwhile', async () => {
  const store = createStore({ row: 0, done: false });
  const seen: unknown[] = [];
  const drawing = inDrawing(store);
  drawing.subscribe((state) => seen.push(['first', state]));
  drawing.subscribe((state) => seen.push(['second', state]));
  store.set({ row: 1 });
  store.set({ done: true });
  await Promise.resolve().then(() => seen.push('sent'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  const drawn = { row: 1, done: true };
  expect(seen).toEqual(['sent', ['first', drawn], ['second', drawn]]);
  store.set({ row: 2 });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(seen.slice(3)).toEqual([
    ['first', { row: 2, done: true }],
    ['second', { row: 2, done: true }],
  ]);
});
