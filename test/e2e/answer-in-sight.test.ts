import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { chooseFiles, newRecord, recordOf, settled, visit } from './visit.ts';

const examples = join(import.meta.dirname, '../../public/examples');
const credit = '?example=credit&model=gbt.onnx&row=384';
const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const said = async (page: Page, selector: string) => plain(await page.locator(selector).first().innerText());
const account = (page: Page) => page.getByRole('combobox', { name: 'Checking account' });
const overdraw = (page: Page) => newRecord(page, () => account(page).selectOption('<0'));
const drawn = async (page: Page) => (await page.locator('oriel-chart svg text').allTextContents()).map(plain);

/** A shipped model as a person's own files, with the first rows of its table. */
async function openOwn(page: Page, change: { card?: object; table?: (line: string, row: number) => string } = {}) {
  const folder = join(examples, 'breast-cancer');
  const lines = readFileSync(join(folder, 'data.csv'), 'utf8').trimEnd().split('\n').slice(0, 40);
  const table = lines.map((line, at) => (at === 0 ? line : (change.table?.(line, at - 1) ?? line))).join('\n');
  const files = [
    { name: 'mlp.onnx', mimeType: '', buffer: readFileSync(join(folder, 'mlp.onnx')) },
    { name: 'data.csv', mimeType: 'text/csv', buffer: Buffer.from(table) },
  ];
  const { card } = change;
  const own = card && { ...JSON.parse(readFileSync(join(folder, 'mlp.card.json'), 'utf8')), ...card, samples: [0] };
  const described = own ? [{ name: 'mlp.card.json', mimeType: '', buffer: Buffer.from(JSON.stringify(own)) }] : [];
  await chooseFiles(page, [...files, ...described]);
  await page.locator('.topic', { hasText: 'mlp.onnx' }).waitFor();
  await settled(page);
}

test.each([
  ['lime', 'bars'],
  ['occlusion', 'bars'],
  ['exact', 'waterfall'],
])('the answer stands beside the average one whatever explains it (%s)', async (explainer, chart) => {
  // Eight columns or fewer can be enumerated: penguins have seven.
  const { page, context, complaints } = await visit(browser, `?example=penguins&explainer=${explainer}&chart=${chart}`);
  const average = page.locator('oriel-chart svg text', { hasText: /on average [\d.]+/ });
  await average.first().waitFor();
  const told = plain((await average.first().textContent()) ?? '');
  expect(told).toMatch(/: [\d.<>]+ %, on average [\d.]+ %$/);
  expect(complaints).toEqual([]);
  await context.close();
});

