// What every store must do, wherever it keeps things.

import { afterEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../src/catalogue/message.ts';
import { canonicalJson } from '../../../src/records/canonical.ts';
import { logKey, type ValueOf } from '../../../src/store/kinds.ts';
import { pack } from '../../../src/store/plain.ts';
import type { Change, Store, StoreOptions } from '../../../src/store/store.ts';
import { clock, hashOf, MODEL, madeModel, madeRecord, madeRequest, noise, OTHER_MODEL } from './made.ts';

export interface Place {
  /** An empty store in a place of its own. */
  open(options: StoreOptions): Promise<Store>;
  /** The same place once more, after it was closed; null where nothing lasts. */
  again: ((options: StoreOptions) => Promise<Store>) | null;
  /** Removes the place. */
  remove?(): Promise<void>;
}

const json = (value: unknown): string => canonicalJson(pack(value));

export const logEntry = (n: number, hash = 'f'.repeat(64)): ValueOf<'log'> => ({
  schema: 'oriel.log/1',
  n,
  time: '2026-01-01T00:00:00.000Z',
  kind: 'note',
  text: 'seen',
  previous: '0'.repeat(64),
  hash,
});

export function storeSuite(name: string, place: Place): void {
  let store: Store | null = null;
  const told: Message[] = [];
  const open = async (options: StoreOptions = {}): Promise<Store> => {
    told.length = 0;
    store = await place.open({ now: clock(), tell: (message) => told.push(message), ...options });
    return store;
  };
  const put = async (to: Store, number: number, options = {}): Promise<string> => {
    const record = await madeRecord(number);
    await to.put('record', record.id, { record }, options);
    return record.id;
  };
  const keys = async (of: Store): Promise<string[]> => (await of.list('record')).map(({ key }) => key);

  describe(name, () => {
    afterEach(async () => {
      await store?.close();
      await place.remove?.();
      store = null;
    });

    test('gives back what was put, to the byte, of every kind', async () => {
      const to = await open();
      const record = await madeRecord(1);
      const request = await madeRequest(record.id);
      const bytes = noise(10_000);
      const model = await madeModel(bytes);
      const table = { sha256: await hashOf(noise(10)), name: 't.csv', model: MODEL, files: [] };
      await to.put('record', record.id, { record, repeatable: 'within-tolerance' });
      await to.put('request', request.id, request.value);
      await to.put('model', model.sha256, model, { files: [bytes] });
      await to.put('table', table.sha256, table);
      await to.put('log', logKey(0), logEntry(0));
      await to.put('setting', 'lang', { chosen: 'de', $: 1 });
      const check = async (from: Store) => {
        const back = await from.get('record', record.id);
        expect(json(back?.value)).toBe(json({ record, repeatable: 'within-tolerance' }));
        const state = (await from.get('request', request.id))?.value.state as { values: Float64Array };
        expect(state).toEqual(request.value.state);
        expect(Object.is(state.values[1], -0)).toBe(true);
        // A part of an array does not bring the whole buffer.
        expect(state.values.buffer.byteLength).toBe(32);
        expect((await from.get('model', model.sha256))?.value).toEqual(model);
        expect(await from.file(model.sha256)).toEqual(bytes);
        expect((await from.get('table', table.sha256))?.value).toEqual(table);
        expect((await from.get('log', logKey(0)))?.value).toEqual(logEntry(0));
        expect((await from.get('setting', 'lang'))?.value).toEqual({ chosen: 'de', $: 1 });
        expect((await from.usage()).entries).toEqual({ record: 1, request: 1, model: 1, table: 1, log: 1, setting: 1 });
      };
      await check(to);
      if (!place.again) return;
      await to.close();
      store = await place.again({});
      await check(store);
    });

    test('has nothing where nothing was put', async () => {
      const to = await open();
      expect(await to.get('record', 'x')).toBeUndefined();
      expect(await to.file('0'.repeat(64))).toBeUndefined();
      expect(await to.list('record')).toEqual([]);
      expect(await to.delete('record', 'x')).toBe(false);
      expect((await to.usage()).bytes).toBe(0);
    });

    test('keeps a copy, which later changes of the value do not reach', async () => {
      const to = await open();
      const values = Float64Array.of(1, 2);
      await to.put('setting', 's', { values });
      values[0] = 9;
      const read = (await to.get('setting', 's'))?.value as { values: Float64Array };
      read.values[1] = 9;
      expect((await to.get('setting', 's'))?.value).toEqual({ values: Float64Array.of(1, 2) });
    });

    test('lists the newest first, in parts, and by what entries are about', async () => {
      const to = await open();
      const ids: string[] = [];
      for (let number = 0; number < 5; number++) ids.unshift(await put(to, number));
      const other = await madeRecord(9, { model: { name: 'o', sha256: OTHER_MODEL, format: 'onnx' } });
      await to.put('record', other.id, { record: other });
      expect(await keys(to)).toEqual([other.id, ...ids]);
      const about = `model ${MODEL}` as const;
      const first = await to.list('record', { about, limit: 2 });
      expect(first.map(({ key }) => key)).toEqual(ids.slice(0, 2));
      const rest = await to.list('record', { about, before: first[1] });
      expect(rest.map(({ key }) => key)).toEqual(ids.slice(2));
      expect(await to.list('record', { before: (await to.list('record'))[5] })).toEqual([]);
      const request = await madeRequest(ids[0]);
      await to.put('request', request.id, request.value);
      const found = await to.list('request', { about: `family ${request.value.family}` });
      expect(found.map(({ value }) => value.record)).toEqual([ids[0]]);
    });

    test('puts nothing where there is an entry, if told so', async () => {
      const to = await open();
      expect(await to.put('log', logKey(3), logEntry(3, '1'.repeat(64)), { unless: 'present' })).toBe(true);
      expect(await to.put('log', logKey(3), logEntry(3, '2'.repeat(64)), { unless: 'present' })).toBe(false);
      expect((await to.get('log', logKey(3)))?.value.hash).toBe('1'.repeat(64));
      await to.put('setting', 's', 'new', { kept: 50 });
      expect(await to.put('setting', 's', 'old', { kept: 49, unless: 'newer' })).toBe(false);
      expect(await to.put('setting', 's', 'newest', { kept: 51, unless: 'newer' })).toBe(true);
      expect(await to.get('setting', 's')).toMatchObject({ value: 'newest', kept: 51 });
    });

    test('lets only one of many at once take a place', async () => {
      const to = await open();
      const tries = Array.from({ length: 8 }, (_, i) =>
        to.put('log', logKey(0), logEntry(0, String(i).repeat(64)), { unless: 'present' }),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    });

    test('refuses what does not fit the schema, on writing and under a wrong key', async () => {
      const to = await open();
      const record = await madeRecord(1);
      const wrong = { record: { ...record, base: [] } };
      await expect(to.put('record', record.id, wrong)).rejects.toMatchObject({ code: 'failure-store-damaged' });
      await expect(to.put('record', 'x', { record })).rejects.toThrow('explanation x');
      expect(await to.usage()).toMatchObject({ bytes: 0 });
    });

    test('a record takes its requests with it, and nothing else', async () => {
      const to = await open();
      const [id, other] = [await put(to, 1), await put(to, 2)];
      const [request, kept] = [await madeRequest(id), await madeRequest(other, { seed: 2 })];
      await to.put('request', request.id, request.value);
      await to.put('request', kept.id, kept.value);
      expect(await to.delete('record', id)).toBe(true);
      expect((await to.list('request')).map(({ key }) => key)).toEqual([kept.id]);
      expect(await keys(to)).toEqual([other]);
    });

    test('the least recently used goes to make room, with its requests; what is pinned and the log stay', async () => {
      const size = await open().then(async (to) => {
        await put(to, 1);
        return (await to.usage()).bytes;
      });
      await store?.close();
      await place.remove?.();
      const to = await open({ room: size * 5.9 });
      await to.put('log', logKey(0), logEntry(0));
      const [pinned, first, second] = [await put(to, 10, { pinned: true }), await put(to, 11), await put(to, 12)];
      const request = await madeRequest(second);
      await to.put('request', request.id, { ...request.value, state: null });
      await to.get('record', first);
      await put(to, 13);
      const later = await put(to, 14);
      const there = await keys(to);
      expect(there).toContain(pinned);
      expect(there).toContain(first);
      expect(there).toContain(later);
      expect(there).not.toContain(second);
      expect(await to.list('request')).toEqual([]);
      expect(await to.list('log')).toHaveLength(1);
      expect((await to.usage()).bytes).toBeLessThanOrEqual(size * 5.9);
      expect(told.map(({ key }) => key)).toContain('store.gone');
    });

    test('where even that makes no room, nothing goes, and the caller is told', async () => {
      const to = await open({ room: 6_000 });
      const [pinned, other] = [await put(to, 1, { pinned: true }), await put(to, 2)];
      const big = { text: 'x'.repeat(6_000) };
      await expect(to.put('setting', 'big', big)).rejects.toMatchObject({ code: 'failure-store-full' });
      await expect(to.put('setting', 'big', { text: 'x'.repeat(3_500) }, { makeRoom: false })).rejects.toThrow(
        'no room',
      );
      expect(await keys(to)).toEqual([other, pinned]);
      await to.pin('record', other, true);
      await to.pin('record', pinned, false);
      await to.put('setting', 'big', { text: 'x'.repeat(3_500) });
      expect(await keys(to)).toEqual([other]);
    });

    test('bytes are kept once, and go with the last entry that names them', async () => {
      const to = await open();
      const bytes = noise(5_000);
      const model = await madeModel(bytes);
      const table = { sha256: await hashOf(noise(10)), name: 't', model: null, files: model.files };
      await expect(to.put('model', model.sha256, model)).rejects.toThrow('model.onnx is not there');
      expect(await to.get('model', model.sha256)).toBeUndefined();
      await to.put('model', model.sha256, model, { files: [bytes] });
      await to.put('table', table.sha256, table);
      await to.delete('model', model.sha256);
      expect(await to.file(model.sha256)).toEqual(bytes);
      await to.put('table', table.sha256, { ...table, files: [] });
      await to.put('model', model.sha256, model, { files: [bytes] });
      await to.delete('model', model.sha256);
      expect(await to.file(model.sha256)).toBeUndefined();
    });

    test('says which files are there, and hears of their bytes as they are written or found', async () => {
      const to = await open();
      const bytes = noise(3_000_000);
      const model = await madeModel(bytes);
      const heard: number[] = [];
      const options = { files: [bytes], wrote: (written: number) => heard.push(written) };
      for (const times of [1, 2]) {
        await to.put('model', model.sha256, model, options);
        expect(heard.reduce((sum, each) => sum + each, 0)).toBe(times * bytes.length);
      }
      expect(await to.fileNames()).toEqual([model.files[0].sha256]);
      await to.delete('model', model.sha256);
      expect(await to.fileNames()).toEqual([]);
    });

    test('a table that names other files drops those that it named before', async () => {
      const to = await open();
      const [first, second] = [noise(50, 1), noise(60, 2)];
      const file = async (bytes: typeof first) => ({ name: 'f', sha256: await hashOf(bytes), bytes: bytes.length });
      const table = { sha256: 'e'.repeat(64), name: 't', model: null, files: [await file(first)] };
      await to.put('table', table.sha256, table, { files: [first] });
      await to.put('table', table.sha256, { ...table, files: [await file(second)] }, { files: [second] });
      expect(await to.file(await hashOf(first))).toBeUndefined();
      expect(await to.file(await hashOf(second))).toEqual(second);
    });

    test('a table that names no files any more drops them', async () => {
      const to = await open();
      const bytes = noise(50);
      const file = { name: 'f', sha256: await hashOf(bytes), bytes: bytes.length };
      const table = { sha256: 'e'.repeat(64), name: 't', model: null, files: [file] };
      await to.put('table', table.sha256, table, { files: [bytes] });
      await to.put('table', table.sha256, { ...table, files: [] });
      expect(await to.file(file.sha256)).toBeUndefined();
    });

    test('a pin stays when an entry is put again', async () => {
      const to = await open();
      const id = await put(to, 1, { pinned: true });
      await put(to, 1);
      expect((await to.get('record', id))?.pinned).toBe(true);
      await put(to, 1, { pinned: false });
      expect((await to.get('record', id))?.pinned).toBe(false);
    });

    test('tells those who watch, until they stop', async () => {
      const to = await open();
      const seen: Change[] = [];
      const stop = to.watch((change) => seen.push(change));
      const id = await put(to, 1);
      await to.delete('record', id);
      await to.clear();
      stop();
      await put(to, 2);
      expect(seen).toEqual([
        { what: 'put', kind: 'record', key: id },
        { what: 'delete', kind: 'record', key: id },
        { what: 'clear', kind: null, key: null },
      ]);
    });

    test('forgets everything at once, and can be used again', async () => {
      const to = await open();
      const bytes = noise(50);
      const model = await madeModel(bytes);
      await to.put('model', model.sha256, model, { files: [bytes], pinned: true });
      await to.put('log', logKey(0), logEntry(0));
      await to.clear();
      expect(await to.usage()).toMatchObject({ bytes: 0, pinnedBytes: 0 });
      expect(await to.file(model.sha256)).toBeUndefined();
      const id = await put(to, 1);
      expect(await keys(to)).toEqual([id]);
    });

    test('does nothing once it is closed', async () => {
      const to = await open();
      await to.close();
      await to.close();
      await expect(put(to, 1)).rejects.toMatchObject({ code: 'failure-store-closed' });
      await expect(to.list('record')).rejects.toMatchObject({ code: 'failure-store-closed' });
      expect(told).toEqual([]);
    });
  });
}
