// The page without a network, and newer versions of it. One profile and one address go through all of
// it, as a browser would over weeks.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Offline, OfflineStatus } from '../../src/offline/offline.ts';
import { askOffline, type OfflineSite, offlineSite, updateOffline } from './offline-site.ts';
import { newRecord, recordOf, settled } from './visit.ts';

declare const offline: { createOffline(): Offline };

/** All but the one that the page opens with. */
const EXAMPLES = [
  'Breast cancer',
  'Palmer penguins',
  'Diabetes progression',
  'Photos',
  'Toxic comments',
  'Review sentiment',
];

let site: OfflineSite;
let browser: BrowserContext;
beforeAll(async () => {
  site = await offlineSite({ offline: true });
  browser = await site.open();
});
afterAll(() => site.close());

const versionOf = (page: Page) => page.locator('meta[name=version]').getAttribute('content');
const keptFiles = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const counts = names.map(async (name) => (await (await caches.open(name)).keys()).length);
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  });

const ask = <T>(what: (offline: Offline) => Promise<T>): Promise<T> => askOffline(browser, site, what);
const status = (): Promise<OfflineStatus> => ask((offline) => offline.status());
const update = () => updateOffline(browser, site);

/** The configuration as it is kept; null where none is. */
async function keptConfig(): Promise<unknown> {
  const page = await browser.newPage();
  await page.goto(site.bare);
  const text = await page.evaluate(async () =>
    (await caches.match(new URL('.offline/other/oriel.config.json', location.href)))?.text(),
  );
  await page.close();
  return text === undefined ? null : JSON.parse(text);
}

/** Files that an update fetches anew, and what it leads to. */
async function updated(): Promise<{ asked: string[]; status: OfflineStatus }> {
  const asked: string[] = [];
  browser.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (searchParams.get('oriel-version')) asked.push(pathname);
  });
  const after = await update();
  browser.removeAllListeners('request');
  return { asked, status: after };
}

async function visitPage(query = ''): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(site.address + query);
  await settled(page);
  return page;
}

test('where a site wants it, one visit is enough: no server, a killed browser, and every example explains', async () => {
  const first = await visitPage('?example=penguins&samples=32');
  await first.getByText('Ready without a network').waitFor();
  const { state, bytes, current } = await status();
  expect([state, bytes.kept]).toEqual(['ready', bytes.wanted]);
  // Half of what was built: runtimes that this machine does not use are not kept.
  expect(bytes.wanted).toBeLessThan(50e6);
  const names = await first.evaluate(async () => {
    const kept = await caches.open((await caches.keys())[0]);
    return (await kept.keys()).map(({ url }) => url);
  });
  expect(names.length).toBeGreaterThan(100);
  expect(await first.locator('link[rel=manifest]').getAttribute('href')).toBe('./manifest.en.webmanifest');

  await site.stop();
  await site.kill();
  browser = await site.open();
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  const response = await page.goto(`${site.address}?samples=16`);
  await settled(page);
  expect([response?.fromServiceWorker(), await page.evaluate(() => crossOriginIsolated)]).toEqual([true, true]);
  const explained = [(await recordOf(page)).model.name];
  for (const label of EXAMPLES) {
    const choose = () => page.getByRole('combobox', { name: 'Example' }).selectOption({ label });
    explained.push((await newRecord(page, choose)).model.name);
  }
  expect(new Set(explained).size).toBe(1 + EXAMPLES.length);
  expect(complaints).toEqual([]);
  await page.close();
  await site.start();
  expect((await status()).current).toEqual(current);
});

test('a newer version is not taken while a page is in use, and is once none is', async () => {
  const page = await visitPage('?example=penguins&samples=32');
  site.publish('second');
  const { asked, status: after } = await updated();
  expect(after).toMatchObject({ state: 'ready', problem: null });
  // Only what differs is fetched, and pages, whose headers may differ.
  expect(asked).toContain('/index.html');
  expect(asked.filter((path) => !path.endsWith('.html') && path !== '/oriel.config.json')).toEqual([]);
  await page.getByText('A newer version is here').waitFor();
  expect(await ask((offline) => offline.take())).toBe('in-use');
  const other = await visitPage('?example=diabetes&samples=32');
  expect([await versionOf(page), await versionOf(other)]).toEqual(['first', 'first']);
  await other.close();
  await page.close();

  await expect.poll(() => ask((offline) => offline.take())).toBe('done');
  const taken = await visitPage('?example=penguins&samples=32');
  expect(await versionOf(taken)).toBe('second');
  await taken.close();
});

