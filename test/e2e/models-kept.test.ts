// A person's own models: kept when they say so, back at the next visit as they were left.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { Explanation } from '../../src/records/record.ts';
import { csvOf, WARDS, wardModel, wardRows } from '../support/stumps.ts';
import { pictureCard, pictureNetwork, seeded } from '../support/tfjs.ts';
import { launch } from './browser.ts';
import { databases, keptValues } from './database.ts';
import { deniedDatabases } from './denied-database.ts';
import { chooseFiles, newRecord, recordOf, settled, visit } from './visit.ts';

const examples = join(import.meta.dirname, '../../public/examples');
const file = (path: string, name: string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: readFileSync(join(examples, path)),
});
const cells = [file('breast-cancer/mlp.onnx', 'cells.onnx'), file('breast-cancer/data.csv', 'cells.csv')];
const wards = [
  { name: 'wards.json', mimeType: '', buffer: Buffer.from(wardModel()) },
  { name: 'wards.csv', mimeType: '', buffer: Buffer.from(csvOf(wardRows(80))) },
];
const birds = [file('penguins/forest.onnx', 'birds.onnx'), file('penguins/data.csv', 'birds.csv')];

let browser: Browser;
let context: BrowserContext;
let complaints: readonly string[] = [];
beforeAll(async () => {
  browser = await launch();
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});
afterAll(() => browser.close());

async function open(query = '', options: Parameters<typeof visit>[2] = {}): Promise<Page> {
  const visited = await visit(browser, query, { locale: 'en-US', ...options });
  ({ context, complaints } = visited);
  return visited.page;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const beside = (page: Page) => page.locator('oriel-what .your-models li');
const kept = (page: Page) => page.locator('oriel-kept .your-models li');

const bring = (page: Page, files: Parameters<typeof chooseFiles>[1]) => newRecord(page, () => chooseFiles(page, files));

async function keepModel(page: Page): Promise<void> {
  await button(page, 'Keep this model').click();
  await page.getByText(/^This model is kept in this browser/).waitFor();
}

async function look(page: Page): Promise<void> {
  await page.locator('.kept-link').click();
  await page.getByRole('heading', { name: 'Kept explanations' }).waitFor();
}

/** Names of the files in the origin's private file system. */
const filesThere = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const found: string[] = [];
    const walk = async (folder: FileSystemDirectoryHandle): Promise<void> => {
      for await (const [name, entry] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>) {
        if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle);
        else found.push(name);
      }
    };
    await walk(await navigator.storage.getDirectory());
    return found.sort();
  });

/** What the page shows of the explanation beside the sentence. */
const said = (page: Page) => page.locator('oriel-keep .said');

/** When the explanation was made at which the person was last, as it is written down. */
async function placeOf(page: Page): Promise<string | undefined> {
  const place = (await keptValues(page)).find((value) => 'settings' in value);
  return typeof place?.record === 'object' ? place.record.created : undefined;
}

/** Comes again, once it is written down where the person is, and has the model back. */
async function comeBack(page: Page, { created: wanted }: Explanation): Promise<void> {
  await expect.poll(() => placeOf(page)).toBe(wanted);
  await page.reload();
  await settled(page);
  await beside(page).getByRole('button').click();
  await page.waitForFunction((created) => window.oriel.record?.created === created, wanted);
}

test('nothing of a model is kept until a person says so; then it is back at the next visit as it was left', async () => {
  const page = await open();
  await bring(page, cells);
  expect([await databases(page), await filesThere(page)]).toEqual([[], []]);
  await newRecord(page, () => button(page, 'Next row').click());
  await keepModel(page);
  expect(await filesThere(page)).toHaveLength(2);
  // Where the person goes on, it follows.
  await page.locator('summary', { hasText: 'More settings' }).first().click();
  const record = await newRecord(page, async () => {
    await page.locator('#field-seed').fill('7');
    await page.locator('#field-seed').press('Enter');
  });
  await expect.poll(() => placeOf(page)).toBe(record.created);
  // Leaving it loses nothing, so nothing is asked.
  await page.reload();
  await settled(page);
  await beside(page).first().waitFor();
  const line = await beside(page).innerText();
  for (const words of ['cells.onnx', 'cells.csv', 'kB', 'today']) expect(line).toContain(words);
  await beside(page).getByRole('button').click();
  await page.waitForFunction((created) => window.oriel.record?.created === created, record.created);
  expect(await recordOf(page)).toEqual(record);
  expect(await said(page).innerText()).toMatch(/^Kept from today, .*not recomputed\.$/);
  expect(await page.locator('#row-number').inputValue()).toBe('1');
  expect(await page.locator('#field-seed').inputValue()).toBe('7');
  // It is a model like any other: the next row is explained.
  const next = await newRecord(page, () => button(page, 'Next row').click());
  expect(next.model.sha256).toBe(record.model.sha256);
  expect(next.seed).toBe(7);
  expect(await said(page).innerText()).toBe('');
});

