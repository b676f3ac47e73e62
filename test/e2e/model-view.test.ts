// The model as a whole: its parts, the way from a picture to rows to a decision and back, the
// threshold, stopping, and a newcomer's way with files of their own.

import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { file, model, patients } from './patients.ts';
import { chooseFiles, newRecord, recordOf, visit } from './visit.ts';

let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  browser = await launch();
});
afterEach(() => context.close());
afterAll(() => browser.close());

async function open(query: string, options: Parameters<typeof visit>[2] = {}) {
  const visited = await visit(browser, query, { locale: 'en-US', ...options });
  context = visited.context;
  return visited;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });
const list = (page: Page) => page.locator('.model-rows');
const picture = (page: Page) => page.locator('oriel-model-chart svg[role="img"]').first();
/** Waits until all is found out. */
const found = (page: Page) =>
  page.locator('.model .visually-hidden', { hasText: /^(Done|Fertig)/ }).waitFor({ state: 'attached' });
/** A text with spaces that a line may break at. */
const plain = (text: string | null): string => (text ?? '').replaceAll('\u00a0', ' ');
const rowOf = async (page: Page) => {
  const { input } = await recordOf(page);
  return input.kind === 'tabular' ? input.row : null;
};

test('from three parts to rows to a decision, and back the same way', async () => {
  const { page, complaints } = await open('?example=credit&row=384');
  await button(page, 'The model as a whole').click();
  await page.getByRole('heading', { name: /as a whole$/ }).waitFor();
  await found(page);
  await page.locator('oriel-model-chart').getByText('Wrong on 45 of 200 rows.').waitFor();

  await tab(page, 'How good').focus();
  await page.keyboard.press('ArrowRight');
  expect(await tab(page, 'What it goes by').evaluate((one) => one === document.activeElement)).toBe(true);
  await page
    .locator('oriel-model-chart')
    .getByText(/Checking account .*, Duration, and Credit amount most/)
    .waitFor();
  for (const key of ['End', 'ArrowLeft']) await page.keyboard.press(key);
  await page.getByLabel('Compare by').waitFor();
  await page
    .locator('oriel-model-chart')
    .getByText(/^Most often taken for “bad risk”: female/)
    .waitFor();
  expect(await page.locator('.model-groups .small').count()).toBe(2);
  await page.getByLabel('Compare by').selectOption('age');
  await page.locator('.model-groups th[scope="row"]', { hasText: 'above' }).first().waitFor();
  expect(new URL(page.url()).searchParams.get('of')).toBe('age');

  // A mark of a picture leads to its rows, by keys too; a row to its decision.
  await tab(page, 'How good').click();
  await picture(page).focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await list(page).getByRole('heading', { name: 'Known: bad risk. Answered: good risk.' }).waitFor();
  expect(await list(page).getByText('32 rows').count()).toBe(1);
  const first = list(page).locator('tbody tr').first();
  const cells = (await first.locator('td').allInnerTexts()).map(plain);
  expect(cells[1]).toBe('bad risk');
  const [, share] = cells[0].match(/^good risk \((\d+) %\)$/) ?? [];
  expect(cells[2]).toBe(`${share} %`);
  const row = Number(await first.getByRole('button').innerText());
  await newRecord(page, () => first.getByRole('button').click());
  expect(await rowOf(page)).toBe(row);
  expect(await page.locator('.model').count()).toBe(0);

  await page.goBack();
  await list(page).getByRole('heading', { name: 'Known: bad risk. Answered: good risk.' }).waitFor();
  await page.goBack();
  await list(page).waitFor({ state: 'detached' });
  await page.goBack();
  await page.getByLabel('Compare by').waitFor();
  for (let step = 0; step < 5; step++) await page.goBack();
  await page.locator('.model').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.documentElement.dataset.orielState === 'done');
  expect([await rowOf(page), new URL(page.url()).searchParams.get('view')]).toEqual([384, null]);
  expect(complaints).toEqual([]);
});

