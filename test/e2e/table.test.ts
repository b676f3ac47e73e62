// The table of what is explained: looking, finding, sorting, filtering, two rows side by side, and
// what can be taken along.

import type { Browser, Download, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Explanation } from '../../src/records/record.ts';
import { launch } from './browser.ts';
import { counts, file, find, grid, head, model, patients, row, table } from './patients.ts';
import { chooseFiles, newRecord, recordOf, settled, visit } from './visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const textOf = async (download: Download): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
};

/** The page with a model and a table of so many rows, which is open. */
async function opened(rows: number, options: Parameters<typeof visit>[2] = {}, query = '') {
  const seen = await visit(browser, query, options);
  await newRecord(seen.page, () => chooseFiles(seen.page, [model, patients(rows)]));
  await seen.page.locator('#open-table').click();
  await seen.page.locator('.table-dialog td', { hasText: '%' }).first().waitFor();
  return seen;
}

test('ids, names and dates are found though the model is given none of them', async () => {
  const { page, context } = await opened(60);
  expect(await head(page, /^name/).textContent()).toContain('not given to the model');
  for (const [text, rows] of [
    ['محمد بن عبد الله 13', 1],
    ['hyperlink("x") 2', 3],
    ['2023-04-14', 7],
    ['P1042', 1],
  ] as const) {
    await find(page, text);
    await counts(page, `${rows} of 60 rows`);
  }
  await find(page, 'no such thing');
  await table(page).getByText('No row is like this.').waitFor();
  const record = await recordOf(page);
  expect(record.input.kind === 'tabular' && record.input.columns).toEqual(['age', 'ward', 'sex']);
  await context.close();
});

test('the keys lead through all rows and columns, and Enter explains', async () => {
  const { page, context } = await opened(60);
  await row(page, 0).locator('th').focus();
  await page.keyboard.press('Control+End');
  await row(page, 59).locator('td:focus').waitFor();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  await row(page, 58).locator('th:focus').waitFor();
  const explained = await newRecord(page, () => page.keyboard.press('Enter'));
  expect(explained.input).toMatchObject({ row: 58 });
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await head(page, /^Answer/)
    .and(page.locator('[aria-sort="ascending"]'))
    .waitFor();
  await page.keyboard.press('Escape');
  await table(page).waitFor({ state: 'hidden' });
  expect(await page.locator('#open-table').evaluate((button) => button === document.activeElement)).toBe(true);
  await context.close();
});

test('mistakes follow one another, and a random row is drawn from those that were filtered', async () => {
  const { page, context } = await opened(60);
  const outcome = async () => {
    const selected = grid(page).locator('tr[aria-selected="true"]');
    await selected.waitFor();
    return selected.locator('td').nth(1).textContent();
  };
  const seen: (number | null)[] = [];
  for (let step = 0; step < 3; step++) {
    const { input } = await newRecord(page, () => table(page).getByRole('button', { name: 'Next mistake' }).click());
    seen.push(input.kind === 'tabular' ? input.row : null);
    expect((await outcome())?.trim()).toBe('wrong');
  }
  expect(new Set(seen).size).toBe(3);
  const filter = page.locator('oriel-table-filters');
  await filter.getByLabel('Filter by').selectOption('Answer in %: “yes” for readmitted');
  await filter.getByLabel('from').fill('50');
  await filter.getByRole('button', { name: 'Add filter' }).click();
  await table(page).getByText('Answer: “yes” for readmitted: 50 % or more').waitFor();
  const drawn = await newRecord(page, () => table(page).getByRole('button', { name: 'Random row' }).click());
  expect(drawn.modelOutput.at(-1)).toBeGreaterThanOrEqual(0.5);
  await context.close();
});

test('two rows stand side by side, and stay so when the way of explaining changes', async () => {
  const { page, context, complaints } = await opened(60);
  await table(page).getByRole('button', { name: 'Put a row beside' }).click();
  await find(page, 'P1007');
  await counts(page, '1 of 60 rows');
  await row(page, 0).locator('th').click();
  const beside = page.getByRole('region', { name: 'Row 0 beside row 7' });
  await beside.getByRole('rowheader', { name: 'ward' }).waitFor();
  expect(await beside.locator('oriel-chart').count()).toBe(2);
  const ward = beside.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'ward' }) });
  expect((await ward.getByRole('cell').allTextContents()).filter((_, at) => at % 2 === 0)).toEqual([
    'Surgery',
    'Geriatrics',
  ]);
  await table(page).getByRole('button', { name: 'Close' }).click();
  await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
  await page.getByRole('region', { name: 'Row 1 beside row 7' }).getByRole('rowheader', { name: 'ward' }).waitFor();
  await page.getByRole('button', { name: 'Take away' }).click();
  expect(await page.locator('.beside').count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test('rows are saved as CSV with answers and what each column adds, and copied', async () => {
  const { page, context } = await opened(60, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.locator('.saves summary').click();
  const saved = async (name: RegExp) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      table(page).getByRole('button', { name }).click(),
    ]);
    return (await textOf(download)).replace('\ufeff', '').trim().split('\r\n');
  };
  const [header, first, ...others] = await saved(/The row on show/);
  expect(others).toEqual([]);
  expect(header.split(',').slice(0, 4)).toEqual(['row', 'name', 'id', 'admitted']);
  expect(first.startsWith('0,Ada 0,P1000,2023-01-14,40,Surgery,f,no,')).toBe(true);
  expect(await saved(/All 60 rows/)).toHaveLength(61);
  await find(page, 'hyperlink');
  await counts(page, '15 of 60 rows');
  const shown = await saved(/15 rows of the table/);
  expect(shown).toHaveLength(16);
  expect(shown[1].startsWith('2,"\'=HYPERLINK(""x"") 2",P1002,')).toBe(true);
  await table(page).getByRole('button', { name: 'Copy' }).click();
  await table(page).getByText('15 rows of 15 copied.').waitFor();
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).trim().split(/\r?\n/);
  expect([copied.length, copied[1].split('\t')[2]]).toEqual([16, 'P1002']);
  await context.close();
});