test('it is deleted and brought back with the keyboard, and what it takes is shown', async () => {
  const page = await open();
  await bring(page, cells);
  await keepModel(page);
  await look(page);
  expect(await page.locator('.kept > .hint').innerText()).toMatch(/^Kept: 1 model\. All that is kept takes \d/);
  const files = await filesThere(page);
  await kept(page).getByRole('button', { name: 'Delete the model cells.onnx' }).focus();
  await page.keyboard.press('Enter');
  await button(page, 'Undo').waitFor();
  expect(await kept(page).count()).toBe(0);
  expect(await filesThere(page)).toEqual([]);
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Undo');
  await page.keyboard.press('Enter');
  await kept(page).waitFor();
  expect(await filesThere(page)).toEqual(files);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest('li')?.querySelector('.what')?.textContent))
    .toContain('cells.onnx');
  await page.keyboard.press('Enter');
  await page.locator('#answer').waitFor();
  await expect.poll(() => said(page).innerText()).toContain('not recomputed');
});

test('always: each model is kept as it is opened, until one button ends that', async () => {
  const page = await open();
  await bring(page, cells);
  await button(page, 'Always keep my models').click();
  await page.getByText(/^This model is kept in this browser/).waitFor();
  await bring(page, birds);
  await page.getByText(/^This model is kept in this browser/).waitFor();
  await page.reload();
  await settled(page);
  await expect.poll(() => beside(page).count()).toBe(2);
  await page.getByText('Every model that you open is kept.').waitFor();
  await button(page, 'Ask each time').first().click();
  await expect.poll(() => page.getByText('Every model that you open is kept.').count()).toBe(0);
  await look(page);
  for (const name of ['cells.onnx', 'birds.onnx']) {
    await kept(page)
      .getByRole('button', { name: `Delete the model ${name}` })
      .click();
    await page.getByText(`Deleted: ${name}.`).first().waitFor();
  }
  await button(page, 'Back to the explanation').click();
  await bring(page, cells);
  await button(page, 'Keep this model').waitFor();
  expect(await filesThere(page)).toEqual([]);
});

test('a model whose files the browser took away says so, and can be kept anew', async () => {
  const page = await open();
  await bring(page, cells);
  await keepModel(page);
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    await folder.removeEntry('oriel', { recursive: true });
  });
  await page.reload();
  await settled(page);
  await beside(page).first().waitFor();
  expect(await beside(page).innerText()).toContain('The browser has taken its files away');
  expect(await beside(page).getByRole('button').first().isDisabled()).toBe(true);
  await bring(page, cells);
  await keepModel(page);
  expect(await filesThere(page)).toHaveLength(2);
  expect(await beside(page).innerText()).not.toContain('taken');
});

test('what was answered, changed and typed of a row comes back with it', async () => {
  const page = await open();
  await bring(page, wards);
  await keepModel(page);
  const order = page.getByRole('group', { name: 'Order of ward' }).locator('bdi');
  await newRecord(page, () => button(page, 'Move Cardiology up').click());
  const answered = ['ward', 'Cardiology', 'Surgery', ...WARDS.slice(2)];
  expect(await order.allTextContents()).toEqual(answered);
  const input = page.locator('oriel-row-form').getByRole('spinbutton').first();
  const record = await newRecord(page, async () => {
    await input.fill('20');
    await input.press('Enter');
  });
  await comeBack(page, record);
  expect(await input.inputValue()).toBe('20');
  expect(await order.allTextContents()).toEqual(answered);
  expect(await page.locator('.topic').innerText()).toContain('wards.json');
});

const sentiment = ['model.json', 'group1-shard1of2', 'group1-shard2of2', 'word_index.json', 'model.card.json'];

