import { expect, test } from 'vitest';
import { looksLikeRecord, readRecords } from '../../../src/records/read-records.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { recordId } from '../../../src/records/record-id.ts';
import { plainRecord } from '../support/record.ts';

const sealed = async (): Promise<Explanation> => {
  return { ...plainRecord, id: await recordId(plainRecord) };
};

test('a record is read as the page saves it, and as the command line writes several', async () => {
  const record = await sealed();
  const saved = `\ufeff${JSON.stringify(record, null, 2)}\n`;
  expect(looksLikeRecord(saved)).toBe(true);
  expect(await readRecords(saved)).toEqual([{ record, changed: false }]);
  const line = JSON.stringify(record);
  expect((await readRecords(`${line}\n${line}\n`)).map(({ changed }) => changed)).toEqual([false, false]);
});

test('a record that was changed is told by its id', async () => {
  const record = await sealed();
  const other = { ...record, base: record.base.map((value) => value + 1) };
  expect((await readRecords(JSON.stringify(other)))[0].changed).toBe(true);
});

test.each([
  ['half of one', (text: string) => text.slice(0, text.length / 2), /not whole JSON/],
  ['a field of another kind', (text: string) => text.replace(/"seed":\s*\d+/, '"seed":"x"'), /seed/],
  ['another version', (text: string) => text.replace('explanation/1', 'explanation/9'), /schema/],
])('%s is refused, and the message says why', async (_, damage, why) => {
  const text = damage(JSON.stringify(await sealed()));
  await expect(readRecords(text)).rejects.toMatchObject({ code: 'record-invalid' });
  await expect(readRecords(text)).rejects.toThrow(why);
});

test('a card is no record', () => {
  expect(looksLikeRecord('{ "schema": "oriel.card/1", "name": "x" }')).toBe(false);
});
