// An afternoon at a kiosk: people come, touch, type, show a photo, and go, and the next finds nothing
// of them.

import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Kiosk } from '../../src/config/kiosk.ts';
import type { Kept } from '../../src/kiosk/host/journal.ts';
import {
  answered,
  begins,
  errandOf,
  isAsked,
  isInMemory,
  type KioskPage,
  launchKiosk,
  leaves,
  openKiosk,
  tracesOf,
  visits,
  WORD,
  walksAway,
  wordOf,
} from './kiosk-visitors.ts';

/** `npm run soak -- kiosk` has a thousand. */
const VISITORS = Number(process.env.ORIEL_VISITORS ?? 24);

const examples = ['penguins', 'mobilenet', 'sentiment'];
const settings: Partial<Kiosk> = {
  ...{ examples, pin: '2846', photos: 'file', stuckSeconds: 15 },
};

let browser: Browser;
let kiosk: KioskPage;
beforeAll(async () => {
  browser = await launchKiosk();
  // A minute without a touch passes as fast as it can be counted; `npm run soak -- kiosk` waits for it.
  kiosk = await openKiosk(browser, inject('baseUrl'), settings, (page) => page.clock.install());
});
afterAll(() => browser.close());

const inside = () => kiosk.page.frameLocator('iframe');

test('the first touch fills the screen; everything to touch is 48 pixels or more', async () => {
  const { page } = kiosk;
  expect(await inside().locator('.start').allInnerTexts()).toContainEqual(expect.stringMatching(/Deutsch/));
  const small = () =>
    inside()
      .locator('button:visible, label.file:visible, .stepper input:visible, textarea:visible')
      .evaluateAll((found) =>
        found.flatMap((one) => {
          const { width, height } = one.getBoundingClientRect();
          return Math.min(width, height) < 47.9 ? [`${one.outerHTML.slice(0, 80)} ${width} × ${height}`] : [];
        }),
      );
  expect(await small()).toEqual([]);
  await inside().locator('.start').first().tap();
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  for (const example of examples) {
    await inside().locator(`[data-example="${example}"]`).tap();
    await inside().locator('.question h2').first().waitFor();
    expect(await small(), example).toEqual([]);
    if (example === 'sentiment') {
      await inside().locator('#own-text').tap();
      await inside().locator('.keys').waitFor();
      expect(await small()).toEqual([]);
    }
    expect(await inside().locator('a').count()).toBe(0);
    await inside().locator('.top button').first().tap();
  }
  const menus = await kiosk
    .frame()
    .evaluate(() => document.body.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true })));
  expect(menus).toBe(false);
  await inside().locator('.top .finish').tap();
  await begins(kiosk);
});

test('who is idle is asked, and stays where they touch the screen', async () => {
  await inside().locator('.start').first().tap();
  await inside().locator('[data-example=penguins]').tap();
  await isAsked(kiosk);
  await inside().locator('.veil .stay').tap();
  await inside().locator('.veil').waitFor({ state: 'detached' });
  expect(await inside().locator('.question h2').first().isVisible()).toBe(true);
  await leaves(kiosk, 'values');
});

test('numbers are typed as the visitor’s language writes them, whichever the browser speaks', async () => {
  await inside().locator('.start', { hasText: 'Deutsch' }).tap();
  await inside().locator('[data-example=penguins]').tap();
  await answered(kiosk);
  const field = inside().locator('.stepper input').first();
  await field.tap();
  for (const key of '41,25') await inside().locator('.keys button', { hasText: key }).tap();
  await inside().locator('.keys .done').tap();
  await inside().locator('.value.changed').waitFor();
  expect(await field.inputValue()).toBe('41,25');
  // One that was not typed, but reckoned with.
  await inside().locator('.stepper button').nth(1).tap();
  await expect.poll(() => field.inputValue()).not.toBe('41,25');
  expect(await field.inputValue()).toMatch(/^\d+,\d+$/);
  await leaves(kiosk, 'values');
});

test('of a language’s regions the first is offered, with its numbers', async () => {
  const swiss = await openKiosk(browser, inject('baseUrl'), { ...settings, languages: ['de-CH', 'de', 'en'] });
  const frame = swiss.frame();
  const speaks = () => frame.locator('html').getAttribute('lang');
  expect(await frame.locator('.start').allInnerTexts()).toEqual([
    expect.stringContaining('Deutsch'),
    expect.stringContaining('English'),
  ]);
  await frame.locator('.attract h1').tap();
  await frame.locator('.card').first().waitFor();
  expect(await speaks()).toBe('de-CH');
  await frame.locator('.tongues button', { hasText: 'English' }).tap();
  await expect.poll(speaks).toMatch(/^en/);
  await frame.locator('.tongues button', { hasText: 'Deutsch' }).tap();
  await expect.poll(speaks).toBe('de-CH');
  expect(await frame.locator('.tongues [aria-pressed=true]').innerText()).toBe('Deutsch');
  expect(swiss.complaints).toEqual([]);
  await swiss.close();
});

