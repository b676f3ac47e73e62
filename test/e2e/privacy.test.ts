import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { chromiumArguments, ensureChromium } from '../../scripts/chromium.mjs';
import { pictureNetwork, seeded } from '../support/tfjs.ts';
import { sweep } from './sweep.ts';
import { chooseFiles, newRecord, recordOf, settled, visit } from './visit.ts';
import { type Wiretap, wiretap } from './wiretap.ts';

const root = join(import.meta.dirname, '../..');
const examples = join(root, 'public/examples');
const built = new Set(
  readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name),
);
// Of no build: whoever serves the page may write one.
built.add('oriel.config.json');
const origin = inject('baseUrl');

let tap: Wiretap;
let browser: Browser;
beforeAll(async () => {
  tap = await wiretap(origin);
  browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumArguments, '--proxy-bypass-list=<-loopback>'],
    proxy: { server: tap.address },
  });
});
afterAll(async () => {
  await browser.close();
  await tap.close();
});

const isCode = (url: string): boolean => /\/assets\/[^/]+\.(js|wasm|mjs)$/.test(url);
const option = (page: Page, name: string, label: string) =>
  page.getByRole('combobox', { name }).selectOption({ label });
const pick = (page: Page, name: string) => page.getByRole('radio', { name }).check();
const saved = async (page: Page, name: string | RegExp) => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name }).first().click(),
  ]);
  expect(await download.failure()).toBeNull();
};
async function set(page: Page, name: string, value: string) {
  const field = page.getByRole('spinbutton', { name, exact: true });
  await field.fill(value);
  await field.press('Enter');
}

test('nothing leaves the origin, nothing is sent, and nothing of the person is asked for, whatever is used', async () => {
  const { page, context } = await visit(browser, '?samples=128');
  expect(tap.heard.length).toBeGreaterThan(5);

  // With model, data and the runtime that it is compared with loaded, explaining asks for nothing but
  // the code of other methods.
  await page.waitForFunction(() => window.oriel.record?.backend.whyMessage?.key === 'engine.backendNative.trees');
  await page.getByText('More settings').click();
  const afterLoad = tap.heard.length;
  await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
  await newRecord(page, () => page.getByRole('button', { name: 'Previous row' }).click());
  const drawn = await newRecord(page, () => page.getByRole('button', { name: 'Random row' }).click());
  const seventh = drawn.input.kind === 'tabular' && drawn.input.row === 7;
  if (!seventh) await newRecord(page, () => set(page, 'Row', '7'));
  await newRecord(page, () => set(page, 'Duration', '31'));
  await newRecord(page, () => option(page, 'Housing', 'for free'));
  await newRecord(page, () => pick(page, 'LIME'));
  await newRecord(page, () => pick(page, 'SHAP'));
  await pick(page, 'good risk');
  await pick(page, 'bad risk');
  // It may be that the explanation on show answers this as well.
  await set(page, 'Samples', '64');
  await settled(page);
  await newRecord(page, () => set(page, 'Background rows', '20'));
  await newRecord(page, () => option(page, 'Background chosen by', 'Cluster centres (k-means)'));
  await newRecord(page, () => pick(page, 'Log-odds'));
  await newRecord(page, () => pick(page, 'Raw score'));
  await newRecord(page, () => pick(page, 'Probability'));
  await newRecord(page, () => set(page, 'Seed', '3'));
  await newRecord(page, () => page.getByRole('button', { name: 'Interactions' }).click());
  await newRecord(page, () => page.getByRole('button', { name: 'Steps' }).click());
  await page.getByText('As a table').first().click();
  await saved(page, 'Save as SVG');
  await saved(page, 'Save as PNG');
  await saved(page, /Save record/);
  await page.getByRole('button', { name: /Colours/ }).click();
  expect(tap.heard.slice(afterLoad).filter(({ url }) => !isCode(url))).toEqual([]);

  // Every example, model and language. What is asked of the network is the same for few samples.
  await set(page, 'Samples', '16');
  await settled(page);
  await option(page, 'Model', 'Neural network');
  await settled(page);
  await option(page, 'Language', 'Deutsch');
  await page.locator('html[lang=de]').waitFor();
  await page.locator('select.language').selectOption({ label: 'English' });
  await page.locator('html[lang=en]').waitFor();
  for (const example of [
    'Breast cancer',
    'Palmer penguins',
    'Diabetes progression',
    'Photos',
    'Review sentiment',
    'Toxic comments',
  ]) {
    await newRecord(page, () => option(page, 'Example', example));
  }
  const before = tap.heard.length;
  await newRecord(page, () => page.getByLabel('Text', { exact: true }).fill('my secret words'));
  expect(tap.heard.slice(before)).toEqual([]);
  expect(page.url()).not.toMatch(/secret/);
  await newRecord(page, () => option(page, 'Example', 'Photos'));
  await newRecord(page, () =>
    page
      .getByRole('button', { name: /cat/i })
      .or(page.getByRole('radio', { name: /cat/i }))
      .first()
      .click({ force: true }),
  );

  // The person's own files: a model with a table, a table with their own column names, a photo.
  const own = tap.heard.length;
  await newRecord(page, () =>
    chooseFiles(page, [join(examples, 'breast-cancer/mlp.onnx'), join(examples, 'breast-cancer/data.csv')]),
  );
  const secret = readFileSync(join(examples, 'diabetes/data.csv'), 'utf8').replace('bmi', 'secret_column');
  await newRecord(page, () =>
    chooseFiles(page, [
      { name: 'secret-model.onnx', mimeType: '', buffer: readFileSync(join(examples, 'diabetes/gbt.onnx')) },
      { name: 'secret-patients.csv', mimeType: 'text/csv', buffer: Buffer.from(secret) },
    ]),
  );
  await page
    .getByText(/secret.column/i)
    .filter({ visible: true })
    .first()
    .waitFor();
  await newRecord(page, () =>
    chooseFiles(page, [
      { name: 'secret-text.onnx', mimeType: '', buffer: readFileSync(join(examples, 'toxicity/model.onnx')) },
      { name: 'secret-vocab.txt', mimeType: 'text/plain', buffer: readFileSync(join(examples, 'toxicity/vocab.txt')) },
    ]),
  );
  await newRecord(page, () => page.getByLabel('Text', { exact: true }).fill('another secret'));
  expect(tap.heard.slice(own).filter(({ url }) => !isCode(url))).toEqual([]);
  expect(new URL(page.url()).search).not.toMatch(/secret/);

  await panelTells(page);

  await page.getByRole('button', { name: 'Forget everything' }).click();
  await settled(page);
  await context.close();

  nothingLeft();
});

