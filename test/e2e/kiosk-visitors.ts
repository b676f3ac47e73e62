import type { Browser, BrowserContext, Frame, Page } from 'playwright';
import { expect } from 'vitest';
import type { Kiosk } from '../../src/config/kiosk.ts';
import { launch } from './browser.ts';

/** A screen that stands upright is as good as any; this one is quick to draw. */
const SIZE = { width: 1080, height: 1200 };

/**
 * For a browser whose window has the size of its screen: with a viewport that is only pretended,
 * touches miss what they were meant for once a page has the whole screen.
 */
export const screenArguments = ({ width, height } = SIZE): string[] => [
  `--window-size=${width},${height}`,
  `--screen-info={${width}x${height}}`,
];

export const launchKiosk = (args: readonly string[] = [], size = SIZE): Promise<Browser> =>
  launch([...screenArguments(size), ...args]);

export interface KioskPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page and its frames complained of. */
  readonly complaints: string[];
  /** The frame of the visitor who is there. */
  frame(): Frame;
  close(): Promise<void>;
}

/**
 * Opens the page as a kiosk with these settings, and waits for the pages that turn. `prepare` comes
 * before anything is loaded.
 */
export async function openKiosk(
  browser: Browser,
  address: string,
  kiosk: Partial<Kiosk>,
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<KioskPage> {
  const context = await browser.newContext({ viewport: null, hasTouch: true, locale: 'en-GB' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.route('**/oriel.config.json', (route) => route.fulfill({ json: { kiosk, offline: false } }));
  await prepare(page);
  await page.goto(`${address}?kiosk`);
  const opened: KioskPage = {
    ...{ page, context, complaints },
    frame() {
      const frame = page.frames().findLast((one) => one.url().includes('kiosk.html') && !one.isDetached());
      if (!frame) throw new Error('there is no visitor’s page');
      return frame;
    },
    close: () => context.close(),
  };
  await begins(opened);
  return opened;
}

/** Waits until a visitor may begin. */
export async function begins({ page }: KioskPage): Promise<void> {
  await page.frameLocator('iframe').locator('.attract .start').first().waitFor({ timeout: 60_000 });
}

/** What a visitor came to do. */
export type Errand = 'values' | 'text' | 'photo' | 'walk';

/** One of six walks away. */
export const errandOf = (visitor: number): Errand =>
  (['values', 'text', 'photo', 'values', 'walk', 'text'] as const)[visitor % 6];

/** What every visitor's word begins with; nobody else says it. */
export const WORD = 'quagga';

/** A word of one visitor's own. */
export const wordOf = (visitor: number): string => `${WORD}${visitor}zorilla`;

const JPEG = 'public/examples/mobilenet/photos/cat.jpg';

/**
 * Does by touch what one visitor does, up to before the end; all but `values`, who look at an answer,
 * leave while it is computed, and a word of their own is there.
 */
export async function visits(kiosk: KioskPage, visitor: number, errand: Errand): Promise<void> {
  const inside = kiosk.page.frameLocator('iframe');
  const example = { values: 'penguins', text: 'sentiment', photo: 'mobilenet', walk: 'sentiment' }[errand];
  await inside
    .locator('.start')
    .nth(visitor % 2)
    .tap();
  await inside.locator(`[data-example="${example}"]`).tap();
  await inside.locator('.question h2').first().waitFor();
  if (errand === 'values') {
    await answered(kiosk);
    await inside.locator('.stepper button').nth(1).tap();
    await inside.locator('.stepper input').first().tap();
    for (const digit of '4711') await inside.locator('.keys button', { hasText: digit }).tap();
    await inside.locator('.keys .done').tap();
    await inside.locator('.value.changed').first().waitFor();
  } else if (errand === 'photo') {
    const buffer = await import('node:fs').then(({ readFileSync }) => readFileSync(JPEG));
    const name = `${wordOf(visitor)}.jpg`;
    await inside.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/jpeg', buffer });
    await inside.locator('.photos button').nth(4).waitFor();
  } else {
    await inside.locator('#own-text').tap();
    await inside.locator('.keys button', { hasText: /^q$/ }).tap();
    await inside.locator('#own-text').fill(`What a wonderful ${wordOf(visitor)}, and how bad the end`);
  }
  if (errand === 'values') await answered(kiosk);
}

/** Waits for the answer. */
export async function answered({ page }: KioskPage): Promise<void> {
  await page.frameLocator('iframe').locator('html[data-oriel-state=done] .chart svg').waitFor({ timeout: 60_000 });
}

/** Waits until a visitor's page is gone and the next may begin. */
async function isGone(kiosk: KioskPage, before: Frame): Promise<void> {
  await expect.poll(() => before.isDetached(), { timeout: 60_000 }).toBe(true);
  await begins(kiosk);
}

/** Says that they are finished, or walks away; waits for the next to begin. */
export async function leaves(kiosk: KioskPage, errand: Errand): Promise<void> {
  const before = kiosk.frame();
  if (errand !== 'walk') await kiosk.page.frameLocator('iframe').locator('.top .finish').tap();
  await isGone(kiosk, before);
}

/** Seconds pass, as fast as they can be counted (`page.clock`), until the visitor is asked. */
export async function isAsked({ page, frame }: KioskPage): Promise<void> {
  const isThere = () => frame().locator('.veil .left').isVisible();
  await expect.poll(() => page.clock.fastForward(1000).then(isThere), { timeout: 60_000, interval: 10 }).toBe(true);
}

/** The same as `leaves` of those who walk away, where the clock is Playwright's. */
export async function walksAway(kiosk: KioskPage): Promise<void> {
  const before = kiosk.frame();
  await isAsked(kiosk);
  await kiosk.page.clock.fastForward(30_000);
  await isGone(kiosk, before);
}

/** Everything of a page and its visitor's that lasts longer than a look: as one text. */
export async function tracesOf(kiosk: KioskPage): Promise<string> {
  const { page, context } = kiosk;
  const stored = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    state: history.state,
    entries: history.length,
    address: location.href,
  }));
  const frame = kiosk.frame();
  const inside = await frame.evaluate(() => ({
    session: { ...sessionStorage },
    address: location.href,
    fields: [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value),
  }));
  const texts = [await page.content(), await frame.content(), JSON.stringify(await context.cookies())];
  return JSON.stringify({ stored, inside, texts });
}

/** Whether a word is anywhere in the memory of a document; what is unused is let go of first. */
export async function isInMemory({ context }: KioskPage, of: Page | Frame, word: string): Promise<boolean> {
  const session = await context.newCDPSession(of);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('').includes(word);
}
