// What would change the answer: found, tried, taken back, limited, followed along a column.

import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { newRecord, recordOf, visit } from './visit.ts';

const credit = '?example=credit&model=gbt.onnx&row=384';

let browser: Browser;
let context: BrowserContext;
let complaints: readonly string[];
beforeAll(async () => {
  browser = await launch();
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});
afterAll(() => browser.close());

async function open(query: string, options: Parameters<typeof visit>[2] = {}): Promise<Page> {
  const visited = await visit(browser, query, { locale: 'en-US', ...options });
  ({ context, complaints } = visited);
  return visited.page;
}

const plain = (text: string) =>
  text
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/[\u2066-\u2069]/g, '')
    .trim();
const sentence = (page: Page) => page.locator('oriel-change .change-sentence');
const said = async (page: Page) => plain(await sentence(page).innerText());
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });
/** What was found of the row and limits on show. */
const found = (page: Page) => page.locator('oriel-change .found button:enabled, oriel-change .change-sentence').first();
const until = (page: Page, text: RegExp) => sentence(page).filter({ hasText: text }).waitFor({ timeout: 60_000 });

test('by keyboard: the nearest way, tried, and taken back', async () => {
  const page = await open(credit);
  const before = await recordOf(page);
  const asked = () =>
    page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => /change-view/.test(name)).length);
  expect(await asked()).toBe(0);
  await tab(page, 'Why').focus();
  await page.keyboard.press('ArrowRight');
  expect(await tab(page, 'What would change it').getAttribute('aria-selected')).toBe('true');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('tab-change');
  expect(new URL(page.url()).searchParams.get('tab')).toBe('change');
  await found(page).waitFor();
  expect(await asked()).toBeGreaterThan(0);

  const first = await said(page);
  expect(first).toMatch(/^It would be bad risk \(5\d %\) if .+ (were|instead of) .+\.$/);
  const panel = page.getByRole('tabpanel', { name: 'What would change it' });
  expect(plain(await panel.innerText())).toContain('everything nearer has been ruled out');
  expect(plain(await panel.innerText())).toContain('no advice');
  expect(plain(await panel.innerText())).toContain('because the model’s card protects them');
  expect(await page.locator('oriel-change [aria-live]').textContent()).toContain('It would be bad risk');
  const cells = (await page.locator('.before-after .sum td').allInnerTexts()).map(plain);
  expect(cells[0]).toBe('good risk (72 %)');

  const tried = await newRecord(page, () =>
    page
      .getByRole('button', { name: /^Try it: / })
      .first()
      .press('Enter'),
  );
  const share = Math.round(100 * tried.modelOutput[1]);
  expect(cells[1]).toBe(`bad risk (${share} %)`);
  expect(share).toBeGreaterThanOrEqual(50);
  await until(page, /good risk/);

  await newRecord(page, () => page.getByRole('button', { name: 'Undo', exact: true }).click());
  await until(page, /bad risk/);
  expect(await said(page)).toBe(first);
  expect((await recordOf(page)).input).toEqual(before.input);

  await tab(page, 'What would change it').press('ArrowRight');
  expect(await tab(page, 'Why').getAttribute('aria-selected')).toBe('true');
  expect(await page.locator('oriel-chart svg').first().isVisible()).toBe(true);
  expect(new URL(page.url()).searchParams.has('tab')).toBe(false);
});

test('limits: nothing is left within them, and what could give way is said', async () => {
  const page = await open(`${credit}&tab=change`);
  await found(page).waitFor();
  const first = await said(page);
  await page.locator('.change-limits > summary').click();
  expect(await page.getByLabel('Age', { exact: true }).locator('visible=true').last().inputValue()).toBe('nothing');
  const most = page.getByLabel('Most columns that may change');
  await most.fill('1');
  await most.press('Enter');
  await until(page, /Nothing was found/);
  const panel = page.locator('oriel-change');
  expect(plain(await panel.innerText())).toContain('everything has been ruled out');
  expect(plain(await panel.innerText())).toContain('allow more columns to change');
  expect(await page.locator('.change-limits > summary').innerText()).toContain('1 set');
  await page.getByRole('button', { name: 'Without limits of yours' }).click();
  await until(page, /bad risk/);
  expect(await said(page)).toBe(first);

  // A column that is not to change is in no way.
  const column = plain(await page.locator('.before-after tbody th').first().innerText());
  const field = page.locator('.column-limits li').filter({ hasText: column }).first();
  const before = await sentence(page).textContent();
  await field.locator('select').first().selectOption({ label: 'not at all' });
  await page.waitForFunction(
    (text) => document.querySelector('oriel-change .change-sentence')?.textContent !== text,
    before,
  );
  await page.locator('oriel-change .found button:enabled').first().waitFor();
  expect((await page.locator('.before-after tbody th').allInnerTexts()).map(plain)).not.toContain(column);
});

