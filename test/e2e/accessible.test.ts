// Every view by keyboard alone, to axe, and zoomed to 200 % and 400 %: `npm run soak -- access` does so
// in every language.

import axe from 'axe-core';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { languages } from '../../src/catalogue/languages.ts';
import { launch } from './browser.ts';
import { embeddingPage } from './embedding-page.ts';
import { walk } from './keyboard.ts';
import { openSites, type Sites } from './sites.ts';
import { chooseFiles, settled, visit } from './visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const all = process.env.ORIEL_ACCESS === 'all';
/** From right to left, so that both ways are seen: the other tests are in English. */
const tags = all ? Object.keys(languages) : ['ar'];

/** A page that is not at rest by then stays as it is. */
const MOST_FRAMES = 20;

const unfold = (page: Page, within: string) =>
  page.locator(`${within} details:not([open]) > summary`).evaluateAll((folded) => {
    for (const summary of folded) (summary as HTMLElement).click();
  });

/** Ways to each view, from the one before. */
const views: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async decision(page) {
    await unfold(page, 'body');
  },
  async change(page) {
    await page.locator('#answer [role=tab]').nth(1).click();
    await page.locator('oriel-answer-curve svg').waitFor();
    await unfold(page, '#answer');
  },
  async table(page) {
    await page.locator('#open-table').click();
    await page.locator('.table-dialog tbody td').first().waitFor();
  },
  async report(page) {
    await escapes(page, '#open-table');
    await page.locator('oriel-report-button button').click();
    await page.locator('.report-form input').first().waitFor();
  },
  async requests(page) {
    await page.locator('oriel-privacy-button > button').click();
    await page.locator('.privacy .wipe').waitFor();
    await unfold(page, '.privacy');
    await page.locator('.privacy .each tbody tr').first().waitFor();
  },
  async check(page) {
    await page.locator('.privacy-head button').focus();
    await escapes(page, 'oriel-privacy-button > button');
    const record = await page.evaluate(() => JSON.stringify(window.oriel.record));
    await chooseFiles(page, [{ name: 'record.json', mimeType: '', buffer: Buffer.from(record) }]);
    await page.locator('.checked .verdict').first().waitFor();
  },
  async kept(page) {
    await page.locator('oriel-keep button').click();
    await page.locator('.kept-link').click();
    await page.locator('.kept li[data-record]').waitFor();
    await unfold(page, 'main');
  },
  async model(page) {
    await page.goBack();
    await page.locator('#open-model').click();
    await page.locator('oriel-model-chart svg[role="img"]').first().waitFor();
    await unfold(page, '.model');
  },
  async goesBy(page) {
    await page.locator('#model-tab-by').click();
    await unfold(page, '.model');
  },
  async whom(page) {
    await page.locator('#model-tab-whom').click();
    await unfold(page, '.model');
  },
  async against(page) {
    await page.locator('#model-tab-against').click();
    await unfold(page, '.model');
  },
};

/** What differs from other parts of the model's view in its pictures alone is left to the soak. */
const looked = Object.keys(views).filter((name) => all || !['goesBy', 'against'].includes(name));

/** Escape closes what stands in front, and the focus is where it was before. */
async function escapes(page: Page, opener: string): Promise<void> {
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator(opener).evaluate((one) => one === document.activeElement)).toBe(true);
}

/** What is beyond the window's edge, where nothing of its own scrolls it. */
const beyond = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const front = document.querySelector('dialog:modal') ?? document.body;
    const scrolls = (one: Element) => /auto|scroll/.test(getComputedStyle(one).overflowX) && one !== front;
    const wide = [...front.querySelectorAll<HTMLElement>('*')].filter((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      if (width === 0 || (right <= innerWidth + 0.5 && left >= -0.5)) return false;
      if (one.closest('svg, .visually-hidden, .skip') || !one.checkVisibility({ visibilityProperty: true }))
        return false;
      for (let around = one.parentElement; around; around = around.parentElement) if (scrolls(around)) return false;
      return true;
    });
    const page = document.documentElement.scrollWidth - innerWidth;
    // Browsers round its width to the next whole pixel.
    return [...(page > 1 ? [`the page, by ${page} px`] : []), ...wide.map(({ outerHTML }) => outerHTML.slice(0, 120))];
  });

