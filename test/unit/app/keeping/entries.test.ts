import { expect, test } from 'vitest';
import { allEntries, keptCard, withEntry } from '../../../../src/app/keeping/entries.ts';
import { openMemoryStore } from '../../../../src/store/memory.ts';
import { madeRecord } from '../../store/made.ts';
import { creditCard } from '../make.ts';

test('all that is kept is listed, the newest first, also what lies on several pages', async () => {
  const store = openMemoryStore();
  const ids: string[] = [];
  for (let number = 0; number < 401; number++) {
    const record = await madeRecord(number);
    await store.put('record', record.id, { record }, { kept: 1000 + number });
    ids.unshift(record.id);
  }
  const entries = await allEntries(store);
  expect(entries.map(({ record }) => record.id)).toEqual(ids);
  expect(entries[0].kept).toBe(1400);
});

test('an entry that comes back stands where it was, and one that goes is not there', async () => {
  const entries = await Promise.all([5, 4, 3].map(async (kept) => ({ kept, record: await madeRecord(kept) })));
  const without = withEntry(entries, entries[1].record.id, null);
  expect(without).toEqual([entries[0], entries[2]]);
  expect(withEntry(without, entries[1].record.id, entries[1])).toEqual(entries);
  expect(withEntry(entries, entries[1].record.id, entries[1])).toEqual(entries);
});

test('a card is kept with an explanation for its words, and one that cannot be read is left out', async () => {
  const translated = { ...creditCard, translations: { de: { name: 'Kredit' } } };
  const store = openMemoryStore();
  const record = await madeRecord(1);
  const keptWith = async (card?: ReturnType<typeof keptCard>) => {
    await store.put('record', record.id, { record, card });
    const [entry] = await allEntries(store);
    return entry.card;
  };
  for (const card of [creditCard, translated]) expect(await keptWith(keptCard(card))).toEqual(card);
  expect(await keptWith({ name: 'no card' })).toBeNull();
  expect(await keptWith()).toBeNull();
});
