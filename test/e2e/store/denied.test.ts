// Browsers that deny storage, or have none left.

import type { Browser, BrowserContext, Frame, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launch } from '../browser.ts';
import { deniedDatabases } from '../denied-database.ts';
import { serveStore } from './served.ts';

let browser: Browser;
let server: Awaited<ReturnType<typeof serveStore>>;
let context: BrowserContext;
beforeAll(async () => {
  [server, browser] = await Promise.all([serveStore(), launch()]);
});
afterEach(() => context.close());
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function visit(path = ''): Promise<Page> {
  context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.url + path);
  return page;
}

/** Opens the store, keeps a record, and says where it was kept and why there. */
async function keepOne(frame: Frame): Promise<{ where: string; why: unknown; records: number }> {
  await frame.waitForFunction(() => window.tools);
  return frame.evaluate(async () => {
    const { openStore, madeRecord } = window.tools;
    const { store, why } = await openStore();
    const record = await madeRecord(1);
    await store.put('record', record.id, { record });
    return { where: store.where, why, records: (await store.list('record')).length };
  });
}

const denied = { where: 'memory', why: { key: 'store.memory', values: { why: { key: 'store.denied' } } }, records: 1 };

test('where the browser allows it, it is kept there', async () => {
  const page = await visit();
  expect(await keepOne(page.mainFrame())).toEqual({ where: 'browser', why: null, records: 1 });
});

test('a sandboxed frame keeps in memory, and says why', async () => {
  const page = await visit('host');
  const frame = page.frame({ name: 'inner' });
  expect(await keepOne(frame as Frame)).toEqual(denied);
});

test.each(deniedDatabases)('a browser whose database %s: the same', async (_, spoil) => {
  context = await browser.newContext();
  await context.addInitScript(spoil);
  const page = await context.newPage();
  await page.goto(server.url);
  expect(await keepOne(page.mainFrame())).toEqual(denied);
});

/** A page whose origin may keep so many bytes. */
async function limited(quotaSize: number): Promise<Page> {
  context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  // Before its first use: the database keeps its idea of free space for a while.
  await session.send('Storage.overrideQuotaForOrigin', { origin: server.url.slice(0, -1), quotaSize });
  await page.goto(server.url);
  await page.waitForFunction(() => window.tools);
  return page;
}

test('where the quota is used up, the least recently used goes, and what is pinned stays', async () => {
  const page = await limited(3_000_000);
  const result = await page.evaluate(async () => {
    const { openStore, noise, madeRequest } = window.tools;
    const told: string[] = [];
    const { store } = await openStore({ tell: ({ key }) => told.push(key) });
    const state = (seed: number) => ({ values: noise(100_000, seed) });
    const ids: string[] = [];
    for (let seed = 0; seed < 60; seed++) {
      const { id, value } = await madeRequest('x', { seed });
      await store.put('request', id, { ...value, state: state(seed) }, { pinned: seed === 0 });
      ids.push(id);
    }
    const there = (await store.list('request')).map(({ key }) => key);
    const sizes: number[] = [];
    for (const { value } of await store.list('request'))
      sizes.push((value.state as { values: Uint8Array }).values.length);
    return {
      told: [...new Set(told)],
      pinned: there.includes(ids[0]),
      last: there[0] === ids[59],
      gone: !there.includes(ids[1]),
      whole: sizes.every((size) => size === 100_000),
    };
  });
  expect(result).toEqual({ told: ['store.gone'], pinned: true, last: true, gone: true, whole: true });
});

test('where nothing may go, the caller is told and everything is still there', async () => {
  const page = await limited(2_000_000);
  const result = await page.evaluate(async () => {
    const { openStore, noise, madeModel, madeRecord } = window.tools;
    const { store } = await openStore();
    const before: string[] = [];
    for (let number = 0; number < 5; number++) {
      const record = await madeRecord(number);
      await store.put('record', record.id, { record }, { pinned: number < 3 });
      before.unshift(JSON.stringify(record));
    }
    const attempt = async (work: () => Promise<unknown>) => {
      try {
        await work();
        return 'done';
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    const large = noise(4_000_000);
    const model = await madeModel(large);
    const fits = noise(50_000);
    const small = await madeModel(fits);
    return {
      model: await attempt(() => store.put('model', model.sha256, model, { files: [large] })),
      setting: await attempt(() => store.put('setting', 's', { large })),
      small: await attempt(() => store.put('model', small.sha256, small, { files: [fits] })),
      left: (await store.file(model.sha256)) === undefined && (await store.get('model', model.sha256)) === undefined,
      same: (await store.list('record')).map(({ value }) => JSON.stringify(value.record)).join() === before.join(),
    };
  });
  expect(result).toEqual({
    model: 'failure-store-full',
    setting: 'failure-store-full',
    small: 'done',
    left: true,
    same: true,
  });
});

test('where not one byte may be kept, the caller is told', async () => {
  const page = await limited(1);
  await expect(keepOne(page.mainFrame())).rejects.toThrow('There is no room to keep explanation');
});
