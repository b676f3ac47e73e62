import { expect, test } from 'vitest';
import { openMemoryStore } from '../../../src/store/memory.ts';
import { madeRecord } from './made.ts';
import { storeSuite } from './suite.ts';

storeSuite('memory', { open: async (options) => openMemoryStore(options), again: null });

test('where thousands are kept, some go at once, those that were used least lately', async () => {
  const records = await Promise.all(Array.from({ length: 1650 }, (_, number) => madeRecord(10_000 + number)));
  const first = openMemoryStore();
  await first.put('record', records[0].id, { record: records[0] });
  const { bytes: size } = await first.usage();
  const told: unknown[] = [];
  const store = openMemoryStore({ room: 1600 * size, tell: (text) => told.push(text) });
  for (const record of records) await store.put('record', record.id, { record });
  const { entries, bytes } = await store.usage();
  expect(bytes).toBeLessThanOrEqual(1600 * size);
  // A thirty-second of the room is fifty of them, and one goes for the next.
  expect(told).toHaveLength(1);
  expect(entries.record).toBe(1650 - 51);
  const kept = new Set((await store.list('record')).map(({ key }) => key));
  // Those of the same millisecond go in the order of their ids.
  expect(records.slice(200).every(({ id }) => kept.has(id))).toBe(true);
});