test('all rows are saved with what each column adds by whatever method the person waits for', async () => {
  const { page, context } = await opened(60, {}, '?explainer=lime&samples=100');
  expect((await recordOf(page)).explainer.name).toBe('lime');
  await page.locator('.saves summary').click();
  const saved = async () => {
    const button = table(page).getByRole('button', { name: 'All 60 rows' });
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    const [header, ...rows] = (await textOf(download)).trim().split('\r\n');
    const at = header.split(',').indexOf('explainer');
    return rows.filter((line) => line.includes(',lime,output,')).length + (at < 0 ? Number.NaN : 0);
  };
  expect(await saved()).toBe(1);
  await table(page)
    .getByLabel(/Explain every row/)
    .check();
  expect(await saved()).toBe(60);
  await context.close();
});

describe('on a phone', () => {
  test.each([360, 390])('nothing of the header or the table is cut at %i pixels', async (width) => {
    const touch = { viewport: { width, height: 844 }, hasTouch: true, isMobile: true };
    const { page, context } = await opened(60, touch, '?lang=de');
    const dialog = page.getByRole('dialog', { name: 'Tabelle' });
    for (const button of await dialog.locator('.ways button').all()) {
      const box = await button.boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= width, (await button.textContent()) ?? '').toBe(true);
    }
    const cut = await dialog
      .locator('thead th')
      .evaluateAll((heads) =>
        heads
          .filter((head) =>
            [head, ...head.querySelectorAll('*')].some((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0),
          )
          .map((head) => head.textContent),
      );
    expect(cut).toEqual([]);
    // The last row can be reached, whatever height the headings take.
    await dialog.locator('.grid-scroll').evaluate((box) => {
      box.scrollTop = box.scrollHeight;
    });
    const last = dialog.locator('tr[aria-rowindex="61"]');
    await last.waitFor();
    const [bottom, edge] = await Promise.all(
      [last, dialog.locator('.grid-scroll')].map((each) => each.evaluate((e) => e.getBoundingClientRect().bottom)),
    );
    expect(bottom).toBeLessThanOrEqual(edge + 1);
    await dialog.getByRole('button', { name: 'Schließen' }).click();
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator('oriel-keep button').first().click();
    await page.getByRole('link', { name: 'Aufbewahrt: 1' }).waitFor();
    const tops = await page.locator('header :is(h1, .kept-link, select, .tools button, p)').evaluateAll((parts) => {
      const boxes = parts.map((part) => part.getBoundingClientRect());
      return boxes.map(({ top, bottom }) => (top + bottom) / 2);
    });
    // Two lines: name, what is kept, language and colours; then the sentence beside what forgets all.
    const lines = tops.toSorted((a, b) => a - b).filter((top, at, all) => at === 0 || top - all[at - 1] > 10);
    expect(lines).toHaveLength(2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await context.close();
  });

  test('the table takes the whole screen, and choosing a row closes it', async () => {
    const { page, context } = await opened(60, { viewport: { width: 390, height: 844 }, hasTouch: true }, '?lang=de');
    const dialog = page.getByRole('dialog', { name: 'Tabelle' });
    const box = await dialog.boundingBox();
    expect([box?.width, box?.height]).toEqual([390, 844]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const record = await newRecord(page, () => dialog.locator('tr[aria-rowindex="4"] th').tap());
    expect(record.input).toMatchObject({ row: 2 });
    await dialog.waitFor({ state: 'hidden' });
    await context.close();
  });
});

describe('a saved record', () => {
  const saveRecord = async (page: Page): Promise<string> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save record' }).click(),
    ]);
    return textOf(download);
  };

  test('opens again without its model, says that it comes from a file, and is put away', async () => {
    const { page, context, complaints } = await visit(browser, '?example=penguins');
    const record = await recordOf(page);
    const text = await saveRecord(page);
    await page.goto(page.url().replace(/\?.*/, '?example=credit'));
    await settled(page);
    await chooseFiles(page, [file('kept.json', text)]);
    const kept = page.getByRole('region', { name: 'A saved record' });
    await kept.getByText('not recomputed').waitFor();
    expect(await kept.textContent()).toContain(record.model.name);
    expect(await kept.getByText('was changed after').count()).toBe(0);
    await kept.locator('oriel-chart').locator('svg').first().waitFor();
    await chooseFiles(page, [file('changed.json', text.replace(/"seed": \d+/, '"seed": 12345'))]);
    await kept.getByText('was changed after').waitFor();
    await kept.getByRole('button', { name: 'Put away' }).click();
    expect(await kept.count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('that is damaged is refused by name of the field', async () => {
    const { page, context } = await visit(browser, '?example=penguins');
    const record = JSON.parse(await saveRecord(page)) as Explanation;
    const damaged = JSON.stringify({ ...record, attributions: 'none' });
    await chooseFiles(page, [file('damaged.json', damaged)]);
    const alert = page.getByRole('alert').filter({ hasText: 'attributions' });
    await alert.waitFor();
    expect(await alert.textContent()).toContain('not a valid explanation record');
    await context.close();
  });
});