test('along a column: the answer before anything is changed, then put into the row', async () => {
  const page = await open(`${credit}&tab=change`);
  await page.locator('#along-column').selectOption('credit_amount');
  const chart = page.locator('oriel-answer-curve svg');
  await page.locator('oriel-answer-curve svg[aria-label*="Credit amount"]').waitFor();
  expect(plain((await chart.getAttribute('aria-label')) ?? '')).toMatch(/^The model’s answer along Credit amount/);
  expect(await chart.locator('text', { hasText: '50 % line' }).count()).toBe(1);
  const output = page.locator('oriel-change output');
  expect(plain(await output.innerText())).toBe('4272 DM: 28 % bad risk');
  const slider = page.locator('#along-slider');
  await slider.focus();
  await page.keyboard.press('End');
  const end = plain(await output.innerText());
  expect(end).toMatch(/^18424 DM: \d+ % bad risk$/);
  expect(plain((await slider.getAttribute('aria-valuetext')) ?? '')).toBe(end);
  expect((await recordOf(page)).modelOutput[1]).toBeLessThan(0.5);
  const { x, y, width } = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0 };
  await page.mouse.move(x + width / 2, y + 90);
  await page.mouse.down();
  expect(plain(await output.innerText())).not.toBe(end);
  await page.mouse.move(x + width - 8, y + 90);
  await page.mouse.up();
  expect(plain(await output.innerText())).toBe(end);
  const put = await newRecord(page, () => page.getByRole('button', { name: 'Put it into the row' }).click());
  expect(end).toContain(`${Math.round(100 * put.modelOutput[1])} %`);
  expect(put.input).toMatchObject({ kind: 'tabular', row: null });

  // Levels are bars; the slider goes through them.
  await page.locator('#along-column').selectOption('checking_status');
  await page.locator('oriel-answer-curve svg[aria-label*="Checking account"]').waitFor();
  expect(await chart.locator('text', { hasText: 'no checking' }).count()).toBeGreaterThan(0);
});

test('of numbers it is asked which are wanted; another example begins anew, and says how near it is to tipping', async () => {
  const page = await open('?example=diabetes&tab=change');
  await page.getByRole('button', { name: '10 % lower' }).click();
  await until(page, /^The answer would be/);
  await page.getByLabel('Example').selectOption('penguins');
  await until(page, /^It would be/);
  await page.getByText('How near is it to tipping?').click();
  await page.locator('oriel-change .tipping dt', { hasText: /now/ }).first().waitFor();
  expect(plain(await page.locator('oriel-change .tipping').innerText())).toMatch(
    /\d+ % of .+ rows? .*nearer to another/,
  );
  await page.keyboard.press('Escape');
  expect(await page.locator('oriel-change .tipping').getAttribute('open')).toBeNull();
});

