import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { english } from '../../../src/catalogue/english.ts';
import type { Message } from '../../../src/catalogue/message.ts';
import { canonicalJson } from '../../../src/records/canonical.ts';
import { exportAll } from '../../../src/store/exchange/export.ts';
import { importAll } from '../../../src/store/exchange/import.ts';
import { lineOf } from '../../../src/store/exchange/line.ts';
import { kinds, logKey, type ValueOf } from '../../../src/store/kinds.ts';
import { openMemoryStore } from '../../../src/store/memory.ts';
import { pack } from '../../../src/store/plain.ts';
import type { Store } from '../../../src/store/store.ts';
import { clock, hashOf, madeModel, madeRecord, madeRequest, noise } from './made.ts';
import { logEntry } from './suite.ts';

const memory = (room?: number): Store => openMemoryStore({ now: clock(), room });

async function zipOf(store: Store, tell?: (message: Message) => void): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of exportAll(store, tell)) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

/** An entry of the log with the hash that it must have. */
async function sealed(n: number, text: string): Promise<ValueOf<'log'>> {
  const { hash: _hash, ...entry } = { ...logEntry(n), text };
  return { ...entry, hash: await hashOf(strToU8(canonicalJson(entry)) as Uint8Array<ArrayBuffer>) };
}

/** One entry of every kind at least, and more than a page of records. */
async function filled(): Promise<Store> {
  const store = memory();
  let id = '';
  for (let number = 0; number < 205; number++) {
    const record = await madeRecord(number);
    await store.put('record', record.id, { record, repeatable: 'no' }, { pinned: number === 3 });
    id = record.id;
  }
  const request = await madeRequest(id);
  await store.put('request', request.id, request.value);
  // What looks like the signs within a zip.
  const bytes = new Uint8Array([...strToU8('PK\x07\x08PK\x01\x02PK\x03\x04'), ...noise(10_000)]);
  const model = await madeModel(bytes);
  await store.put('model', model.sha256, model, { files: [bytes] });
  const table = { sha256: 'e'.repeat(64), name: 't.csv', model: model.sha256, files: model.files };
  await store.put('table', table.sha256, table);
  await store.put('log', logKey(0), await sealed(0, 'seen'));
  await store.put('setting', 'place of a model', { row: 3 });
  return store;
}

async function contents(store: Store): Promise<string> {
  const all: unknown[] = [];
  for (const kind of kinds)
    for (const { key, kept, pinned, value } of await store.list(kind)) all.push({ kind, key, kept, pinned, value });
  return canonicalJson(pack(all));
}

/** The zip with some of its files changed. */
function altered(zip: Uint8Array, change: Readonly<Record<string, (text: string) => string>>): Uint8Array {
  const files = unzipSync(zip);
  for (const [name, edit] of Object.entries(change)) files[name] = strToU8(edit(strFromU8(files[name], true)), true);
  return zipSync(files);
}

