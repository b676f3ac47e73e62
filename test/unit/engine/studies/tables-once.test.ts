import { expect, test } from 'vitest';
import { parseCsv } from '../../../../src/data/tables/csv.ts';
import type { FileSource } from '../../../../src/engine/protocol.ts';
import { createTablesOnce } from '../../../../src/engine/studies/tables-once.ts';

/** A reader that counts what it reads. */
function reader() {
  const once = createTablesOnce();
  let count = 0;
  const read = (source: FileSource) =>
    once(source, async (given) => {
      count++;
      const bytes = 'data' in given && given.data instanceof ArrayBuffer ? given.data : new ArrayBuffer(0);
      return parseCsv(new Uint8Array(bytes.byteLength > 0 ? bytes : new TextEncoder().encode('x\n1\n')), given.name);
    });
  return { read, count: () => count };
}

const file = (text: string, name = 'rows.csv') => ({ name, data: new Blob([text]) });

test('the same file is read once, at the same time and later', async () => {
  const { read, count } = reader();
  const tables = await Promise.all([read(file('x\n1\n')), read(file('x\n1\n'))]);
  tables.push(await read(file('x\n1\n')));
  expect(count()).toBe(1);
  expect(new Set(tables).size).toBe(1);
  expect(tables[0].cells).toHaveLength(1);
});

test('other contents, another name, and what is at an address are read by themselves', async () => {
  const { read, count } = reader();
  await read(file('x\n1\n'));
  await read(file('x\n2\n'));
  await read(file('x\n1\n', 'other.csv'));
  for (let time = 0; time < 2; time++) await read({ name: 'rows.csv', url: 'https://example.org/rows.csv' });
  expect(count()).toBe(5);
});

test('what could not be read is read anew', async () => {
  const once = createTablesOnce();
  const bad = () => Promise.reject(new Error('bad'));
  await expect(once(file('x\n1\n'), bad)).rejects.toThrow('bad');
  expect((await once(file('x\n1\n'), async () => parseCsv(new TextEncoder().encode('x\n1\n'), 'rows.csv'))).file).toBe(
    'rows.csv',
  );
});