test('when it answers like that, and the rows that are most like it, each leading to its decision', async () => {
  const page = await open(`${credit}&tab=change`);
  await found(page).waitFor();
  expect(await page.locator('oriel-change .aside p').count()).toBe(0);
  await page.getByText('When does it answer like that?').click();
  const rule = page.locator('oriel-change .aside p').filter({ hasText: /^Whenever .+ it says good risk/ });
  await rule.waitFor({ timeout: 60_000 });
  expect(plain(await rule.innerText())).toMatch(/\(\d+ % ± \d+ % of such rows, \d+ % of all\)\.$/);

  await page.getByText('The most similar rows').click();
  const alike = page.locator('oriel-change .aside button.link');
  await alike.first().waitFor({ timeout: 60_000 });
  const titles = (await alike.allInnerTexts()).map(plain);
  expect(titles.slice(0, 5).every((title) => /good risk \(/.test(title))).toBe(true);
  expect(titles.slice(5).every((title) => /bad risk \(/.test(title))).toBe(true);
  const [, row, share] = /^Row (\d+): bad risk \((\d+) %\)/.exec(titles[5]) ?? [];
  const record = await newRecord(page, () => alike.nth(5).click());
  expect(record.input).toMatchObject({ row: Number(row) });
  expect(Math.round(100 * record.modelOutput[1])).toBe(Number(share));
});

test('of a text: the fewest words, struck out and said; tried, and swapped instead', async () => {
  const page = await open('?example=toxicity&tab=change');
  // What is found at first may give way to fewer words.
  const certain = page.locator('oriel-change .proof', {
    hasText: 'No fewer parts do it: everything smaller was tried.',
  });
  await certain.waitFor({ timeout: 60_000 });
  // A screen reader is told once the search has ended, and nothing more certain comes.
  await page.locator('oriel-change [aria-live]', { hasText: 'It would no longer be' }).waitFor({ state: 'attached' });
  expect(await said(page)).toMatch(/^It would no longer be .+ without “.+”\.$/);
  const struck = page.locator('oriel-change .struck').first();
  const gone = await struck.locator('del').allInnerTexts();
  expect(gone.length).toBeGreaterThan(0);
  // What is struck out is hidden from a screen reader, which is told instead.
  expect(plain((await struck.textContent()) ?? '')).toContain(`taken out: “${gone[0]}”;`);
  expect(await struck.locator('del').first().getAttribute('aria-hidden')).toBe('true');

  const first = await said(page);
  await page.locator('.change-limits > summary').click();
  await page.getByLabel('Swap words').check();
  await page.waitForFunction(
    (before) => /were/.test(document.querySelector('.change-sentence')?.textContent ?? before),
    first,
  );
  expect(await page.locator('oriel-change .struck ins').count()).toBeGreaterThan(0);
  await page.getByLabel('Swap words').uncheck();
  await expect.poll(() => said(page)).toBe(first);
  await certain.waitFor({ timeout: 60_000 });

  const tried = await newRecord(page, () =>
    page
      .getByRole('button', { name: /^Try it: / })
      .first()
      .click(),
  );
  for (const word of gone) expect(tried.input).not.toMatchObject({ text: expect.stringContaining(word) });
});

test('of a picture: the fewest parts, hidden in it and said where they are', async () => {
  const page = await open('?example=mobilenet&samples=12&tab=change');
  await until(page, /^It would no longer be .+ hidden, .+ of the picture\.$/);
  const [figure] = await page.locator('oriel-change figure').all();
  const places = await figure.locator('li').allInnerTexts();
  expect(await figure.locator('svg path').count()).toBe(places.length);
  expect(plain(places[0])).toMatch(/^Part \d+, .+: \d+ % of the picture$/);
  expect(await figure.locator('svg').getAttribute('aria-label')).toMatch(/hidden: the answer would be/);
  expect(new URL(page.url()).searchParams.get('tab')).toBe('change');
});

test.each([
  ['light', { width: 1440, height: 900 }, 'en'],
  ['dark', { width: 390, height: 844 }, 'de'],
] as const)(
  'axe finds nothing, nothing is cut off, and paper has the sentence: %s, %j, %s',
  async (colorScheme, viewport, lang) => {
    const page = await open(`${credit}&tab=change&lang=${lang}`, { colorScheme, viewport });
    await found(page).waitFor();
    await page.locator('oriel-answer-curve svg path, oriel-answer-curve svg rect').first().waitFor();
    if (lang === 'de')
      expect(await said(page)).toMatch(/^Die Antwort wäre schlechtes Risiko \(5\d %\), wenn .+ wäre\.$/);
    await page.locator('.change-limits > summary').click();
    await page.locator('.column-limits summary').first().click();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run('#answer'));
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond).toBeLessThanOrEqual(0);

    await page.emulateMedia({ media: 'print' });
    expect(await sentence(page).isVisible()).toBe(true);
    expect(await page.locator('.before-after').isVisible()).toBe(true);
    const controls = page.locator('button, select, input, summary, textarea').filter({ visible: true });
    expect(await controls.allTextContents()).toEqual([]);
  },
);
