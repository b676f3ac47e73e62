import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Explanation } from '../../src/records/record.ts';
import { launch } from './browser.ts';
import { newRecord, recordOf, visit } from './visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const query = (backend: string, seed: number) =>
  `?example=breast-cancer&explainer=kernel-shap&samples=256&seed=${seed}&backend=${backend}`;

function expectClose(found: Explanation, right: Explanation): void {
  for (const [player, value] of right.attributions[0].entries())
    expect(Math.abs(found.attributions[0][player] - value)).toBeLessThan(1e-4);
}

test('a GPU process that crashes while a call is out costs nothing but time', async () => {
  const rightOf = async (seed: number) => {
    const { page, context } = await visit(browser, query('wasm', seed));
    const record = await recordOf(page);
    await context.close();
    return record;
  };
  const { page, context } = await visit(browser, query('webgpu', 0));
  expect((await recordOf(page)).backend.name).toBe('webgpu');

  // The next row's explanation is under way when the process goes.
  const system = await browser.newBrowserCDPSession();
  const struck = await newRecord(page, async () => {
    await page.getByRole('button', { name: 'Next row' }).click();
    await page.waitForFunction(() => document.documentElement.dataset.orielState === 'explaining', undefined, {
      polling: 5,
    });
    await page.waitForTimeout(300);
    await system.send('Browser.crashGpuProcess' as never);
  });
  expect(await page.getByText('was replaced. Nothing is lost.').count()).toBeGreaterThan(0);
  await newRecord(page, () => page.getByRole('button', { name: 'Previous row' }).click());
  await page.getByText('More settings').click();
  const seed = page.getByRole('spinbutton', { name: 'Seed' });
  await seed.fill('1');
  const after = await newRecord(page, () => seed.press('Enter'));
  expectClose(after, await rightOf(1));
  expect(struck.input).not.toEqual(after.input);
  for (const sum of struck.additivityResidual ?? [Number.NaN]) expect(Math.abs(sum)).toBeLessThan(1e-4);
  await context.close();
});
