// Explanations that a person keeps: found again, opened without their model, exchanged, forgotten.

import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { launch } from './browser.ts';
import { databases, keptValues } from './database.ts';
import { deniedDatabases } from './denied-database.ts';
import { newRecord, recordOf, settled, visit } from './visit.ts';

let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  browser = await launch();
});
afterEach(() => context.close());
afterAll(() => browser.close());

async function open(query = '', options: Parameters<typeof visit>[2] = {}): Promise<Page> {
  const visited = await visit(browser, query, { locale: 'en-US', ...options });
  context = visited.context;
  return visited.page;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const lines = (page: Page) => page.locator('.kept li[data-record]');
const names = async (page: Page) => (await lines(page).locator('.what').allInnerTexts()).map((text) => text.trim());
const link = (page: Page) => page.locator('.kept-link');

async function keep(page: Page): Promise<void> {
  await page.locator('#answer').getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByText('Kept in this browser.').waitFor();
}

/** Keeps the first rows of the penguins, one after the other. */
async function keepRows(page: Page, count: number): Promise<void> {
  for (let row = 0; row < count; row++) {
    if (row > 0) await newRecord(page, () => button(page, 'Next row').click());
    await keep(page);
  }
}

async function look(page: Page): Promise<void> {
  await link(page).click();
  await page.getByRole('heading', { name: 'Kept explanations' }).waitFor();
}

/** Explanations that the page's database holds. */
const inDatabase = async (page: Page): Promise<unknown[]> =>
  (await keptValues(page)).filter(({ record }) => typeof record === 'object');

const penguins = '?example=penguins&row=0';

test('nothing is kept, and no store is loaded, until a person asks for it', async () => {
  const page = await open(penguins);
  await newRecord(page, () => button(page, 'Next row').click());
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  expect(await databases(page)).toEqual([]);
  const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect(asked.filter((name) => /\/(library|kept-view)-/.test(name))).toEqual([]);
  await look(page);
  expect(await page.locator('.kept .empty').innerText()).toContain('Nothing is kept yet.');
  expect(await page.getByRole('button', { name: 'Save all as a file' }).isDisabled()).toBe(true);
  // To look at nothing makes nothing.
  expect(await databases(page)).toEqual([]);
});

test('looking makes nothing either where the browser does not list its databases', async () => {
  context = await browser.newContext({ locale: 'en-US' });
  await context.addInitScript(() => {
    const { databases } = IDBFactory.prototype;
    Object.assign(window, { listed: () => databases.call(indexedDB) });
    Reflect.deleteProperty(IDBFactory.prototype, 'databases');
  });
  const page = await context.newPage();
  const listed = () =>
    page.evaluate(async () =>
      (await (window as unknown as { listed(): Promise<IDBDatabaseInfo[]> }).listed()).map(({ name }) => name),
    );
  await page.goto(inject('baseUrl') + penguins);
  await settled(page);
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await look(page);
  await page.locator('.kept .empty').waitFor();
  expect(await listed()).toEqual([]);
  await page.goBack();
  await keep(page);
  await page.reload();
  await settled(page);
  await expect.poll(() => link(page).innerText()).toBe('Kept: 1');
  expect(await listed()).toEqual(['oriel']);
});

test('what is kept is there after a reload, byte for byte, and the same button takes it back', async () => {
  const page = await open(penguins);
  const record = await recordOf(page);
  await keep(page);
  expect(await link(page).innerText()).toBe('Kept: 1');
  expect(await inDatabase(page)).toEqual([{ record, card: expect.objectContaining({ name: record.model.name }) }]);
  await page.reload();
  await settled(page);
  await page.getByText('Kept in this browser.').waitFor();
  await look(page);
  expect(page.url()).toContain('view=kept');
  expect(await names(page)).toEqual([expect.stringContaining('row 0')]);
  await page.goBack();
  await page.locator('#answer').waitFor();
  // Going back shows the same explanation, made once.
  expect(await recordOf(page)).toMatchObject({ id: record.id });
  await button(page, 'Remove').click();
  await button(page, 'Keep').waitFor();
  expect(await inDatabase(page)).toEqual([]);
});

test('a kept explanation is drawn without its model, from its address on', async () => {
  const page = await open(penguins);
  await keep(page);
  const { created } = await recordOf(page);
  const other = await context.newPage();
  // The engine's worker does not even arrive.
  await other.route(/engine\.worker/, (route) => route.abort());
  await other.goto(`${inject('baseUrl')}?view=kept`);
  await lines(other).locator('.open').click();
  await other.locator('.opened-record oriel-chart svg').first().waitFor();
  expect(await other.locator('.opened-record').innerText()).toContain('not recomputed');
  const drawn = await other.evaluate(
    () => (document.querySelector('.opened-record oriel-chart') as HTMLElement & { record: object }).record,
  );
  expect(drawn).toMatchObject({ created });
  const focused = () => other.evaluate(() => document.activeElement?.className);
  expect(await focused()).toContain('opened-record');
  await button(other, 'Put away').click();
  await expect.poll(focused).toBe('open');
});

test('it is searched, deleted, and brought back with the keyboard', async () => {
  const page = await open(penguins);
  await keepRows(page, 3);
  await look(page);
  const all = await names(page);
  expect(all.map((name) => /row \d/.exec(name)?.[0])).toEqual(['row 2', 'row 1', 'row 0']);
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('ROW 1 flipper');
  expect(await names(page)).toEqual([all[1]]);
  await search.fill('elephant');
  expect(await page.locator('.kept .empty').innerText()).toContain('“elephant”');
  await search.fill('');
  await lines(page)
    .nth(1)
    .getByRole('button', { name: /^Delete: / })
    .focus();
  await page.keyboard.press('Enter');
  await button(page, 'Undo').waitFor();
  expect(await names(page)).toEqual([all[0], all[2]]);
  expect(await inDatabase(page)).toHaveLength(2);
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Undo');
  await page.keyboard.press('Enter');
  await expect.poll(() => names(page)).toEqual(all);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest('li')?.querySelector('.what')?.textContent))
    .toBe(all[1]);
});

