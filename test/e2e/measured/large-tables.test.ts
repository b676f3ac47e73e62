// Large tables do not hold up the page, whatever is done with them.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../browser.ts';
import { counts, find, grid, head, model, patients, row } from '../patients.ts';
import { chooseFiles, newRecord, visit } from '../visit.ts';
import { longestTasks } from './tasks.ts';

const example = join(import.meta.dirname, '../../../public/examples/breast-cancer');

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test('100,000 rows are looked at, sorted, filtered and found without holding up the page', async () => {
  const { page, context, complaints } = await visit(browser);
  await newRecord(page, () => chooseFiles(page, [model, patients(100_000)]));
  const tasks = await longestTasks(browser, page, async () => {
    await page.locator('#open-table').click();
    await page.locator('.table-dialog td', { hasText: '%' }).first().waitFor();
    await head(page, /^age/).click();
    await head(page, /^age/).and(page.locator('[aria-sort="ascending"]')).waitFor();
    await head(page, /^name/).click();
    await head(page, /^name/).and(page.locator('[aria-sort="ascending"]')).waitFor();
    for (const part of [0.3, 0.6, 1]) {
      await page.locator('.grid-scroll').evaluate((box, at) => {
        box.scrollTop = at * box.scrollHeight;
      }, part);
      await grid(page).locator('tbody td').first().waitFor();
    }
    await grid(page).locator('tr[aria-rowindex="100001"]').waitFor();
    const filter = page.locator('oriel-table-filters');
    await filter.getByLabel('Filter by').selectOption('age');
    await filter.getByLabel('from').fill('88');
    await filter.getByRole('button', { name: 'Add filter' }).click();
    await counts(page, '4,000 of 100,000 rows');
    await filter.getByRole('button', { name: /Take this filter back/ }).click();
    await counts(page, '100,000 of 100,000 rows');
    await find(page, 'p78123');
    await counts(page, '1 of 100,000 rows');
  });
  expect(tasks[0]).toBeLessThan(50);
  expect(await grid(page).getAttribute('aria-rowcount')).toBe('2');
  expect(await grid(page).getAttribute('aria-colcount')).toBe('10');
  const found = await newRecord(page, () => row(page, 0).locator('td').first().click());
  expect(found.input).toMatchObject({ row: 77_123 });
  expect(await row(page, 0).getAttribute('aria-selected')).toBe('true');
  expect(complaints).toEqual([]);
  await context.close();
});

test('no task of the page takes 50 ms of its thread while a large table is kept and brought back', async () => {
  const { page, context } = await visit(browser);
  // A column that the model is not given holds long notes.
  const [names, ...rows] = readFileSync(join(example, 'data.csv'), 'utf8').trimEnd().split('\n');
  const note = 'x'.repeat(60_000);
  const large = Buffer.from([`${names},note`, ...rows.map((cells) => `${cells},${note}`)].join('\n'));
  expect(large.length).toBeGreaterThan(30_000_000);
  const folder = mkdtempSync(join(tmpdir(), 'oriel-large-table-'));
  const path = join(folder, 'cells.csv');
  writeFileSync(path, large);
  await newRecord(page, () => chooseFiles(page, [join(example, 'mlp.onnx'), path]));
  const keeping = await longestTasks(browser, page, async () => {
    await page.getByRole('button', { name: 'Keep this model', exact: true }).click();
    await page.getByText(/^This model is kept in this browser/).waitFor();
  });
  await newRecord(page, () => page.locator('#field-example').selectOption('penguins'));
  const back = await longestTasks(browser, page, async () => {
    await page.locator('oriel-what .your-models button').click();
    await expect
      .poll(() => page.locator('oriel-keep .said').innerText(), { timeout: 60_000 })
      .toContain('not recomputed');
  });
  rmSync(folder, { recursive: true });
  expect(keeping[0]).toBeLessThan(50);
  expect(back[0]).toBeLessThan(50);
  await context.close();
});
