// A long table: the model as a whole by its first rows while the rest is read, then by all rows;
// and an error that stands far down.

import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { file } from './patients.ts';
import { chooseFiles, visit } from './visit.ts';

const ROWS = 40_000;
const FIRST = /^These are only the first rows\./;

let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  browser = await launch();
});
afterEach(() => context.close());
afterAll(() => browser.close());

/** The German credits over and over, with the model and a card that holds out none of them. */
async function credits(last = '') {
  const read = (name: string) => readFile(`public/examples/credit/${name}`);
  const [table, model, text] = await Promise.all(['data.csv', 'gbt.onnx', 'gbt.card.json'].map(read));
  const [header, ...rows] = table.toString().trimEnd().split('\n');
  const lines = Array.from({ length: ROWS }, (_, at) => rows[at % rows.length]);
  const { holdout: _held, samples: _samples, ...card } = JSON.parse(text.toString());
  return [
    file('rows.csv', `${[header, ...lines].join('\n')}\n${last}`),
    file('gbt.onnx', model),
    file('gbt.card.json', JSON.stringify(card)),
  ];
}

/** The page with an example that is looked at as a whole, which notes what it says from then on. */
async function noting() {
  const visited = await visit(browser, '?view=model&example=credit&row=384', { locale: 'en-US' });
  context = visited.context;
  const { page } = visited;
  await about(page, /rows of data\.csv/);
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const note = () => {
      const texts = [...document.querySelectorAll('.model > .hint, .model-status p:not(.visually-hidden)')];
      const isDrawn = document.querySelector('oriel-model-chart')?.shadowRoot?.querySelector('svg[role="img"]');
      const all = [...texts.map((one) => one.textContent ?? ''), isDrawn ? 'a picture' : ''].join(' | ');
      if (said.at(-1) !== all) said.push(all);
      requestAnimationFrame(note);
    };
    note();
  });
  const said = () => page.evaluate(() => (window as unknown as { readonly said: readonly string[] }).said);
  return { ...visited, said };
}

const about = (page: Page, what: RegExp) => page.locator('.model > .hint', { hasText: what }).waitFor();
const done = (page: Page) =>
  page.locator('.model .visually-hidden', { hasText: /^Done/ }).waitFor({ state: 'attached' });

test('the first rows are drawn while the rest is read, and say so; then all rows are', async () => {
  const { page, said, complaints } = await noting();
  await chooseFiles(page, await credits());
  await about(page, /^40,000 rows of rows\.csv/);
  await done(page);
  expect(await page.getByText(FIRST).count()).toBe(0);
  const all = await said();
  const first = all.findIndex((one) => one.includes('These are only the first rows.') && one.endsWith('a picture'));
  expect(all[first]).toMatch(/^2,000 rows of rows\.csv/);
  expect(all.findIndex((one) => one.startsWith('40,000 rows'))).toBeGreaterThan(first);
  expect(new URL(page.url()).searchParams.get('view')).toBe('model');
  // Back to a decision, which is of all rows.
  await page.getByRole('button', { name: 'Back to the row' }).click();
  await page.getByText(/0 to 39,?999/).waitFor();
  expect(complaints).toEqual([]);
});

test('an error far down is said with its line, and what was on show is there again', async () => {
  const { page, said, complaints } = await noting();
  await chooseFiles(page, await credits('1,2\n'));
  await page
    .getByRole('alert')
    .filter({ hasText: /Line 40,?002 of rows\.csv/ })
    .waitFor();
  await about(page, /rows of data\.csv/);
  await done(page);
  expect(await page.getByText(FIRST).count()).toBe(0);
  expect((await said()).some((one) => one.includes('rows of rows.csv') && !one.startsWith('2,000'))).toBe(false);
  expect(complaints).toEqual([]);
});
