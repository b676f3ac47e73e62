// An explanation is an asset: found again, reused instead of computed, continued instead of
// restarted. By the real engine, on models of public/examples.

import { afterEach, describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../../src/store/memory.ts';
import { given, openLibrary } from './support.ts';

const opened: ReturnType<typeof openLibrary>[] = [];
afterEach(async () => {
  for (const { oriel } of opened.splice(0)) await oriel.close();
});

const files = [given('credit/mlp.onnx'), given('credit/data.csv'), given('credit/mlp.card.json')];

async function credit(parts: Parameters<typeof openLibrary>[0] = {}) {
  const library = openLibrary(parts);
  opened.push(library);
  return { ...library, model: await library.oriel.open(files) };
}

const sampled = { explainer: 'kernel-shap', budget: { samples: 128, error: 0 }, curves: false } as const;

describe('a request that was answered before', () => {
  test('is answered by the record that is kept, and nothing is computed', async () => {
    const { model, asked } = await credit();
    const first = model.explain(3, sampled);
    const record = await first.result;
    expect(first.status()).toMatchObject({ state: 'done', from: 'computed' });
    const { explained, valued } = asked;
    const second = model.explain(3, sampled);
    expect(await second.result).toEqual(record);
    expect(second.status()).toMatchObject({ state: 'done', from: 'kept', calls: 0 });
    expect(second.status().keptAt).toBeGreaterThan(0);
    expect(asked).toMatchObject({ explained, valued });
    expect(await second.id).toBe(await first.id);
  });

  test('is answered after a reload, from the store', async () => {
    const store = openMemoryStore();
    const before = await credit({ store });
    const record = await before.model.explain(3, sampled).result;
    const after = await credit({ store });
    expect(await after.model.explain(3, sampled).result).toEqual(record);
    expect(after.asked.explained).toBe(0);
    await store.close();
  });

  test('by another row of equal cells has that row, and the id of a new record', async () => {
    const { model, oriel } = await credit();
    const cells = await model.row(3);
    const typed = await model.explain(cells, sampled).result;
    const found = model.explain(3, sampled);
    const record = await found.result;
    expect(found.status().from).toBe('kept');
    expect(record.input).toMatchObject({ row: 3 });
    const anew = await credit();
    expect(record.id).toBe((await anew.model.explain(3, sampled).result).id);
    expect(record.id).not.toBe(typed.id);
    expect((await oriel.records.get(record.id))?.record).toEqual(record);
    const changes: unknown[] = [];
    oriel.store.watch((change) => changes.push(change));
    expect(await model.explain(3, sampled).result).toEqual(record);
    expect(changes).toEqual([]);
  });

  test('is computed anew where that is wished', async () => {
    const { model, asked } = await credit();
    const record = await model.explain(3, sampled).result;
    const { valued } = asked;
    const again = await model.explain(3, { ...sampled, fresh: true }).result;
    expect(asked).toMatchObject({ explained: 2, valued: 2 * valued });
    expect(again.id).toBe(record.id);
  });
});

describe('what is kept is made use of', () => {
  const permuted = { explainer: 'permutation-shap', curves: false } as const;

  test('a record of more samples answers a request for fewer', async () => {
    const { model, asked } = await credit();
    const most = await model.explain(3, { ...permuted, budget: { samples: 400, error: 0 } }).result;
    const fewer = model.explain(3, { ...permuted, budget: { samples: 200, error: 0 } });
    expect(await fewer.result).toEqual(most);
    expect(fewer.status().from).toBe('reused');
    expect(asked.explained).toBe(1);
  });

  test('a longer run goes on where a shorter one ended, also after a reload, to the same bits', async () => {
    const store = openMemoryStore();
    const before = await credit({ store });
    const short = await before.model.explain(3, { ...permuted, budget: { samples: 200, error: 0 } }).result;
    const after = await credit({ store });
    const longer = after.model.explain(3, { ...permuted, budget: { samples: 400, error: 0 } });
    const record = await longer.result;
    expect(longer.status().from).toBe('continued');
    expect(longer.status().calls).toBeLessThan(record.calls - short.calls / 2);
    const anew = await credit();
    const fresh = await anew.model.explain(3, { ...permuted, budget: { samples: 400, error: 0 } }).result;
    expect(record.id).toBe(fresh.id);
    expect(after.asked.valued).toBeLessThan(anew.asked.valued);
    await store.close();
  });
});

describe('an explanation in limited time', () => {
  test('is continued, and never answers where the bits are to be those of anybody', async () => {
    const { model, oriel } = await credit();
    const inTime = { ...sampled, budget: { ...sampled.budget, milliseconds: 60_000 } };
    const first = model.explain(3, inTime);
    const hurried = await first.result;
    expect((await oriel.records.get(hurried.id))?.repeatable).toBe('no');
    const more = model.explain(3, { ...sampled, budget: { samples: 256, error: 0 } });
    const record = await more.result;
    expect(more.status().from).toBe('continued');
    expect((await oriel.records.get(record.id))?.repeatable).toBeUndefined();
    const toTheBit = model.explain(3, { ...sampled, backend: 'wasm' });
    expect(await toTheBit.id).toBe(await first.id);
    expect(await toTheBit.result).toEqual(record);
    expect(toTheBit.status().from).toBe('reused');
  });
});

describe('what is kept', () => {
  test('is nothing until told, where only what is asked for is kept; the session still knows it', async () => {
    const store = openMemoryStore();
    const { model, oriel, asked } = await credit({ store, keep: 'asked' });
    const job = model.explain(3, sampled);
    const record = await job.result;
    expect((await store.usage()).bytes).toBe(0);
    expect(await oriel.records.list()).toEqual([]);
    await model.explain(3, sampled).result;
    expect(asked.explained).toBe(1);
    await oriel.records.keep(job);
    expect((await oriel.records.list()).map(({ id, pinned }) => ({ id, pinned }))).toEqual([
      { id: record.id, pinned: true },
    ]);
    const after = await credit({ store, keep: 'asked' });
    expect(await after.model.explain(3, sampled).result).toEqual(record);
    expect(after.asked.explained).toBe(0);
    await store.close();
  });

  test('moves to another Oriel as a zip', async () => {
    const first = await credit();
    const record = await first.model.explain(3, sampled).result;
    const second = await credit();
    const { added, refused } = await second.oriel.records.import(await first.oriel.records.export());
    expect({ added, refused }).toEqual({ added: 1, refused: [] });
    expect(await second.model.explain(3, sampled).result).toEqual(record);
    expect(second.asked.explained).toBe(0);
    expect(await second.oriel.records.delete(record.id)).toBe(true);
    await second.model.explain(3, sampled).result;
    expect(second.asked.explained).toBe(1);
  });
});

describe('a job is found by its id', () => {
  test('while it runs, when it has ended, and after a reload', async () => {
    const store = openMemoryStore();
    const { model, oriel } = await credit({ store });
    const job = model.explain(3, sampled);
    const id = await job.id;
    expect(await oriel.job(id)).toBe(job);
    const record = await job.result;
    const after = await credit({ store });
    const found = await after.oriel.job(id);
    expect(await found?.result).toEqual(record);
    expect(found?.status()).toMatchObject({ state: 'done', from: 'kept' });
    expect(await after.oriel.job('0'.repeat(32))).toBeNull();
    await store.close();
  });
});