test('one can go back to the version before, which then stays', async () => {
  await expect.poll(() => ask((offline) => offline.rollBack())).toBe('done');
  const page = await visitPage('?example=penguins&samples=32');
  expect(await versionOf(page)).toBe('first');
  // What the site keeps is no visitor's.
  await newRecord(page, () => page.getByRole('button', { name: 'Forget everything' }).click());
  expect(await status()).toMatchObject({ state: 'ready', by: 'site' });
  await page.close();
  const config = { offline: true, lang: 'de' };
  site.publish('second, configured', { as: 'second', config });
  expect(await update()).toMatchObject({ ready: null, problem: null });
  expect(await ask((offline) => offline.take())).toBe('nothing');
  expect(await keptConfig()).toEqual(config);
});

test('a page that nobody touches opens the newer version by itself, and so does a browser that is started', async () => {
  const page = await browser.newPage();
  await page.clock.install();
  await page.goto(`${site.address}?example=penguins&samples=32`);
  await settled(page);
  expect(await versionOf(page)).toBe('first');
  site.publish('third');
  await update();
  await page.getByText('A newer version is here').waitFor();
  const opened = page.waitForEvent('load');
  await page.clock.fastForward('05:30');
  await opened;
  expect(await versionOf(page)).toBe('third');
  await page.close();

  site.publish('fourth');
  await update();
  await site.kill();
  browser = await site.open();
  const fresh = await visitPage('?example=penguins&samples=32');
  expect(await versionOf(fresh)).toBe('fourth');
  await fresh.close();
});

test('another configuration is kept, and pages are fetched until they are those sent with it', async () => {
  const config = { offline: true, lang: 'fr' };
  const cut = (folder: string) => writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  site.publish('fourth, configured and cut off', { as: 'fourth', config, damage: cut });
  expect(await update()).toMatchObject({ state: 'ready', problem: { kind: 'changed', file: 'index.html' } });
  expect(await keptConfig()).toEqual(config);
  site.publish('fourth, configured', { as: 'fourth', config });
  const { asked, status: after } = await updated();
  expect([asked.includes('/index.html'), after.problem]).toEqual([true, null]);
  expect((await updated()).asked).toEqual(['/oriel.config.json']);
  site.publish('fourth, without', { as: 'fourth', config: null });
  expect(await update()).toMatchObject({ state: 'ready', problem: null });
  expect(await keptConfig()).toBeNull();
  site.publish('fourth, with', { as: 'fourth' });
  await update();
});

/** Entries in the cache, seen from the bare page. */
async function entries(): Promise<number> {
  const page = await browser.newPage();
  await page.goto(site.bare);
  const count = await keptFiles(page);
  await page.close();
  return count;
}

test('an update that is broken or cut off leaves the old version whole, and nothing of itself', async () => {
  const before = await status();
  const count = await entries();
  const more = (folder: string) => writeFileSync(join(folder, 'more.txt'), 'x'.repeat(1e5));
  site.publish('broken', {
    change: more,
    damage: (folder) => writeFileSync(join(folder, 'more.txt'), 'y'.repeat(1e5)),
  });
  const broken = await update();
  expect(broken).toMatchObject({ state: 'ready', ready: null, problem: { kind: 'changed', file: 'more.txt' } });
  expect([broken.current, broken.previous]).toEqual([before.current, before.previous]);
  expect(await entries()).toBe(count);

  site.publish('slow', { change: more });
  const page = await browser.newPage();
  await page.goto(site.bare);
  const hangs = site.hang('more.txt');
  void page.evaluate(() => offline.createOffline().update()).catch(() => {});
  await hangs;
  await site.kill();
  browser = await site.open();
  expect((await status()).current).toEqual(before.current);
  await site.stop();
  const shown = await visitPage('?example=penguins&samples=32');
  expect(await versionOf(shown)).toBe('fourth');
  await shown.close();
  await site.start();
  site.publish('fourth again', { as: 'fourth' });
  const after = await update();
  expect(after).toMatchObject({ state: 'ready', ready: null, problem: null });
  expect(await entries()).toBe(count);
});

test('a tab that was open before another one had the page kept is in use too', async () => {
  const elsewhere = await offlineSite({});
  try {
    const context = await elsewhere.open();
    const tabs = [await context.newPage(), await context.newPage()];
    for (const tab of tabs) {
      await tab.goto(`${elsewhere.address}?example=penguins&samples=32`);
      await settled(tab);
    }
    const [earlier, tab] = tabs;
    await tab.getByRole('button', { name: 'Use without a network' }).click();
    await tab.getByRole('button', { name: 'Keep in this browser' }).click();
    for (const each of tabs) await each.getByText('Ready without a network').waitFor();
    const inUse = () =>
      earlier.evaluate(async () =>
        (await navigator.locks.query()).held?.filter(({ name }) => name?.endsWith(' in use')),
      );
    await expect.poll(async () => (await inUse())?.length).toBe(2);
  } finally {
    await elsewhere.close();
  }
});
