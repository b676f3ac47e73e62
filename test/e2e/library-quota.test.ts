// Where the browser has no room left, an explanation is given all the same, and what was kept before
// stays as it was.

import type { Browser, BrowserContext } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { openPackagePage, servePackage } from './package-page.ts';

let browser: Browser;
let server: Awaited<ReturnType<typeof servePackage>>;
beforeAll(async () => {
  [server, browser] = await Promise.all([servePackage(), launch()]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/**
 * `explain` gives a record, and says what was told meanwhile; `keep` pins it and its request; `fill`
 * leaves no room for a kilobyte; `kept` gives what is kept, as text.
 */
const tools = `
const told = [];
const store = await library.openBrowserStore({ tell: ({ key }) => told.push(key) });
const oriel = await library.createOriel({ store, workers: 1, tell: ({ key }) => told.push(key) });
const model = await oriel.open(['mlp.onnx', 'data.csv', 'mlp.card.json'].map(at));
const asked = { explainer: 'kernel-shap', backend: 'wasm', background: { rows: 10 }, budget: { samples: 2048, error: 0 }, curves: false };
window.tools = {
  async explain(row) {
    const job = model.explain(row, asked);
    const { input } = await job.result;
    return { row: input.row, from: job.status().from, told: told.splice(0) };
  },
  async keep(row) {
    const job = model.explain(row, asked);
    await oriel.records.keep(job);
    await store.pin('request', await job.id, true);
  },
  async fill() {
    let filled = 0;
    for (let size = 2 ** 16; size >= 2 ** 10; size /= 2)
      try {
        for (;;) await store.put('setting', String(filled++), crypto.getRandomValues(new Uint8Array(size)));
      } catch (error) {
        if (error.code !== 'failure-store-full') throw error;
      }
    told.length = 0;
  },
  kept: async () => (await oriel.records.list()).map(({ record }) => JSON.stringify(record)),
};
`;

interface Explained {
  readonly row: number;
  readonly from: string;
  readonly told: readonly string[];
}

/** A page whose origin may keep two megabytes. */
async function open(context: BrowserContext) {
  const page = await openPackagePage(context, server.url, tools, async (before) => {
    const session = await context.newCDPSession(before);
    // Before its first use: the database keeps its idea of free space for a while.
    const origin = server.url.slice(0, -1);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 });
  });
  return {
    explain: (row: number) => page.evaluate<Explained>(`tools.explain(${row})`),
    keep: (row: number) => page.evaluate(`tools.keep(${row})`),
    fill: () => page.evaluate('tools.fill()'),
    kept: () => page.evaluate<string[]>('tools.kept()'),
  };
}

test('where nothing may go, the new one is told of, and what was kept before is as it was', async () => {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await open(context);
  for (const row of [1, 2, 3]) await page.keep(row);
  const kept = await page.kept();
  expect(kept).toHaveLength(3);
  await page.fill();
  const { told, ...explained } = await page.explain(4);
  expect(explained).toEqual({ row: 4, from: 'computed' });
  expect([...new Set(told)]).toEqual(['error.failure-store-full']);
  expect(await page.explain(1)).toEqual({ row: 1, from: 'kept', told: [] });
  expect(await page.kept()).toEqual(kept);
  await context.close();
});

test('others that are not pinned go for the new one', async () => {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await open(context);
  await page.keep(0);
  const told = new Set<string>();
  for (let row = 1; row < 80; row++) for (const key of (await page.explain(row)).told) told.add(key);
  expect([...told]).toEqual(['store.gone']);
  const rows = (await page.kept()).map((record) => JSON.parse(record).input.row);
  expect(rows.slice(0, 3)).toEqual([79, 78, 77]);
  expect(rows).not.toContain(1);
  expect(rows.at(-1)).toBe(0);
  expect(await page.explain(79)).toEqual({ row: 79, from: 'kept', told: [] });
  await context.close();
});
