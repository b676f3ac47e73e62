// The demo: a lender's page with the widget in it, each on a site of its own.

import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveDemo } from '../../scripts/demo-embed.mjs';
import { launchWithSites } from './sites.ts';

const ends: (() => unknown)[] = [];
let browser: Browser;
let demo: Awaited<ReturnType<typeof serveDemo>>;
beforeAll(async () => {
  demo = await serveDemo();
  ends.push(demo.close);
  const launched = await launchWithSites();
  ends.push(launched.close);
  browser = launched.browser;
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

const decision = (page: Page) => page.locator('#decision-head');

async function visitLender(options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('request', (request) => {
    requests.push(request.url());
    if (request.postData() !== null) complaints.push(`${request.url()} has a body`);
  });
  await page.goto(demo.lender);
  await decision(page).filter({ hasText: 'approved' }).waitFor();
  const frame = page.frames()[1];
  await explained(frame);
  return { page, frame, context, complaints, requests };
}

const explained = (frame: Frame) =>
  frame.waitForFunction(() => document.documentElement.dataset.orielState === 'done', undefined, { timeout: 120_000 });

async function violations(where: Page | Frame): Promise<string[]> {
  await where.evaluate(axe.source);
  return where.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

test('the lender decides by the answer, and the widget says why; the row is sent nowhere', async () => {
  const { page, frame, context, complaints, requests } = await visitLender();
  expect(await page.locator('#facts').innerText()).toContain('28%');
  expect(await frame.locator('body').innerText()).toMatch(/28\s%\sbad\srisk/);
  await page.getByRole('button', { name: 'Another application' }).click();
  await decision(page).filter({ hasText: 'cannot offer' }).waitFor();
  const percent = (await page.locator('#facts dd').first().innerText()).replace('%', '');
  await expect.poll(() => frame.locator('body').innerText()).toMatch(new RegExp(`${percent}\\s%\\sbad\\srisk`));
  const own = [new URL(demo.lender).origin, new URL(demo.widget).origin];
  expect(requests.filter((url) => !own.includes(new URL(url).origin) && !/^(data|blob):/.test(url))).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

test.each([
  ['light', { width: 1440, height: 900 }],
  ['dark', { width: 1440, height: 900 }],
  ['light', { width: 390, height: 844 }],
  ['dark', { width: 390, height: 844 }],
] as const)(
  'axe finds nothing in the page and in the frame, and nothing is cut off: %s, %j',
  async (colorScheme, viewport) => {
    const { page, frame, context, complaints } = await visitLender({ colorScheme, viewport });
    expect([await violations(page), await violations(frame)]).toEqual([[], []]);
    for (const one of [page, frame])
      expect(await one.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    // The frame is as high as what is in it.
    expect(
      await frame.evaluate(() => Math.abs(document.documentElement.getBoundingClientRect().height - innerHeight)),
    ).toBeLessThanOrEqual(1);
    expect(complaints).toEqual([]);
    await context.close();
  },
);
