// Texts on the page and on the command line: the examples, free typing, long and empty texts.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseExplanation } from '../../src/records/record.ts';
import { launch } from './browser.ts';
import { chooseFiles, newRecord, recordOf, settled, visit } from './visit.ts';

const golden: { text: string; here: number }[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../golden/text/toxicity.json'), 'utf8'),
);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test('a text is explained by its words, and the person’s own as they type', async () => {
  const { page, context, complaints } = await visit(browser, '?example=toxicity');
  const record = parseExplanation(await recordOf(page));
  expect(record).toMatchObject({ explainer: { name: 'partition-shap' }, input: { kind: 'text', absent: 'mask' } });
  await page.getByText('99 % toxic.').first().waitFor();
  await page
    .getByText(/Mostly because of “idiot”/)
    .first()
    .waitFor();
  const words = page.locator('oriel-text .words');
  expect(await words.textContent()).toBe('You are a stupid idiot and nobody wants you here.');

  const box = page.getByLabel('Text', { exact: true });
  const { text, here } = golden[7];
  const typed = await newRecord(page, () => box.fill(text));
  expect(Math.abs(typed.modelOutput[1] - here)).toBeLessThan(1e-5);
  expect(await words.textContent()).toBe(text);
  const sample = await newRecord(page, () =>
    page.getByRole('button', { name: 'The weather in Paris is mild in April.' }).click(),
  );
  expect(sample.input).toMatchObject({ text: 'The weather in Paris is mild in April.' });
  expect(new URL(page.url()).searchParams.get('sample')).toBe('3');
  expect(await box.inputValue()).toBe('The weather in Paris is mild in April.');

  await page.getByText('More settings').click();
  const lime = await newRecord(page, () => page.getByRole('radio', { name: 'LIME' }).check());
  expect(lime).toMatchObject({ explainer: { name: 'lime' }, input: { absent: 'remove' } });
  expect(complaints).toEqual([]);
  await context.close();
});

test('a prediction stands there before the explanation does, letter by letter', async () => {
  const { page, context } = await visit(browser, '?example=toxicity&explainer=kernel-shap&samples=4000&error=0');
  const box = page.getByLabel('Text', { exact: true });
  await box.fill('');
  await settled(page);
  await page.getByText('Type a text').first().waitFor();
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => said.push(document.querySelector('.sentence')?.textContent ?? '')).observe(
      document.querySelector('.sentence') as Element,
      { childList: true, subtree: true, characterData: true },
    );
  });
  const words = 'you are a stupid idiot and an absolute clown, my dear and only friend';
  await newRecord(page, () => box.pressSequentially(words, { delay: 40 }));
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
  const working = said.findIndex((text) => /% toxic\. Working out why/.test(text));
  expect(working).toBeGreaterThanOrEqual(0);
  expect(said.slice(working).some((text) => /% toxic\. Mostly because of/.test(text))).toBe(true);
  expect((await recordOf(page)).input).toMatchObject({ text: words });
  await context.close();
});

test('a text longer than the model takes is explained part by part, and the page says so', async () => {
  const { page, context, complaints } = await visit(browser, '?example=toxicity&samples=100');
  const long = `${'This is fine. '.repeat(80)}You stupid idiot.`;
  const first = await newRecord(page, () => page.getByLabel('Text', { exact: true }).fill(long));
  await page.getByText('part 1 of 2').first().waitFor();
  const part = first.input.kind === 'text' ? first.input.part : null;
  expect(part?.[0]).toBe(0);
  const second = await newRecord(page, () => page.getByRole('button', { name: 'Explain the next part' }).click());
  expect(second.input.kind === 'text' && second.input.part).toEqual([(part?.[1] ?? 0) + 1, long.length]);
  expect(second.modelOutput[1]).toBeGreaterThan(first.modelOutput[1]);
  expect(await page.locator('oriel-text .words').textContent()).toBe(long);
  await newRecord(page, () => page.getByLabel('Text', { exact: true }).fill('Short again.'));
  expect((await recordOf(page)).input).toMatchObject({ part: null });
  expect(complaints).toEqual([]);
  await context.close();
});

test('texts of any script stay as they are', async () => {
  const { page, context } = await visit(browser, '?example=toxicity&samples=60');
  for (const text of [
    'مرحبا بالعالم، أنت غبي 😀',
    '👩‍👩‍👧‍👦 e\u0301t\u00e9 🇫🇷 <b>&amp;</b>',
    'line one\n\n  line two\ttab',
  ]) {
    const record = await newRecord(page, () => page.getByLabel('Text', { exact: true }).fill(text));
    expect(record.input).toMatchObject({ text });
    expect(await page.locator('oriel-text .words').textContent()).toBe(text);
  }
  await context.close();
});

test('"not good" is positive, and the page shows why', async () => {
  const { page, context, complaints } = await visit(browser, '?example=sentiment&sample=1');
  const record = await recordOf(page);
  expect(record).toMatchObject({ model: { format: 'tfjs' }, input: { text: 'Not good.', absent: 'remove' } });
  const sentence = (await page.locator('.sentence').innerText()).replaceAll('\u00a0', ' ');
  expect(sentence).toBe(
    '67 % promoter. It is 87 % with every word hidden: that is where it comes from, not the words. Kept down mostly by “Not”.',
  );
  expect(await page.locator('oriel-text svg').textContent()).toContain('all words hidden: 86.7');
  const detractor = page.getByRole('radio', { name: 'detractor' });
  await detractor.check();
  await page
    .getByText(/15\s%\sdetractor\. Mostly because of “Not”/)
    .first()
    .waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('a person’s own model of text opens with its vocabulary, and the card it is given serves the command line', async () => {
  const { page, context, complaints } = await visit(browser, '?samples=64');
  const folder = join(import.meta.dirname, '../../public/examples/toxicity');
  const own = (name: string, from: string) => ({ name, mimeType: '', buffer: readFileSync(join(folder, from)) });
  const record = await newRecord(page, () =>
    chooseFiles(page, [own('mine.onnx', 'model.onnx'), own('mine.txt', 'vocab.txt')]),
  );
  expect(record).toMatchObject({
    model: { name: 'mine' },
    outputs: ['class 0', 'class 1'],
    input: { text: 'Type a text of your own here.' },
  });
  const { text, here } = golden[1];
  const typed = await newRecord(page, () => page.getByLabel('Text', { exact: true }).fill(text));
  expect(Math.abs(typed.modelOutput[1] - here)).toBeLessThan(1e-5);
  expect(page.url()).not.toMatch(/mine|stupid/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save card' }).click(),
  ]);
  const card = JSON.parse(readFileSync(await download.path(), 'utf8'));
  expect(card).toMatchObject({
    input: { kind: 'text' },
    post: 'softmax',
    tokenizer: { kind: 'wordpiece', files: ['mine.txt'], length: 512 },
  });
  expect(complaints).toEqual([]);
  await context.close();
});