async function look(page: Page): Promise<object> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  const there = await walk(page, 'Tab');
  const back = await walk(page, 'Shift+Tab');
  const zoomed: Record<string, string[]> = {};
  for (const [zoom, width, height] of [
    ['200 %', 640, 512],
    ['400 %', 320, 256],
  ] as const) {
    await page.setViewportSize({ width, height });
    // Charts are drawn anew once they know their width.
    for (let frame = 0; frame < MOST_FRAMES; frame++) {
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      zoomed[zoom] = await beyond(page);
      if (zoomed[zoom].length === 0) break;
    }
  }
  await page.setViewportSize({ width: 1280, height: 1024 });
  const moving = await page.evaluate(() => document.getAnimations().length);
  return {
    axe: violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    ...{ missed: there.missed, unseen: [...there.unseen, ...back.unseen], traps: [there.trap, back.trap] },
    ...{ sameWayBack: back.names.toReversed().join('\n') === there.names.join('\n') || [there.names, back.names] },
    ...{ zoomed, moving },
  };
}

test.each(tags)('%s: every view by keyboard, to axe, zoomed, and at rest', { timeout: 400_000 }, async (lang) => {
  const { page, context, complaints } = await visit(browser, `?example=penguins&row=0&samples=64&lang=${lang}`, {
    viewport: { width: 1280, height: 1024 },
    reducedMotion: 'reduce',
  });
  const found: Record<string, object> = {};
  for (const name of looked) {
    await views[name](page);
    await settled(page);
    found[name] = await look(page);
  }
  const nothing = {
    ...{ axe: [], missed: [], unseen: [], traps: [null, null], sameWayBack: true, moving: 0 },
    zoomed: { '200 %': [], '400 %': [] },
  };
  expect(found).toEqual(Object.fromEntries(looked.map((name) => [name, nothing])));
  expect(complaints).toEqual([]);
  await context.close();
});

test
  .runIf(all)
  .each(tags.flatMap((tag) => [`?example=toxicity&lang=${tag}`, `?example=mobilenet&samples=64&lang=${tag}`]))(
  '%s: the same of texts and photos',
  async (query) => {
    const { page, context } = await visit(browser, query, { reducedMotion: 'reduce' });
    await unfold(page, 'body');
    expect(await look(page)).toMatchObject({ axe: [], missed: [], unseen: [], traps: [null, null], sameWayBack: true });
    await context.close();
  },
);

test('the widget’s frame in another page, in every language', async () => {
  const sites: Sites = await openSites((path) => ({
    html: embeddingPage(`${sites.site}/embed.html?lang=${path.slice(1)}`, { sandbox: 'allow-scripts', width: 320 }),
  }));
  try {
    const found: Record<string, object> = {};
    for (const tag of Object.keys(languages)) {
      const page = await sites.context.newPage();
      await page.goto(`${sites.host}/${tag}`);
      await page.evaluate(async () => {
        const { host } = window as unknown as { host: { ask(request: object): Promise<unknown> } };
        await host.ask({ type: 'open', model: 'penguins' });
        await host.ask({ type: 'explain', input: { kind: 'row', row: 0 } });
      });
      const frame = page.frames()[1];
      await frame.locator('oriel-chart svg').first().waitFor();
      await frame.locator('details:not([open]) > summary').evaluateAll((folded) => {
        for (const summary of folded) (summary as HTMLElement).click();
      });
      await frame.evaluate(axe.source);
      const { violations } = await frame.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
      found[tag] = {
        axe: violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        lang: await frame.locator('html').getAttribute('lang'),
        beyond: await frame.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth)),
      };
      await page.close();
    }
    expect(found).toEqual(
      Object.fromEntries(Object.keys(languages).map((tag) => [tag, { axe: [], lang: tag, beyond: 0 }])),
    );
  } finally {
    await sites.close();
  }
});