test('a threshold moves what is counted, costs choose another, and rows of a condition stand beside the rest', async () => {
  const { page, complaints } = await open('?view=model&example=credit&row=384');
  await found(page);
  const slider = page.getByRole('slider');
  await slider.focus();
  for (let step = 0; step < 20; step++) await page.keyboard.press('ArrowLeft');
  expect(plain(await slider.getAttribute('aria-valuetext'))).toBe('30 %');
  const said = await page.locator('.model-decision > p').first().innerText();
  const [, mistakes, rows, wrongly, missed] =
    said.match(/^Wrong on (\d+) of (\d+): (\d+) wrongly .* (\d+) missed/) ?? [];
  expect([Number(wrongly) + Number(missed), Number(rows)]).toEqual([Number(mistakes), 200]);
  expect([Number(wrongly) > 13, Number(missed) < 32]).toEqual([true, true]);
  await page.locator('oriel-model-chart').getByText(`Wrong on ${mistakes} of 200 rows.`).waitFor();
  await button(page, new RegExp(`^${wrongly} rows\\.`)).click();
  expect(await list(page).locator('.hint').innerText()).toBe(`${wrongly} rows`);
  await button(page, 'Close the list').click();

  await page.getByText('What mistakes cost').click();
  await page.getByLabel('One missed').fill('5');
  await page.keyboard.press('Tab');
  await button(page, 'Take that').click();
  expect(Number.parseInt((await slider.getAttribute('aria-valuetext')) ?? '', 10)).toBeLessThan(30);
  await button(page, 'As the model is used').click();
  expect(plain(await slider.getAttribute('aria-valuetext'))).toBe('50 %');

  await page.getByText('Only some of the rows').click();
  await page.locator('.model-cohort').getByLabel('Filter by').selectOption('Duration');
  await page.locator('.model-cohort').getByLabel('from', { exact: true }).fill('24');
  await page.locator('.model-cohort').getByRole('button', { name: 'Add filter' }).click();
  await page.getByRole('heading', { name: /^These \d+ rows$/ }).waitFor();
  const heads = await page.locator('.model-both h3').allInnerTexts();
  expect(heads.map((text) => Number(text.match(/\d+/)?.[0])).reduce((a, b) => a + b)).toBe(200);
  await tab(page, 'What it goes by').click();
  expect(await page.locator('oriel-model-chart').count()).toBe(2);

  // They have a name, an address that brings them back, and a file.
  await page.getByLabel('Call them').fill('Long credits');
  await page.keyboard.press('Tab');
  const named = page.getByRole('heading', { name: /^Long credits: \d+ rows$/ });
  await named.waitFor();
  const written = await named.innerText();
  await page.reload();
  await named.waitFor();
  expect(await named.innerText()).toBe(written);
  const saving = page.waitForEvent('download');
  await button(page, 'Save these rows (CSV)').click();
  const lines = (await readFile(await (await saving).path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(1 + Number(written.match(/\d+/)?.[0]));
  expect(lines[0]).toMatch(/^\ufeffrow,.*,answer\.bad risk,explainer,space,.*attribution\.bad risk\.duration/);

  // Marks of a picture narrow them further: by keys, and by a rectangle.
  await tab(page, 'How good').click();
  await picture(page).focus();
  for (const keys of ['ArrowDown', 'Shift+ArrowDown', 'Enter']) await page.keyboard.press(keys);
  await page.getByText('2 marks chosen in “Right and wrong”').waitFor();
  await tab(page, 'What it goes by').click();
  await page.getByLabel('Picture').selectOption('beeswarm');
  await picture(page).evaluate((svg) => svg.scrollIntoView({ block: 'start' }));
  const box = (await picture(page).boundingBox()) as NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;
  await page.mouse.move(box.x + box.width * 0.65, box.y + 110);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 5, box.y + 160, { steps: 3 });
  await page.mouse.up();
  await page.getByText(/^\d+ rows? chosen in “Every row \(beeswarm\)”$/).waitFor();
  await page.goBack();
  await page.getByText(/chosen in “Every row/).waitFor({ state: 'detached' });
  await button(page, 'All rows again').click();
  await page.locator('.model-both').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

test('groups of two columns, another table, another model', async () => {
  const { page, complaints } = await open('?view=model&example=credit&row=384&part=whom&of=age&across=personal_status');
  await found(page);
  await page.getByText(/^Protected: the model’s card says of Age and Sex and marital status/).waitFor();
  const group = page.locator('.model-groups tr.small').first();
  expect(await group.innerText()).toMatch(/^(fe)?male.*Age|Age.*, (fe)?male.*too few rows/s);
  await tab(page, 'Compare').click();
  const data = await readFile('public/examples/credit/data.csv', 'utf8');
  const [head, ...rows] = data.trimEnd().split('\n');
  const at = head.split(',').indexOf('duration');
  const longer = rows.map((row) => row.split(',').map((cell, column) => (column === at ? 2 * Number(cell) : cell)));
  const door = page.locator('.model-door input[type=file]');
  await door.setInputFiles(file('later.csv', [head, ...longer].join('\n')));
  await page.getByText(/^One of 20 columns differs by more than chance would explain: Duration/).waitFor();
  await page.getByLabel('Picture').selectOption('moved');
  await page.getByText(/Most of that comes by Duration/).waitFor();
  await door.setInputFiles(file('notes.bin', 'What is this?'));
  await page.getByText(/^They could not be compared: notes.bin is neither/).waitFor();
  await button(page, 'Compare with: Neural network').click();
  await page.getByText(/^They decide otherwise on .* only this model is right, on \d+ only the other/).waitFor();
  await button(page, 'Close this comparison').click();
  await page.getByText(/^Is the world still as it was/).waitFor();
  expect(await button(page, 'Close this comparison').count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('it works in the background: a decision is answered meanwhile, it is stopped, and begun anew', async () => {
  const { page, complaints } = await open('?example=breast-cancer&row=3');
  await button(page, 'The model as a whole').click();
  await page.locator('.model progress').waitFor();
  // Without waiting for its end.
  await newRecord(page, async () => {
    await button(page, 'Back to the row').click();
    await button(page, 'Next row').click();
  });
  expect(await rowOf(page)).toBe(4);
  await button(page, 'The model as a whole').click();
  // What is out of sight is not drawn meanwhile.
  await page.locator('.model progress').waitFor();
  await page.evaluate(() => {
    const answer = document.querySelector('oriel-answer') as HTMLElement & { performUpdate: () => void };
    const draw = answer.performUpdate.bind(answer);
    answer.performUpdate = () => {
      answer.setAttribute('data-drawn', '');
      draw();
    };
  });
  await button(page, 'Stop').click();
  await page.getByText('Stopped. What was found out by then is shown.').waitFor();
  expect(await page.locator('oriel-answer[data-drawn]').count()).toBe(0);
  await page
    .locator('oriel-model-chart')
    .getByText(/^Wrong on/)
    .waitFor();
  await button(page, 'Look again').click();
  await page.locator('.model progress').waitFor();
  await tab(page, 'What it goes by').click();
  await picture(page).waitFor();
  await button(page, 'Stop').click();
  await button(page, 'Look again').waitFor();
  expect(complaints).toEqual([]);
});

test('a newcomer with files of their own: performance, leading columns, a group, a person', async () => {
  const { page, complaints } = await open('');
  let clicks = 0;
  const click = (name: string, role: 'button' | 'tab' = 'button') => {
    clicks++;
    return page.getByRole(role, { name, exact: true }).first().click();
  };
  clicks++;
  await newRecord(page, () => chooseFiles(page, [model, patients(240)]));
  await click('The model as a whole');
  await page.locator('.model-warning', { hasText: 'Nobody can tell whether the model was trained' }).waitFor();
  await page
    .locator('oriel-model-chart')
    .getByText(/^Wrong on \d+ of 240 rows/)
    .waitFor();
  await click('What it goes by', 'tab');
  await page
    .locator('oriel-model-chart')
    .getByText(/^It goes by ward, age, and sex most/)
    .waitFor();
  await click('Whom it treats how', 'tab');
  clicks++;
  await page.getByLabel('Compare by').selectOption({ label: 'ward' });
  await click('Geriatrics');
  const first = list(page).locator('tbody tr').first().getByRole('button');
  const row = Number(await first.innerText());
  clicks++;
  await newRecord(page, () => first.click());
  expect(await rowOf(page)).toBe(row);
  expect(clicks).toBeLessThanOrEqual(8);
  // Nothing of own files is in the address.
  await page.goBack();
  await list(page).waitFor();
  expect(new URL(page.url()).search).toBe('?view=model&part=whom');
  // A column that the model is not given can divide the rows too.
  await page.getByLabel('Compare by').selectOption({ label: 'admitted' });
  await page.locator('.model-groups th[scope="row"]').first().waitFor();
  expect(complaints).toEqual([]);
});

test.each([
  ['en', { width: 1440, height: 900 }, 'light', ['How good', 'What it goes by', 'Whom it treats how', 'Compare']],
  [
    'de',
    { width: 390, height: 844 },
    'dark',
    ['Wie gut', 'Wonach es sich richtet', 'Wen es wie behandelt', 'Vergleichen'],
  ],
] as const)('axe finds nothing, and nothing is cut off: %s, %j, %s', async (lang, viewport, colorScheme, parts) => {
  const { page } = await open(`?view=model&example=penguins&row=0&rows=worst&lang=${lang}`, { viewport, colorScheme });
  await found(page);
  await page.evaluate(axe.source);
  for (const part of parts) {
    await tab(page, part).click();
    await page.locator('oriel-model-chart svg[role="img"], .model-door').first().waitFor();
    const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run('.model'));
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
});