test('a page that cannot start is replaced', async () => {
  const { page } = kiosk;
  await page.route('**/examples/index.json', (route) => route.abort(), { times: 1 });
  await inside().locator('.start').first().tap();
  await leaves(kiosk, 'values');
  expect(await page.evaluate(() => localStorage['oriel.kiosk.journal'])).toContain('"Stuck"');
});

test('a page that hangs is replaced, and the next visitor is served', async () => {
  const before = kiosk.frame();
  await before.evaluate(
    () =>
      void setTimeout(() => {
        for (;;);
      }, 50),
  );
  await expect.poll(() => before.isDetached(), { timeout: 60_000 }).toBe(true);
  await begins(kiosk);
  await visits(kiosk, 0, 'values');
  await leaves(kiosk, 'values');
  expect(await kiosk.page.evaluate(() => localStorage['oriel.kiosk.journal'])).toContain('"Stuck"');
});

test('the maintenance page opens by gesture and PIN, and shows what was used', async () => {
  const { page } = kiosk;
  const errors = () =>
    page.evaluate(() => {
      const { faults } = JSON.parse(localStorage['oriel.kiosk.journal']) as Kept;
      return faults.reduce((sum, { code, count }) => sum + (code === 'TypeError' ? count : 0), 0);
    });
  const corner = async () => {
    for (let i = 0; i < 5; i++) await page.touchscreen.tap(20, 20);
  };
  // Where it cannot be had, the visitor's page stays.
  const [before, errorsBefore] = [kiosk.frame(), await errors()];
  await page.route('**/assets/care-*.js', (route) => route.abort());
  await corner();
  await expect.poll(errors).toBe(errorsBefore + 1);
  expect(before.isDetached()).toBe(false);
  await page.unroute('**/assets/care-*.js');
  // Whoever goes on while it comes gets one.
  await page.route('**/assets/care-*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  });
  await corner();
  await corner();
  const pad = page.locator('oriel-care .pad button');
  await pad.first().waitFor();
  expect(await page.locator('oriel-care').count()).toBe(1);
  for (const digit of '1111') await pad.filter({ hasText: digit }).tap();
  await page.getByText('That is not the PIN.').waitFor();
  for (const digit of '2846') await pad.filter({ hasText: digit }).tap();
  await page.getByRole('cell', { name: /^Stuck/ }).waitFor();
  expect(await page.locator('oriel-care').innerText()).toMatch(/penguins \d+/);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).tap();
  expect((await saving).suggestedFilename()).toBe('oriel-kiosk.json');
  await page.locator('oriel-care .close').tap();
  await begins(kiosk);
});

/**
 * Whose memory is searched: one of each errand, then every seventh, so that errands take turns, and
 * the last.
 */
const isSearched = (visitor: number): boolean => visitor < 6 || visitor % 7 === 6 || visitor === VISITORS - 1;

test(`of ${VISITORS} visitors nothing is left once they have gone`, { timeout: 20_000 * VISITORS }, async () => {
  const { page } = kiosk;
  const entries = await page.evaluate(() => history.length);
  const complained = kiosk.complaints.length;
  for (let visitor = 0; visitor < VISITORS; visitor++) {
    const errand = errandOf(visitor);
    await visits(kiosk, visitor, errand);
    // What is looked for would be found, if it were there.
    if (errand === 'text' && isSearched(visitor))
      expect(await isInMemory(kiosk, kiosk.frame(), wordOf(visitor))).toBe(true);
    await (errand === 'walk' ? walksAway(kiosk) : leaves(kiosk, errand));
    const traces = await tracesOf(kiosk);
    expect(traces).not.toContain(WORD);
    expect(traces).not.toContain('4711');
    expect(JSON.parse(traces)).toMatchObject({
      stored: { session: {}, databases: [], state: null, entries, address: `${inject('baseUrl')}?kiosk` },
      inside: { session: {}, fields: [] },
    });
    expect(await kiosk.frame().locator('html').getAttribute('lang')).toBe('en');
    if (!isSearched(visitor)) continue;
    // Neither of this visitor nor of any before.
    const places = [page, kiosk.frame()].map((of) => isInMemory(kiosk, of, WORD));
    expect(await Promise.all(places)).toEqual([false, false]);
  }
  expect(kiosk.complaints.slice(complained)).toEqual([]);
});