// Some three hundred controls, pictures among them.
test('the same for every control there is, on tables, with LIME, on photos, and with own files that raise questions', {
  timeout: 400_000,
}, async () => {
  const { page, context } = await visit(browser, '?example=penguins&samples=64');
  // These open another example, forget what is on show, or rename everything: the other test uses
  // them.
  const used = new Set(['button Forget everything', 'select Example', 'select Language']);
  const open = async (query: string) => {
    await page.goto(origin + query);
    await settled(page);
  };
  await sweep(page, used);
  await open('?example=credit&samples=64&explainer=lime');
  await sweep(page, used);
  await open('?example=toxicity&samples=64');
  await sweep(page, used);
  // What is on show of pictures, with a model that answers at once; then what is on show of the others alone.
  await open('?example=penguins&samples=60');
  const { json, shards } = await seeded(pictureNetwork(32, 4));
  const model = Object.entries({ 'model.json': json, ...shards }).map(([name, bytes]) => ({
    ...{ name, mimeType: '', buffer: Buffer.from(bytes) },
  }));
  const photo = {
    name: 'own.jpg',
    mimeType: 'image/jpeg',
    buffer: readFileSync(join(examples, 'mobilenet/photos/sheep.jpg')),
  };
  await newRecord(page, () => chooseFiles(page, [...model, photo]));
  await sweep(page, used);
  const ofPhotos = new Set([...used].filter((key) => !/Parts of the picture|Colour strength/.test(key)));
  await open('?example=mobilenet&samples=12');
  await sweep(page, ofPhotos);
  for (const name of ['Parts of the picture', 'Colour strength'])
    expect(
      [...ofPhotos].filter((key) => key.includes(name)),
      name,
    ).not.toEqual([]);
  for (const key of ofPhotos) used.add(key);
  // Both back ends were among them, and so were the question about the own model and the picture's
  // controls.
  for (const name of [
    'Runs on',
    'pixel values',
    'Save card',
    'Parts of the picture',
    'Colour strength',
    'Hide words by',
    'Class to explain',
    'Save as PNG',
  ])
    expect(
      [...used].filter((key) => key.includes(name)),
      name,
    ).not.toEqual([]);
  const gpu = await visit(browser, '?example=breast-cancer&samples=16&backend=webgpu');
  expect((await recordOf(gpu.page)).backend.name).toBe('webgpu');
  await gpu.context.close();
  await context.close();
  nothingLeft();
});