test('a text comes back with its model, which lies in several files, its vocabulary and its card', async () => {
  const page = await open('?samples=16');
  await bring(
    page,
    sentiment.map((name) => file(`sentiment/${name}`, name)),
  );
  const text = 'a dull film with one wonderful scene';
  const record = await newRecord(page, () => page.locator('oriel-text-form textarea').fill(text));
  await keepModel(page);
  expect(await filesThere(page)).toHaveLength(4);
  await comeBack(page, record);
  expect(await recordOf(page)).toEqual(record);
  expect(await page.locator('oriel-text-form textarea').inputValue()).toBe(text);
});

test('photos come back with their model, the one that was on show first', async () => {
  const page = await open('?segments=20&samples=60');
  const { json, shards } = await seeded(pictureNetwork(32, 4));
  const made = { 'model.json': json, ...shards };
  await bring(page, [
    ...Object.entries(made).map(([name, bytes]) => ({ name, mimeType: '', buffer: Buffer.from(bytes) })),
    { name: 'model.card.json', mimeType: '', buffer: Buffer.from(JSON.stringify(pictureCard(32, [...'abcd']))) },
    ...['cat.jpg', 'alps.jpg'].map((name) => file(`mobilenet/photos/${name}`, name)),
  ]);
  const record = await newRecord(page, () => page.locator('.photos input').nth(1).check());
  await keepModel(page);
  expect(await filesThere(page)).toHaveLength(5);
  await comeBack(page, record);
  expect(await recordOf(page)).toEqual(record);
  expect(await page.locator('.photos input').nth(1).isChecked()).toBe(true);
  expect(await page.locator('.photos img').count()).toBe(2);
});

test('a kept explanation opens with its model, where that is kept too', async () => {
  const page = await open();
  await bring(page, cells);
  const record = await newRecord(page, () => button(page, 'Next row').click());
  await page.locator('#answer').getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByText('Kept in this browser.').waitFor();
  await look(page);
  await page.locator('.kept li[data-record] .open').click();
  await page.locator('.opened-record oriel-chart svg').first().waitFor();
  expect(await button(page, 'Open with its model').count()).toBe(0);
  await button(page, 'Back to the explanation').click();
  await newRecord(page, () => button(page, 'Next row').click());
  await keepModel(page);
  await page.reload();
  await settled(page);
  await look(page);
  await page.locator('.kept li[data-record] .open').click();
  await button(page, 'Open with its model').click();
  await page.waitForFunction((created) => window.oriel.record?.created === created, record.created);
  expect(await page.locator('#row-number').inputValue()).toBe('1');
  expect(await page.locator('.opened-record').count()).toBe(0);
  await button(page, 'Remove').waitFor();
});

test('two kept explanations stand side by side, of different models too', async () => {
  const page = await open('?example=penguins&row=0');
  await page.locator('#answer').getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByText('Kept in this browser.').waitFor();
  await newRecord(page, () => button(page, 'Next row').click());
  await page.locator('#answer').getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByText('Kept in this browser.').waitFor();
  await newRecord(page, () => page.locator('#field-example').selectOption('credit'));
  await page.locator('#answer').getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByText('Kept in this browser.').waitFor();
  await look(page);
  const compare = (at: number) => page.locator('.kept li[data-record] .compare').nth(at);
  await compare(2).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Choose a second explanation').waitFor();
  await compare(1).focus();
  await page.keyboard.press('Enter');
  const pair = page.locator('.kept-pair');
  await pair.locator('oriel-chart svg').nth(1).waitFor();
  expect(await page.evaluate(() => document.activeElement?.classList.contains('kept-pair'))).toBe(true);
  const differs = page.getByRole('region', { name: 'What differs' });
  expect((await differs.locator('tbody th').allInnerTexts()).map((text) => text.trim())).toEqual(['Input', 'Answer']);
  expect(await differs.innerText()).toContain('row 1');
  expect(await page.getByRole('region', { name: 'Both explanations' }).locator('tbody tr').count()).toBeGreaterThan(3);
  // Another model: the oldest choice makes way.
  await compare(0).click();
  await expect.poll(() => pair.innerText()).toContain('share no part');
  expect(await differs.locator('tbody th').allInnerTexts()).toEqual(expect.arrayContaining(['Model', 'Input']));
  await pair.getByRole('button', { name: 'Take away' }).click();
  await expect.poll(() => pair.count()).toBe(0);
});