test('everything goes into one file, and comes back from it elsewhere', async () => {
  const page = await open(penguins);
  await keepRows(page, 2);
  await look(page);
  const [kept, list] = [await inDatabase(page), await names(page)];
  const downloading = page.waitForEvent('download');
  await button(page, 'Save all as a file').click();
  const file = await (await downloading).path();
  const buffer = readFileSync(file);
  await context.close();

  const elsewhere = await open(penguins);
  await look(elsewhere);
  const take = (name: string, bytes: Buffer) =>
    elsewhere.locator('.kept input[type=file]').setInputFiles({ name, mimeType: 'application/zip', buffer: bytes });
  const status = elsewhere.locator('.kept-status');
  await take('mine.zip', buffer);
  await expect.poll(() => status.innerText()).toContain('2 entries added');
  expect(await names(elsewhere)).toEqual(list);
  expect(await inDatabase(elsewhere)).toEqual(kept);
  await take('again.zip', buffer);
  await expect.poll(() => status.innerText()).toContain('nothing new, 2 were here already');
  await take('not-a-zip.zip', Buffer.from('nothing of the kind'));
  await elsewhere.getByRole('alert').waitFor();
  expect(await elsewhere.getByRole('alert').innerText()).toContain('not-a-zip.zip');
  expect(await names(elsewhere)).toEqual(list);
});

test('another tab sees what is kept, deleted and forgotten', async () => {
  const page = await open(penguins);
  await keep(page);
  const other = await context.newPage();
  await other.goto(`${inject('baseUrl')}?view=kept`);
  await expect.poll(() => names(other)).toHaveLength(1);
  await newRecord(page, () => button(page, 'Next row').click());
  await keep(page);
  await expect.poll(() => names(other)).toHaveLength(2);
  await lines(other)
    .nth(0)
    .getByRole('button', { name: /^Delete: / })
    .click();
  await expect.poll(() => link(page).innerText()).toBe('Kept: 1');
  await button(page, 'Keep').waitFor();
  await newRecord(page, () => button(page, 'Forget everything').click());
  await expect.poll(() => other.locator('.kept .empty').count()).toBe(1);
});

test.each(deniedDatabases)(
  'where the database %s, it is kept until the page is closed, and the page says so',
  async (_, spoil) => {
    context = await browser.newContext({ locale: 'en-US' });
    await context.addInitScript(spoil);
    const page = await context.newPage();
    await page.goto(inject('baseUrl') + penguins);
    await settled(page);
    await button(page, 'Keep').click();
    await page.getByText('Kept until this page is closed.').waitFor();
    await look(page);
    expect(await names(page)).toHaveLength(1);
    expect(await page.locator('.kept .remark').innerText()).toContain('The browser allows no storage here');
    await newRecord(page, () => button(page, 'Forget everything').click());
    await look(page);
    expect(await page.locator('.kept .empty').count()).toBe(1);
  },
);

test('on a phone, in German, everything fits and nothing moves when something is deleted', async () => {
  const page = await open(`${penguins}&lang=de`, { viewport: { width: 390, height: 844 } });
  await button(page, 'Aufbewahren').click();
  await page.getByText('In diesem Browser aufbewahrt.').waitFor();
  await newRecord(page, () => button(page, 'Nächste Zeile').click());
  await button(page, 'Aufbewahren').click();
  await link(page).click();
  await page.getByRole('heading', { name: 'Aufbewahrte Erklärungen' }).waitFor();
  await expect.poll(() => lines(page).count()).toBe(2);
  const top = async () => (await lines(page).first().boundingBox())?.y;
  const before = await top();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  await lines(page)
    .nth(1)
    .getByRole('button', { name: /^Löschen: / })
    .click();
  await button(page, 'Rückgängig').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  expect(await top()).toBe(before);
});
