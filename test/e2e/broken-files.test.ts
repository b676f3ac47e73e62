import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { chooseFiles, newRecord, recordOf, visit } from './visit.ts';

const examples = join(import.meta.dirname, '../../public/examples');
const model = readFileSync(join(examples, 'breast-cancer/mlp.onnx'));
const table = readFileSync(join(examples, 'breast-cancer/data.csv'), 'utf8');
const [header, first, ...rest] = table.trimEnd().split('\n');
const csv = (text: string) => ({ name: 'patients.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
const onnx = (buffer: Buffer) => ({ name: 'model.onnx', mimeType: '', buffer });
const lines = (...all: string[]) => [header, ...all, ...rest].join('\n');

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launch();
  ({ page } = await visit(browser, '?samples=64'));
  await newRecord(page, () => chooseFiles(page, [onnx(model), csv(table)]));
});
afterAll(() => browser.close());

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test.each([
  ['a PNG named .onnx', onnx(png), /model\.onnx is not a model Oriel knows/],
  ['a truncated model', onnx(model.subarray(0, 9000)), /model\.onnx/],
  ['an empty model', onnx(Buffer.alloc(0)), /model\.onnx/],
  ['random bytes', onnx(Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + 13) % 251))), /model\.onnx/],
  ['an empty table', csv(''), /patients\.csv is empty/],
  ['a table of a header alone', csv(header), /patients\.csv is empty/],
  ['a table that lacks columns', csv(table.replaceAll(/^[^,]*,[^,]*,/gm, '')), /patients\.csv/],
  ['ragged rows', csv(lines(`${first},5`)), /Line 2 of patients\.csv has 32 cells, the header has 31/],
  ['text among numbers', csv(lines(first.replace(/^[^,]*/, 'large'))), /"mean_radius".*line 2.*large/],
  ['ten megabytes on one line', csv('x'.repeat(10_000_000)), /Line 1 of patients\.csv has more than/],
  ['a picture named .csv', { ...csv(''), buffer: png }, /patients\.csv is not text/],
  [
    'a picture that is none',
    { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') },
    /photo\.jpg/,
  ],
  ['a file of another kind', { name: 'notes.docx', mimeType: '', buffer: Buffer.from('x') }, /notes\.docx/],
])('%s gives a clear message, and what was loaded stays', async (_, file, message) => {
  const before = await recordOf(page);
  await chooseFiles(page, file);
  const alert = page.getByRole('alert').filter({ hasText: message });
  await alert.first().waitFor({ timeout: 20_000 });
  expect((await alert.first().innerText()).length).toBeLessThan(500);
  await alert.first().getByRole('button').click();
  const after = await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
  expect(after.model.sha256).toBe(before.model.sha256);
  expect(after.input.kind === 'tabular' && before.input.kind === 'tabular' && after.input.columns).toEqual(
    before.input.kind === 'tabular' && before.input.columns,
  );
});

test('a row with a missing value says which, and the next one works', async () => {
  await newRecord(page, () =>
    chooseFiles(page, csv([header, rest[0], first.replace(/^[^,]*/, 'NaN'), ...rest].join('\n'))),
  );
  await page.getByRole('spinbutton', { name: 'Row' }).fill('1');
  await page.getByRole('spinbutton', { name: 'Row' }).press('Enter');
  await page
    .getByText(/"mean_radius" is empty in line 3/)
    .first()
    .waitFor();
  const next = await newRecord(page, async () => {
    await page.getByRole('spinbutton', { name: 'Row' }).fill('2');
    await page.getByRole('spinbutton', { name: 'Row' }).press('Enter');
  });
  expect(next.input).toMatchObject({ row: 2 });
});

test('a table that came with a broken model is not taken for the old one', async () => {
  const before = await newRecord(page, () => chooseFiles(page, [onnx(model), csv(table)]));
  await chooseFiles(page, [onnx(model.subarray(0, 9000)), csv(lines(first.replace(/^[^,]*/, '12345')))]);
  await page
    .getByRole('alert')
    .filter({ hasText: /model\.onnx/ })
    .waitFor();
  await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
  const after = await newRecord(page, () => page.getByRole('button', { name: 'Previous row' }).click());
  expect(after.input).toEqual(before.input);
});
