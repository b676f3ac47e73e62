// Every view of a kiosk to axe, its maintenance page too. `npm run soak -- access` does so in every
// language.

import axe from 'axe-core';
import type { Browser, Frame, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { languages } from '../../src/catalogue/languages.ts';
import { answered, begins, isAsked, type KioskPage, launchKiosk, openKiosk } from './kiosk-visitors.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchKiosk();
});
afterAll(() => browser.close());

const tags = process.env.ORIEL_ACCESS === 'all' ? Object.keys(languages) : ['ar'];

const PIN = '2846';

/** Ways to each view of a visitor's, from the one before. */
const views: Readonly<Record<string, (kiosk: KioskPage) => Promise<void>>> = {
  async attract({ page }) {
    await inside(page).locator('.turning .chart svg').waitFor({ timeout: 60_000 });
  },
  async choose({ page }) {
    await inside(page).locator('.start').first().tap();
    await inside(page).locator('.card').first().waitFor();
  },
  async answer(kiosk) {
    await inside(kiosk.page).locator('[data-example=credit]').tap();
    await answered(kiosk);
  },
  async levels({ page }) {
    await inside(page).locator('.value .level').first().tap();
    await inside(page).locator('.sheet').waitFor();
  },
  async text(kiosk) {
    await inside(kiosk.page).locator('.sheet > button').tap();
    await inside(kiosk.page).locator('.top button').first().tap();
    await inside(kiosk.page).locator('[data-example=sentiment]').tap();
    await answered(kiosk);
  },
  async keyboard({ page }) {
    await inside(page).locator('#own-text').tap();
    await inside(page).locator('.keys').waitFor();
  },
  async photo(kiosk) {
    await inside(kiosk.page).locator('.keys .done').tap();
    await inside(kiosk.page).locator('.top button').first().tap();
    await inside(kiosk.page).locator('[data-example=mobilenet]').tap();
    await answered(kiosk);
  },
  countdown: isAsked,
};

const inside = (page: Page) => page.frameLocator('iframe');

/**
 * What axe finds in a document, without the frames in it. That a visitor cannot zoom all of the
 * screen is meant: letters are large from the first, and pictures have a zoom of their own.
 */
async function found(of: Page | Frame): Promise<unknown[]> {
  await of.evaluate(axe.source);
  const { violations } = await of.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run({
      iframes: false,
      rules: { 'meta-viewport': { enabled: false } },
    }),
  );
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

test.each(tags)('%s: axe finds nothing in any view of a kiosk', async (tag) => {
  const kiosk = await openKiosk(
    browser,
    inject('baseUrl'),
    {
      ...{ examples: ['credit', 'sentiment', 'mobilenet'], languages: [tag], pin: PIN, photos: 'file' },
      ...{ keyboard: 'own', stuckSeconds: 120 },
    },
    (page) => page.clock.install(),
  );
  const { page } = kiosk;
  const all: Record<string, unknown[]> = {};
  for (const [name, open] of Object.entries(views)) {
    await open(kiosk);
    all[name] = await found(kiosk.frame());
  }
  await inside(page).locator('.veil .finish').tap();
  await begins(kiosk);
  // Where lines begin.
  const corner = tag === 'ar' ? (await page.evaluate(() => innerWidth)) - 20 : 20;
  for (let touch = 0; touch < 5; touch++) await page.touchscreen.tap(corner, 20);
  const pad = page.locator('oriel-care .pad button');
  await pad.first().waitFor();
  all.door = await found(page);
  for (const digit of PIN) await pad.filter({ hasText: digit }).tap();
  await page.locator('oriel-care table').first().waitFor();
  all.care = await found(page);
  expect(all).toEqual(Object.fromEntries(Object.keys(all).map((name) => [name, []])));
  expect(kiosk.complaints).toEqual([]);
  await kiosk.close();
});