describe('export and import', () => {
  test('everything comes back as it was, and the same store gives the same bytes', async () => {
    const from = await filled();
    const zip = await zipOf(from);
    expect(await zipOf(from)).toEqual(zip);
    const to = memory();
    expect(await importAll(to, zip, 'kept.zip')).toEqual({ added: 209, present: 0, refused: [] });
    expect(await contents(to)).toBe(await contents(from));
    const [model] = await to.list('model');
    expect(await to.file(model.key)).toEqual(await from.file(model.key));
    // Once more changes nothing.
    expect(await importAll(to, zip, 'kept.zip')).toEqual({ added: 0, present: 209, refused: [] });
    expect(await contents(to)).toBe(await contents(from));
  });

  test('what is newer here stays, what is newer there comes', async () => {
    const [from, to] = [memory(), memory()];
    await from.put('setting', 'place old', 'there', { kept: 10 });
    await from.put('setting', 'place new', 'there', { kept: 30 });
    await to.put('setting', 'place old', 'here', { kept: 20 });
    await to.put('setting', 'place new', 'here', { kept: 20 });
    expect(await importAll(to, await zipOf(from), 'z')).toMatchObject({ added: 1, present: 1 });
    expect((await to.get('setting', 'place old'))?.value).toBe('here');
    expect((await to.get('setting', 'place new'))?.value).toBe('there');
  });

  test('a person’s own choices are neither written into a file nor taken from one', async () => {
    const [from, to] = [memory(), memory()];
    await from.put('setting', 'keep models', true);
    await from.put('setting', 'place of a model', { row: 3 });
    const zip = await zipOf(from);
    expect(strFromU8(unzipSync(zip)['setting.jsonl'])).not.toContain('keep models');
    const [choice] = (await from.list('setting')).filter(({ key }) => key === 'keep models');
    const line = strFromU8(await lineOf(choice));
    const forged = altered(zip, { 'setting.jsonl': (text) => `${line}${text}` });
    expect(await importAll(to, forged, 'z')).toEqual({ added: 1, present: 0, refused: [] });
    expect((await to.list('setting')).map(({ key }) => key)).toEqual(['place of a model']);
  });

  test.each(['without its input', 'in full'])(
    'a record that is here stays, however new a record of its id %s claims to be',
    async (which) => {
      const [from, to] = [memory(), memory()];
      const record = await madeRecord(1);
      const poorer = { ...record, prediction: [9], input: { ...record.input, values: null } as typeof record.input };
      const there = which === 'in full' ? { ...record, milliseconds: 99 } : poorer;
      await from.put('record', record.id, { record: there }, { kept: 2 ** 52 });
      await to.put('record', record.id, { record });
      const before = await contents(to);
      expect(await importAll(to, await zipOf(from), 'z')).toEqual({ added: 0, present: 1, refused: [] });
      expect(await contents(to)).toBe(before);
    },
  );

  test('what is pinned here stays pinned, and what is pinned there is pinned from now on', async () => {
    const [from, to] = [memory(), memory()];
    for (const [key, here, there] of [
      ['place mine', true, false],
      ['place theirs', false, true],
      ['place nobody', false, false],
    ] as const) {
      await to.put('setting', key, 'here', { kept: 10, pinned: here });
      await from.put('setting', key, 'there', { kept: 20, pinned: there });
    }
    expect(await importAll(to, await zipOf(from), 'z')).toMatchObject({ added: 3 });
    const pinned = (await to.list('setting')).map((entry) => [entry.key, entry.value, entry.pinned]);
    expect(pinned.sort()).toEqual([
      ['place mine', 'there', true],
      ['place nobody', 'there', false],
      ['place theirs', 'there', true],
    ]);
  });

  test('what is damaged is refused by its name, and the rest is taken', async () => {
    const zip = await zipOf(await filled());
    const [damaged, other] = [await madeRecord(7), await madeRecord(8)];
    const [model] = Object.keys(unzipSync(zip)).filter((name) => name.startsWith('bytes/'));
    const to = memory();
    const { added, refused } = await importAll(
      to,
      altered(zip, {
        'record.jsonl': (text) =>
          text
            .split('\n')
            .map((line, i) => {
              if (line.includes(`"id":"${damaged.id}"`)) return line.replace('"base":[0.5]', '"base":[0.6]');
              if (line.includes(`"id":"${other.id}"`)) return line.slice(0, 100);
              return i === 0 ? `${line}\n{}` : line;
            })
            .join('\n'),
        [model]: (text) => text.replace('PK', 'pk'),
      }),
      'kept.zip',
    );
    expect(refused.map(({ what }) => english.text(what))).toEqual([
      'line 2 of record.jsonl',
      'line 198 of record.jsonl',
      `explanation ${damaged.id}`,
      `model ${model.slice(6)}`,
      `table ${'e'.repeat(64)}`,
    ]);
    expect(added).toBe(205);
    for (const { why } of refused) expect(english.text(why)).toMatch(/not what was written|is not there/);
    expect(await to.get('record', damaged.id)).toBeUndefined();
    expect(await to.file(model.slice(6))).toBeUndefined();
  });

  test('a record under another id, a request without its record, another log: refused', async () => {
    const from = memory();
    const record = await madeRecord(1);
    const forged = { ...record, id: '0'.repeat(32) };
    await from.put('record', forged.id, { record: forged });
    const without = { ...(await madeRecord(2)), id: '1'.repeat(32) };
    const removed = { ...without, input: { ...without.input, values: null } as typeof without.input };
    await from.put('record', removed.id, { record: removed });
    const request = await madeRequest('2'.repeat(32));
    await from.put('request', request.id, request.value);
    const other = await madeRequest(removed.id, { seed: 2 });
    await from.put('request', other.id, { ...other.value, family: request.value.family });
    await from.put('log', logKey(0), await sealed(0, 'there'));
    await from.put('log', logKey(1), await sealed(1, 'there'));
    await from.put('log', logKey(2), logEntry(2));
    const to = memory();
    const here = await sealed(0, 'here');
    await to.put('log', logKey(0), here);
    const { added, refused } = await importAll(to, await zipOf(from), 'kept.zip');
    // The input was removed on request: its id can no longer be checked.
    expect(added).toBe(2);
    expect((await to.list('record')).map(({ key }) => key)).toEqual([removed.id]);
    expect((await to.list('log')).map(({ value }) => value.text)).toEqual(['there', 'here']);
    expect(refused.map(({ what, why }) => `${english.text(what)}: ${why.key}`).sort()).toEqual(
      [
        `explanation ${forged.id}: store.changed`,
        `request ${request.id}: store.noRecord`,
        `request ${other.id}: store.changed`,
        `log entry ${logKey(0)}: store.otherLog`,
        `log entry ${logKey(2)}: store.changed`,
      ].sort(),
    );
  });

  test('where room is short, nothing goes for it', async () => {
    const zip = await zipOf(await filled());
    const to = memory(8_000);
    const mine = await madeRecord(1_000);
    await to.put('record', mine.id, { record: mine });
    const { added, refused } = await importAll(to, zip, 'kept.zip');
    expect(added).toBeGreaterThan(0);
    expect(refused.map(({ why }) => why.key)).toContain('error.failure-store-full');
    expect((await to.get('record', mine.id))?.value.record).toEqual(mine);
  });

  test('a file that is gone is told of, and the rest is written', async () => {
    const store = memory();
    const bytes = noise(10);
    const model = await madeModel(bytes);
    await store.put('model', model.sha256, model, { files: [bytes] });
    const told: Message[] = [];
    const zip = await zipOf({ ...store, file: async () => undefined }, (message) => told.push(message));
    expect(told.map(({ key }) => key)).toEqual(['error.failure-store-damaged']);
    expect(Object.keys(unzipSync(zip))).toContain('model.jsonl');
  });

  test.each([
    ['no zip', strToU8('PK nothing')],
    ['another zip', zipSync({ 'a.txt': strToU8('a') })],
    ['a later format', zipSync({ 'kept.json': strToU8('{"schema":"oriel.kept/2"}') })],
  ])('%s is refused as a whole', async (_, bytes) => {
    await expect(importAll(memory(), bytes, 'x.zip')).rejects.toMatchObject({ code: 'archive-unreadable' });
  });
});
