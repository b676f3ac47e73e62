// Nothing is computed twice: what was explained is found again, made use of and gone on with.

import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Controller } from '../../src/app/controller.ts';
import type { Source } from '../../src/app/state.ts';
import type { Store } from '../../src/app/store.ts';
import { launch } from './browser.ts';
import { newRecord, recordOf, settled, visit } from './visit.ts';

let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  browser = await launch();
});
afterEach(() => context.close());
afterAll(() => browser.close());

async function open(query: string): Promise<Page> {
  const visited = await visit(browser, query, { locale: 'en-US' });
  context = visited.context;
  return visited.page;
}

type App = HTMLElement & { store: Store; controller: Controller };

const sourceOf = (page: Page): Promise<Source | undefined> =>
  page.evaluate(() => (document.querySelector('oriel-app') as App).store.get().shown?.source);

const change = (page: Page, settings: Parameters<Controller['changeSettings']>[0]) =>
  page.evaluate((given) => (document.querySelector('oriel-app') as App).controller.changeSettings(given), settings);

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const evidence = (page: Page) => page.locator('#evidence').innerText();

const sampled = (samples: number) =>
  `?example=credit&model=mlp.onnx&row=3&explainer=permutation-shap&error=0&samples=${samples}`;

test('going back to a row shows its explanation at once, and the evidence says since when', async () => {
  const page = await open(sampled(256));
  const first = await recordOf(page);
  expect(await sourceOf(page)).toMatchObject({ from: 'computed', known: 0 });
  await newRecord(page, () => button(page, 'Next row').click());
  expect(await newRecord(page, () => button(page, 'Previous row').click())).toEqual(first);
  expect(await sourceOf(page)).toMatchObject({ from: 'kept', paid: 0, keptAt: expect.any(Number) });
  expect(await evidence(page)).toContain('Kept from');
  // It was on show a moment ago.
  expect(await page.locator('#answer .source').count()).toBe(0);
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});

test('an explanation with more samples answers for fewer', async () => {
  const page = await open(sampled(400));
  const { id } = await recordOf(page);
  await change(page, { samples: 200 });
  await page.locator('#answer .source').waitFor();
  expect(await page.locator('#answer .source').innerText()).toContain('From an explanation with more samples');
  expect(await recordOf(page)).toMatchObject({ id, coalitions: 400 });
});

test('more exactly is gone on with, to the same bits, and only what is new is asked for', async () => {
  const page = await open(sampled(256));
  const before = await recordOf(page);
  const after = await newRecord(page, () => button(page, 'More exact').click());
  expect(page.url()).toContain('samples=1024');
  const source = await sourceOf(page);
  expect(source?.from).toBe('continued');
  expect(source?.paid).toBeLessThanOrEqual(after.calls - before.calls / 2);
  expect(await page.locator('#answer .source').innerText()).toMatch(/^Only [\d,]+ answers of the model/);
  await context.close();
  const fresh = await open(sampled(1024));
  expect((await recordOf(fresh)).id).toBe(after.id);
});

test('pairs and other classes use what SHAP asked for; nothing makes more exact what is exact', async () => {
  const page = await open('?example=penguins&row=0&explainer=exact');
  expect(await sourceOf(page)).toMatchObject({ from: 'computed' });
  expect(await button(page, 'More exact').count()).toBe(0);
  await newRecord(page, () =>
    page.evaluate(() => (document.querySelector('oriel-app') as App).controller.chooseChart('interactions')),
  );
  expect((await recordOf(page)).explainer.name).toBe('interactions');
  expect(await sourceOf(page)).toMatchObject({ from: 'continued', paid: 0 });
  expect(await evidence(page)).toContain('The model was asked nothing new');
});

test('a kept explanation answers after a reload, and no longer once everything is forgotten', async () => {
  const page = await open(sampled(256));
  const record = await recordOf(page);
  await page.locator('#answer').getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByText('Kept in this browser.').waitFor();
  await page.reload();
  await settled(page);
  expect(await recordOf(page)).toEqual(record);
  expect(await sourceOf(page)).toMatchObject({ from: 'kept', paid: 0 });
  expect(await evidence(page)).toContain('Kept from');
  // What was kept is gone on with, too, by an engine that knew nothing of it.
  const after = await newRecord(page, () => button(page, 'More exact').click());
  expect((await sourceOf(page))?.paid).toBeLessThanOrEqual(after.calls - record.calls / 2);

  await page.evaluate(() => (document.querySelector('oriel-app') as App).controller.forget());
  await settled(page);
  await page.evaluate(() => {
    const { controller } = document.querySelector('oriel-app') as App;
    return controller.chooseExample('credit', 'mlp.onnx');
  });
  await settled(page);
  const own = { explainer: 'permutation-shap', samples: 256, error: 0 };
  await newRecord(page, () => change(page, own));
  await newRecord(page, () =>
    page.evaluate(() => (document.querySelector('oriel-app') as App).controller.chooseRow(3)),
  );
  expect(await recordOf(page)).toMatchObject({ id: record.id });
  expect(await sourceOf(page)).toMatchObject({ from: 'computed', known: 0 });
});
