import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { newRecord, recordOf, settled, visit } from './visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test('a method whose code does not arrive is said to have failed, and what is on show stays', async () => {
  const { page, context } = await visit(browser, '?example=penguins&samples=64');
  const before = await recordOf(page);
  let asked = 0;
  await context.route(/\/create-[^/]*\.js$/, (route) => {
    asked += 1;
    return route.abort();
  });
  await page.getByText('More settings').click();
  await page.getByRole('radio', { name: 'LIME' }).check();
  await page.getByRole('alert').filter({ hasText: 'went wrong' }).waitFor();
  await settled(page);
  expect(asked).toBe(1);
  expect(await page.evaluate(() => document.documentElement.dataset.orielState)).toBe('error');
  expect(await page.locator('oriel-chart svg').first().isVisible()).toBe(true);
  expect(await recordOf(page)).toMatchObject({ id: before.id });

  await context.unroute(/\/create-[^/]*\.js$/);
  const after = await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
  expect(after.explainer.name).toBe('glime');
  await context.close();
});