test('what is loaded explains without a network, and the panel says what is stored and removes it', async () => {
  const { page, context } = await visit(browser, '?example=penguins&row=0&samples=64');
  await page.waitForFunction(() => window.oriel.record?.backend.whyMessage?.key === 'engine.backendNative.trees');
  await page.locator('oriel-keep button').click();
  await page.getByText('Kept in this browser.').waitFor();
  await page.getByRole('button', { name: /Colours/ }).click();

  const panel = page.getByRole('dialog', { name: 'What left this machine?' });
  const opener = page.getByRole('button', { name: 'See every request' });
  await opener.click();
  await panel.getByText(/^What you asked to be kept: 1 explanation, no model; /).waitFor();
  await panel.getByText(/^Settings, such as the colours: 1, /).waitFor();
  await panel.getByText('Cookies: none').waitFor();
  await panel.getByText('The rules as they stand in this page').click();
  await panel.getByText("connect-src 'self'", { exact: true }).waitFor();
  await panel.getByRole('button', { name: 'Close' }).click();
  expect(await opener.evaluate((one) => one === document.activeElement)).toBe(true);

  await context.setOffline(true);
  await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
  await context.setOffline(false);

  await opener.click();
  await panel.getByRole('button', { name: 'Forget everything' }).click();
  await panel.getByText('All that was yours is gone.').waitFor();
  await panel.getByText('What you asked to be kept: nothing').waitFor();
  await panel.getByText('Settings, such as the colours: none').waitFor();
  expect(await page.evaluate(() => [localStorage.length, document.cookie])).toEqual([0, '']);
  await settled(page);
  await context.close();
  nothingLeft();
});

/** The panel lists what went over the wire, of every thread, and nothing else. */
async function panelTells(page: Page): Promise<void> {
  const counted = page.locator('oriel-trust').getByText(/requests by this page and its workers/);
  await page.getByRole('button', { name: 'See every request' }).click();
  const panel = page.getByRole('dialog', { name: 'What left this machine?' });
  await panel.getByText('Sent: 0 bytes of content.').waitFor();
  await panel.getByText(/^Each of the/).click();
  const wired = tap.heard.map(({ url }) => url).toSorted();
  await expect
    .poll(() =>
      panel
        .locator('.each tbody tr[data-wire]')
        .evaluateAll((lines) => lines.map((line) => (line as HTMLElement).dataset.address).toSorted()),
    )
    .toEqual(wired);
  const all = await panel.locator('.each tbody tr').count();
  expect(Number.parseInt((await counted.innerText()).replace(/\D/g, ''), 10)).toBe(all);
  for (const what of ['Runtime, which computes models', 'Model', 'Table', 'Picture', 'Words that a model knows'])
    expect(await panel.getByRole('rowheader', { name: what, exact: true }).count(), what).toBe(1);
  expect(await panel.getByText(origin.replace(/\/$/, '')).count()).toBe(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
}

/**
 * All that was heard were requests for files of the build, without a body or anything of the
 * person's.
 */
function nothingLeft(): void {
  for (const { method, url, body } of tap.heard) {
    expect({ method, body, url: url.slice(0, origin.length) }).toEqual({ method: 'GET', body: 0, url: origin });
    const { pathname, search } = new URL(url);
    const name = pathname.split('/').at(-1) || 'index.html';
    expect(built).toContain(decodeURIComponent(name));
    // What is fetched to be kept without a network names the build that it is of.
    if (name !== 'index.html') expect(search).toMatch(/^(\?oriel-version=(config|[0-9a-f]+))?$/);
    expect(url).not.toMatch(/secret/);
  }
}