test('a saved file brings models to another browser', async () => {
  const page = await open();
  const record = await bring(page, cells);
  await keepModel(page);
  await expect.poll(() => placeOf(page)).toBe(record.created);
  await look(page);
  const downloading = page.waitForEvent('download');
  await button(page, 'Save all as a file').click();
  const buffer = readFileSync(await (await downloading).path());
  const files = await filesThere(page);
  await context.close();

  const elsewhere = await open();
  await look(elsewhere);
  await elsewhere
    .locator('.kept input[type=file]')
    .setInputFiles({ name: 'mine.zip', mimeType: 'application/zip', buffer });
  await kept(elsewhere).waitFor();
  expect(await filesThere(elsewhere)).toEqual(files);
  await kept(elsewhere).locator('.open').click();
  await elsewhere.waitForFunction((created) => window.oriel.record?.created === created, record.created);
  expect(await recordOf(elsewhere)).toEqual(record);
});

test('forgetting everything leaves nothing of a kept model, wherever one looks', async () => {
  const page = await open();
  await bring(page, cells);
  await button(page, 'Always keep my models').click();
  await page.getByText(/^This model is kept in this browser/).waitFor();
  await page.locator('#answer').getByRole('button', { name: 'Keep', exact: true }).click();
  await page.evaluate(async () => {
    localStorage.setItem('cells', 'cells.csv');
    sessionStorage.setItem('cells', 'cells.csv');
    await (await caches.open('cells')).put('/cells.csv', new Response('cells'));
  });
  await newRecord(page, () => button(page, 'Forget everything').click());
  expect(
    await page.evaluate(async () => ({
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      local: { ...localStorage },
      session: { ...sessionStorage },
      search: location.search,
      state: JSON.stringify(history.state),
      text: document.body.innerText.includes('cells.'),
    })),
  ).toEqual({
    databases: [],
    caches: [],
    workers: 0,
    local: {},
    session: {},
    search: expect.not.stringContaining('cells'),
    state: expect.not.stringContaining('cells'),
    text: false,
  });
  expect(await filesThere(page)).toEqual([]);
  await page.reload();
  await settled(page);
  expect(await beside(page).count()).toBe(0);
  expect(await page.locator('.kept-link').innerText()).toBe('Kept');
});

test.each(deniedDatabases)(
  'where the database %s, a model is kept until the page is closed, and it says so',
  async (_, spoil) => {
    context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
    complaints = [];
    await context.addInitScript(spoil);
    const page = await context.newPage();
    await page.goto(inject('baseUrl'));
    await settled(page);
    const record = await bring(page, cells);
    await button(page, 'Keep this model').click();
    await page.getByText(/^This model is kept until this page is closed/).waitFor();
    await page.getByText('What you keep is kept only until this page is closed.').first().waitFor();
    await newRecord(page, () => page.locator('#field-example').selectOption('penguins'));
    await beside(page).getByRole('button').click();
    await page.waitForFunction((sha256) => window.oriel.record?.model.sha256 === sha256, record.model.sha256);
    expect(await said(page).innerText()).toContain('not recomputed');
  },
);

test.each([
  ['light', { width: 1440, height: 900 }, 'en'],
  ['dark', { width: 390, height: 844 }, 'de'],
] as const)('nothing is cut off, and axe finds nothing: %s, %j, %s', async (colorScheme, viewport, lang) => {
  const page = await open(`?lang=${lang}`, { colorScheme, viewport });
  await bring(page, cells);
  await page.locator('oriel-keep-model .keep').click();
  await beside(page).first().waitFor();
  await page.locator('oriel-keep button').click();
  await newRecord(page, () => page.locator('.stepper button').last().click());
  await page.locator('oriel-keep button').click();
  const check = async () => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await page.evaluate(axe.source);
    const found = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  };
  await check();
  await page.locator('.kept-link').click();
  await kept(page).waitFor();
  await expect.poll(() => page.locator('.kept li[data-record]').count()).toBe(2);
  await page.locator('.compare').nth(0).click();
  await page.locator('.compare').nth(1).click();
  await page.locator('.kept-pair oriel-chart svg').nth(1).waitFor();
  await check();
});
