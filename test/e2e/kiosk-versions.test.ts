// A kiosk for weeks: newer versions come while nobody is there, and whoever looks after it goes back.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, FrameLocator, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { screenArguments } from './kiosk-visitors.ts';
import { askOffline, type OfflineSite, offlineSite, updateOffline } from './offline-site.ts';

const kiosk = { examples: ['penguins'], languages: ['en'], pin: '2846', idleSeconds: 600, nightly: '03:30' };

let site: OfflineSite;
let browser: BrowserContext;
let page: Page;
beforeAll(async () => {
  site = await offlineSite({ kiosk });
  browser = await site.open(screenArguments());
  page = await browser.newPage();
  // The evening before, by a clock that can be put forward.
  await page.clock.install({ time: new Date(2026, 4, 3, 22, 0) });
  await page.goto(`${site.address}?kiosk`);
  await begins();
});
afterAll(() => site.close());

const inside = (): FrameLocator => page.frameLocator('iframe');
const begins = () => inside().locator('.attract .start').first().waitFor({ timeout: 60_000 });
/** Null while the page is being loaded. */
const version = (): Promise<string | null> =>
  page
    .locator('meta[name=version]')
    .getAttribute('content', { timeout: 5000 })
    .catch(() => null);
const status = () => askOffline(browser, site, (offline) => offline.status());

async function visits(): Promise<void> {
  await inside().locator('.start').first().click();
  await inside().locator('[data-example=penguins]').click();
  await inside().locator('html[data-oriel-state=done] .chart svg').waitFor({ timeout: 60_000 });
}

test('a newer version is not taken in front of a visitor, and is once they have finished', async () => {
  await expect.poll(async () => (await status()).state, { timeout: 60_000 }).toBe('ready');
  await visits();
  site.publish('second');
  expect(await updateOffline(browser, site)).toMatchObject({ state: 'ready', problem: null });
  expect((await status()).ready).not.toBeNull();
  expect(await askOffline(browser, site, (offline) => offline.take())).toBe('in-use');
  await inside().locator('.stepper button').nth(1).click();
  await inside().locator('.value.changed').waitFor();
  expect(await version()).toBe('first');

  await inside().locator('.top .finish').click();
  await expect.poll(version).toBe('second');
  await begins();
  await visits();
  await inside().locator('.top .finish').click();
  await begins();
});

test('a download that is broken leaves what is there', async () => {
  const before = await status();
  const more = (folder: string) => writeFileSync(join(folder, 'more.txt'), 'x'.repeat(1e5));
  const damage = (folder: string) => writeFileSync(join(folder, 'more.txt'), 'y'.repeat(1e5));
  site.publish('broken', { change: more, damage });
  expect(await updateOffline(browser, site)).toMatchObject({ ready: null, problem: { kind: 'changed' } });
  await visits();
  await inside().locator('.top .finish').click();
  await begins();
  expect([await version(), (await status()).current]).toEqual(['second', before.current]);
});

test('at the quiet hour the kiosk fetches a newer version by itself, and opens it where nobody is there', async () => {
  site.publish('third');
  await page.clock.fastForward('05:25:00');
  await begins();
  await visits();
  // The hour comes, and the visitor is still there.
  await page.clock.fastForward('06:00');
  await inside().locator('.stepper button').nth(1).click();
  await inside().locator('.value.changed').waitFor();
  expect(await version()).toBe('second');
  await inside().locator('.top .finish').click();
  await begins();
  await page.clock.fastForward('01:00');
  await expect.poll(version, { timeout: 60_000 }).toBe('third');
  await begins();
});

test('the maintenance page, behind gesture and PIN, goes back to the version before, which then stays', async () => {
  for (let touch = 0; touch < 5; touch++) await page.mouse.click(20, 20);
  const pad = page.locator('oriel-care .pad button');
  for (const digit of kiosk.pin) await pad.filter({ hasText: digit }).click();
  await page.getByRole('button', { name: /^Back to the version of/ }).click();
  await expect.poll(version, { timeout: 60_000 }).toBe('second');
  await begins();
  expect(await updateOffline(browser, site)).toMatchObject({ state: 'ready', ready: null, problem: null });
  await visits();
  await inside().locator('.top .finish').click();
  await begins();
  expect(await version()).toBe('second');
});
