import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../browser.ts';
import { newRecord, visit } from '../visit.ts';
import { longestTasks } from './tasks.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test.each(['?example=credit&samples=4096', '?example=breast-cancer&samples=8192', '?example=mobilenet&samples=48'])(
  'no task of the page takes 50 ms of its thread during an explanation (%s)',
  async (query) => {
    const { page, context } = await visit(browser, query);
    await page.getByText('More settings').click();
    const tasks = await longestTasks(browser, page, () =>
      newRecord(page, async () => {
        await page.getByRole('spinbutton', { name: 'Seed' }).fill('7');
        await page.getByRole('spinbutton', { name: 'Seed' }).press('Enter');
      }),
    );
    expect(tasks[0]).toBeLessThan(50);
    await context.close();
  },
);