describe('a change shows its effect where the person looks', () => {
  test('of another model, asked about the same row, and the way back to the first', async () => {
    const { page, context, complaints } = await visit(browser, credit);
    const first = await recordOf(page);
    const second = await newRecord(page, () =>
      page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('mlp.onnx'),
    );
    expect(second.input).toMatchObject({ row: 384 });
    const [from, to] = [first, second].map(
      ({ prediction, outputs }) => `${Math.round(100 * prediction[outputs.indexOf('bad risk')])} %`,
    );
    const change = await said(page, '.change');
    expect(change).toContain(`${from} → ${to}`);
    expect(change).toContain('Neural network instead of Gradient-boosted trees.');
    expect(change).toContain('What moved most: ');
    const back = await newRecord(page, () => page.locator('.change button').click());
    expect(back.model).toEqual(first.model);
    expect(back.attributions).toEqual(first.attributions);
    expect(await said(page, '.change')).toContain(`${to} → ${from}`);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('on the desk: the answer stays beside the form, with before and after and the way back', async () => {
    const { page, context, complaints } = await visit(browser, credit);
    const first = await recordOf(page);
    await page.getByRole('combobox', { name: 'Foreign worker' }).scrollIntoViewIfNeeded();
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(200);
    await expect(page.locator('.sentence').evaluate((e) => e.getBoundingClientRect().top)).resolves.toBeGreaterThan(0);
    const after = await overdraw(page);
    const [from, to] = [first, after].map(
      ({ prediction, outputs }) => `${Math.round(100 * prediction[outputs.indexOf('bad risk')])} %`,
    );
    const change = await said(page, '.change');
    expect(change).toContain(`${from} → ${to}`);
    expect(change).toContain('Checking account: no checking → below 0');
    expect(change).toMatch(/What moved most: Checking account −[\d.]+ → \+[\d.]+/);
    const box = await page.locator('.change').boundingBox();
    expect(box && box.y > 0 && box.y + box.height < desk.height).toBe(true);
    await page.locator('.change button').click();
    expect(await recordOf(page)).toEqual(first);
    expect(await account(page).inputValue()).toBe('no checking');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('on the phone: a compact bar at the edge, and none while the answer itself is in sight', async () => {
    const { page, context } = await visit(browser, credit, { viewport: phone, hasTouch: true });
    const bar = page.locator('oriel-answer-bar .bar');
    await expect(bar.count()).resolves.toBe(0);
    await account(page).scrollIntoViewIfNeeded();
    await bar.waitFor();
    await overdraw(page);
    expect(plain(await bar.innerText())).toMatch(/^\d+ % → \d+ % bad risk\s+Checking account −[\d.]+ → \+[\d.]+/);
    const box = await bar.boundingBox();
    expect(box).toMatchObject({ x: 0, y: 0, width: phone.width });
    expect(box?.height).toBeLessThan(72);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await bar.getByRole('button', { name: 'Back' }).click();
    expect(await account(page).inputValue()).toBe('no checking');
    await bar.getByTitle('To the whole answer').click();
    await bar.waitFor({ state: 'detached' });
    await context.close();
  });

  test('a class, a method and a row, each with what it was before', async () => {
    const { page, context } = await visit(browser, credit);
    await page.getByRole('radio', { name: 'good risk' }).check();
    expect(await said(page, '.change')).toMatch(/^\d+ % bad risk → \d+ % good risk · asked about good risk/);
    await page.getByText('More settings').click();
    await newRecord(page, () => page.getByRole('radio', { name: 'LIME' }).check());
    expect(await said(page, '.change')).toMatch(/^\d+ %, as before · explained by LIME instead of SHAP/);
    await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
    expect(await said(page, '.change')).toMatch(/^\d+ % → \d+ % · row 384 → row 385\./);
    await page.locator('.change button').click();
    expect(await said(page, '.topic')).toBe('German credit · row 384');
    await context.close();
  });

  test('edits are undone and redone, and are there when the row is come back to', async () => {
    const { page, context } = await visit(browser, credit);
    await overdraw(page);
    const duration = page.getByRole('spinbutton', { name: 'Duration' });
    await newRecord(page, () => duration.pressSequentially('1'));
    const typed = await duration.inputValue();
    await newRecord(page, () => page.getByRole('button', { name: 'Undo', exact: true }).click());
    expect([await duration.inputValue(), await account(page).inputValue()]).toEqual(['30', '<0']);
    await newRecord(page, () => duration.press('Control+z'));
    expect(await account(page).inputValue()).toBe('no checking');
    await newRecord(page, () => page.getByRole('button', { name: 'Redo' }).click());
    await newRecord(page, () => duration.press('Control+Shift+z'));
    expect([await duration.inputValue(), await account(page).inputValue()]).toEqual([typed, '<0']);
    await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
    expect(await said(page, '.topic')).toBe('German credit · row 385');
    await newRecord(page, () => page.getByRole('button', { name: 'Previous row' }).click());
    expect(await said(page, '.topic')).toBe('German credit · row 384, changed by you');
    expect([await duration.inputValue(), await account(page).inputValue()]).toEqual([typed, '<0']);
    await context.close();
  });
});

describe('what the card and the data say', () => {
  test('the verdict, and the average in every chart', async () => {
    const { page, context } = await visit(browser, credit);
    expect(await said(page, '.sentence')).toMatch(/^28 % bad risk: under the 50 % line, so good risk\./);
    const title = 'bad risk: 27.9 %, on average 32.4 %';
    await expect.poll(() => drawn(page)).toContain(title);
    await page.getByRole('button', { name: 'Steps' }).click();
    await expect.poll(() => drawn(page)).toContain(title);
    const pairs = await newRecord(page, () => page.getByRole('button', { name: 'Interactions' }).click());
    // A matrix of the record's players for each output.
    expect(pairs.interactions?.[0].map((row) => row.length)).toEqual(pairs.players.map(() => pairs.players.length));
    await expect.poll(() => drawn(page)).toContain(title);
    const back = await newRecord(page, () => page.getByRole('button', { name: 'Bars' }).click());
    expect(back.explainer.name).toBe('gp-shap');
    await page.getByText('More settings').click();
    await newRecord(page, () => page.getByRole('radio', { name: 'LIME' }).check());
    await expect.poll(() => drawn(page)).toContain('bad risk: 27.9 %, on average 32.4 %');
    await context.close();
  });

  test('classes without names, columns that ought not to count, what was not used, who decides', async () => {
    const { page, context } = await visit(browser, '?samples=256');
    const card = {
      classes: ['0', '1'],
      threshold: undefined,
      protected: ['worst_texture', 'radius_error'],
      features: undefined,
    };
    await openOwn(page, { card: { ...card, whoDecides: 'the doctor', translations: undefined } });
    const sentence = await said(page, '.sentence');
    expect(sentence).toMatch(/% class 1 of malignant\./);
    expect(sentence).toContain('radius error is 1.095 (which may not be used in some countries)');
    expect((await drawn(page)).some((text) => text.startsWith('protected: radius error'))).toBe(true);
    expect(await said(page, '#answer')).toContain(
      'the model’s card says of radius error and worst texture that they ought not to count',
    );
    const evidence = await said(page, 'oriel-trust');
    expect(evidence).toContain('but for the right answers (malignant)');
    expect(evidence).toContain('Who decides, says the card: the doctor.');
    expect(evidence).toContain('This is about the explanation, not about the model');
    await context.close();
  });

  test('“That is right” settles the questions, which can still be changed', async () => {
    const { page, context } = await visit(browser, '?samples=64');
    await openOwn(page);
    const before = await recordOf(page);
    const questions = page.locator('oriel-questions');
    await questions.getByRole('button', { name: 'That is right' }).click();
    await questions.getByText('Settled: taken as you said.').waitFor();
    expect(await questions.getByRole('button').count()).toBe(0);
    expect(await questions.getByRole('combobox').first().isVisible()).toBe(false);
    expect(await recordOf(page)).toEqual(before);
    await questions.getByText('change them').click();
    const task = questions.getByRole('combobox', { name: /one number mean/ });
    const changed = await newRecord(page, () => task.selectOption('regression'));
    expect(changed.outputs).toEqual(['malignant']);
    await questions.getByText('Settled').waitFor();
    expect(await task.inputValue()).toBe('regression');
    await context.close();
  });

  test('a row the model cannot take shows no chart, and what helps', async () => {
    const { page, context } = await visit(browser, '?samples=64');
    await openOwn(page, { table: (line, row) => (row % 3 === 0 ? line.replace(/^[^,]*,/, ',') : line) });
    expect(await page.locator('oriel-chart').count()).toBe(0);
    expect(await said(page, 'oriel-trust')).not.toContain('How exact');
    expect(await said(page, '#answer')).toContain('The model needs a value for mean radius, and this row has none.');
    const filled = await newRecord(page, () => page.getByRole('button', { name: 'Fill blanks' }).click());
    const value = filled.input.kind === 'tabular' ? filled.input.values?.[0] : null;
    expect(await said(page, '#answer')).toContain(`Blanks were filled in: mean radius ${value} (the median).`);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.waitForFunction(() => document.documentElement.dataset.orielState === 'error');
    expect(await page.locator('oriel-chart').count()).toBe(0);
    const next = await newRecord(page, () => page.getByRole('button', { name: 'Next usable row' }).click());
    expect(next.input).toMatchObject({ row: 1 });
    expect(await page.locator('oriel-chart').count()).toBe(1);
    await context.close();
  });
});

describe('for everybody', () => {
  const jargon =
    /SHAP|LIME|log-odds|raw score|Gaussian|surrogate|\bseed\b|WebAssembly|WebGPU|back end|additivity|residual|standard error|coalition|95 %|sampled|waterfall/i;

  test.each([desk, phone])('the first view is free of jargon, which is one tap away (%o)', async (viewport) => {
    const { page, context } = await visit(browser, credit, { viewport });
    const visible = async () => [await page.locator('body').innerText(), ...(await drawn(page))].join('\n');
    expect((await visible()).match(jargon)).toBeNull();
    await page.getByText('The exact terms').click();
    expect(await said(page, 'oriel-trust')).toMatch(/Standard error[\s\S]*Additivity residual[\s\S]*Seed/);
    await page.getByText('More settings').click();
    await page.getByRole('radio', { name: 'LIME' }).waitFor();
    await context.close();
  });

  test('the live region says the answer on show, of another class as well', async () => {
    const { page, context } = await visit(browser, credit);
    const live = page.locator('#answer > [aria-live=polite]');
    const sentence = async () => plain((await page.locator('.sentence').textContent()) ?? '');
    const told = async () => plain((await live.textContent()) ?? '');
    expect(await told()).toBe(await sentence());
    await page.getByRole('radio', { name: 'good risk' }).check();
    expect(await told()).toBe(await sentence());
    expect(await told()).toMatch(/^72 % good risk/);
    await context.close();
  });

  test('Escape folds up what is open: where the focus is, then the rest', async () => {
    const { page, context } = await visit(browser, credit);
    const open = (name: string) =>
      page
        .getByText(name)
        .locator('xpath=..')
        .evaluate((e) => e.hasAttribute('open'));
    for (const name of ['More settings', 'The exact terms', 'As a table']) await page.getByText(name).click();
    await page.getByRole('radio', { name: 'LIME' }).focus();
    await page.keyboard.press('Escape');
    expect(await open('More settings')).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('More settings');
    await page.keyboard.press('Escape');
    expect([await open('The exact terms'), await open('As a table')]).toEqual([false, true]);
    await page.keyboard.press('Escape');
    expect(await open('As a table')).toBe(false);
    await context.close();
  });
});
