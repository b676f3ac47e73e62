import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type ColdLoad, coldLoad } from '../../bench/load/cold-load.ts';
import { launch } from '../browser.ts';

/** 5 Mbit/s: slow enough that what comes later is not there too early. */
const line = { bytesPerSecond: 625_000, roundTrip: 40 };

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const load = (query: string, look?: (page: Page) => Promise<void>) =>
  coldLoad(browser, inject('baseUrl'), { query, line, ...(look && { look }) });

/** Files of the build that came more than once; others are asked for again to see whether they changed. */
function twice({ transfers }: ColdLoad): string[] {
  const built = transfers.filter(({ path }) => path.startsWith('/assets/')).map(({ path }) => path);
  return built.filter((path, at) => built.indexOf(path) !== at);
}

const runtimes = ({ transfers }: ColdLoad) => transfers.filter(({ path }) => path.endsWith('.wasm')).length;

function expectSmall(found: ColdLoad): void {
  expect(found.marks.shell.bytes).toBeLessThan(60_000);
  expect(found.marks.explanation.bytes).toBeLessThan(400_000);
  expect([runtimes(found), twice(found)]).toEqual([1, []]); // compared afterwards
}

test.each(['penguins', 'diabetes'])(
  '%s is explained from less than 400 kB, and can be read from less than 60',
  async (example) => expectSmall(await load(`?example=${example}`)),
);

test('a model that the runtime answers takes less than 4.5 MB, and its runtime comes once for all workers', async () => {
  const found = await load('?example=breast-cancer');
  expect(found.marks.explanation.bytes).toBeLessThan(4_500_000);
  expect([runtimes(found), twice(found)]).toEqual([1, []]);
});

/** Where everything on show stands. */
const picture = (page: Page) =>
  page.evaluate(() => {
    const elements = [...document.querySelectorAll('oriel-app *')];
    return elements.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.localName, x, y, width, height].join(' ');
    });
  });

test('so is credit; the answer is there before the runtime, says so, and stays as it is when they were compared', async () => {
  const why = (page: Page) => page.evaluate(() => window.oriel.record?.backend.why);
  const answer = (page: Page) =>
    page.evaluate(() => JSON.stringify({ ...window.oriel.record, backend: null, created: null }));
  const found = await load('?example=credit', async (page) => {
    await page.locator('.terms summary').click();
    const [before, said] = [await picture(page), await answer(page)];
    expect(await why(page)).toMatch(/not compared with the runtime’s yet/);
    await page.waitForFunction(() => window.oriel.record?.backend.whyMessage?.key === 'engine.backendNative.trees');
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    expect(await picture(page)).toEqual(before);
    expect(await answer(page)).toBe(said);
    expect(await why(page)).toMatch(/without its overhead/);
    expect(await page.locator('.either > span:not(.unsaid)').innerText()).toContain('without its overhead');
  });
  expectSmall(found);
});
