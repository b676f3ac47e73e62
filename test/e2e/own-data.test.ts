// A newcomer's own files: what they are, what is asked about them, and the way back and out.

import type { Browser, Dialog } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Card } from '../../src/data/card.ts';
import { csvOf, WARDS, wardModel, wardRows } from '../support/stumps.ts';
import { workbook } from '../unit/support/workbook.ts';
import { launch } from './browser.ts';
import { chooseFiles, newRecord, recordOf, settled, visit } from './visit.ts';

const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: '', buffer: Buffer.from(bytes) });
const rows = wardRows(80);
const model = file('model.json', wardModel());
const table = file('patients.csv', csvOf(rows));

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const savedCard = async (page: Awaited<ReturnType<typeof visit>>['page']): Promise<Card> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save card' }).click(),
  ]);
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(Buffer.from(part));
  return JSON.parse(Buffer.concat(parts).toString()) as Card;
};

test('text levels are explained at once, asked about together, and kept in the card', async () => {
  const { page, context, complaints } = await visit(browser);
  await newRecord(page, () => chooseFiles(page, [model, table]));
  const questions = page.getByRole('region', { name: 'Please check' });
  expect(await questions.getByRole('group', { name: 'Which number stood for which word?' }).count()).toBe(1);
  const ward = questions.getByRole('group', { name: 'Order of ward' });
  expect(await ward.locator('bdi').allTextContents()).toEqual(['ward', ...WARDS]);
  const moved = await newRecord(page, () => ward.getByRole('button', { name: 'Move Cardiology up' }).click());
  expect(moved.outputs).toEqual(['no', 'yes']);
  expect(await ward.locator('bdi').allTextContents()).toEqual(['ward', 'Cardiology', 'Surgery', ...WARDS.slice(2)]);
  await newRecord(page, () =>
    questions.getByLabel('Order in all columns').selectOption('As the known outcomes fit best'),
  );
  await questions.getByRole('button', { name: 'That is right' }).click();
  const card = await savedCard(page);
  expect(card.features?.find(({ name }) => name === 'ward')?.levels).toEqual([...WARDS]);
  expect(complaints).toEqual([]);
  await context.close();
});

test('the card is edited on the page, and what it says is on show and saved', async () => {
  const { page, context } = await visit(browser);
  await newRecord(page, () => chooseFiles(page, [model, table]));
  await page.getByText('Describe the model (card)').click();
  const editor = page.locator('oriel-card-editor');
  await newRecord(page, () =>
    editor
      .getByLabel('Class 1')
      .fill('comes back')
      .then(() => page.keyboard.press('Tab')),
  );
  // What else is said of it changes no value: the same explanation is shown in other words.
  const { created } = await recordOf(page);
  const says = (where: string, text: RegExp) =>
    expect.poll(() => page.locator(where).innerText(), { timeout: 30_000 }).toMatch(text);
  await editor.getByLabel('“comes back” from, %').fill('20');
  await page.keyboard.press('Tab');
  await says('oriel-answer', /the 20\s%\sline/);
  await editor.getByLabel('Column', { exact: true }).selectOption('age');
  await editor.getByLabel('What to call it').fill('Age');
  await page.keyboard.press('Tab');
  await says('.row-form', /^Age$/m);
  await editor.getByLabel('Unit').fill('years');
  await page.keyboard.press('Tab');
  await says('.row-form', /to \d+ years/);
  await editor.getByLabel('Ought not to influence the answer').check();
  await says('.row-form', /protected: Age/);
  expect((await recordOf(page)).created).toBe(created);
  const card = await savedCard(page);
  expect(card).toMatchObject({ classes: ['no', 'comes back'], threshold: 0.2, protected: ['age'] });
  expect(card.features?.[0]).toEqual({ name: 'age', kind: 'numeric', label: 'Age', unit: 'years' });
  expect((await recordOf(page)).outputs).toEqual(['no', 'comes back']);
  await context.close();
});

test('a spreadsheet with several sheets opens; which sheet is asked', async () => {
  const { page, context, complaints } = await visit(browser);
  const book = file(
    'patients.xlsx',
    workbook({
      Notes: [
        ['a', 'b'],
        [1, 2],
      ],
      Patients: rows,
    }),
  );
  await newRecord(page, () => chooseFiles(page, [model, book]));
  expect(await page.getByLabel('Which sheet of the file is the table?').inputValue()).toBe('Patients');
  expect(complaints).toEqual([]);
  await context.close();
});

test('a model alone says what it is; a file that others make, how to make it one that opens', async () => {
  const { page, context } = await visit(browser, '', { permissions: ['clipboard-read', 'clipboard-write'] });
  await chooseFiles(page, model);
  const facts = page.getByRole('region', { name: 'What model.json is' });
  await facts.waitFor();
  expect(await facts.textContent()).toMatch(/XGBoost.*5 trees.*features: float32.*age.*ward.*sex.*prediction/s);
  const pickle = Uint8Array.of(0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0, 0x2e);
  await chooseFiles(page, [file('forest.pkl', pickle), file('net.h5', new TextEncoder().encode('\x89HDF\r\n\x1a\n'))]);
  const help = page.locator('oriel-foreign-help');
  await help.getByRole('heading', { name: /^forest\.pkl is a Python object/ }).waitFor();
  await help.getByRole('button', { name: 'Copy' }).first().click();
  await help.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('joblib.load("forest.pkl")');
  await context.close();
});

test('a wrong table says that nothing was found, with the nearest names', async () => {
  const { page, context } = await visit(browser);
  const wrong = csvOf([
    ['ages', 'wards', 'colour'],
    [1, 'a', 'red'],
    [2, 'b', 'red'],
  ]);
  await chooseFiles(page, [model, file('wrong.csv', wrong)]);
  const alert = page.getByRole('alert').filter({ hasText: 'None of the 3 columns' });
  await alert.waitFor();
  expect(await alert.textContent()).toContain('“ages” for “age”');
  await context.close();
});

test('Back goes back through rows, examples and own files; leaving own files asks', async () => {
  const { page, context } = await visit(browser);
  const row = () => page.locator('#row-number').inputValue();
  const first = await row();
  await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
  await newRecord(page, () => chooseFiles(page, [model, table]));
  await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
  await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
  expect(await row()).toBe('2');
  for (const expected of ['1', '0', String(Number(first) + 1), first]) {
    await newRecord(page, () => page.evaluate(() => history.back()));
    expect(await row()).toBe(expected);
  }
  await newRecord(page, () => page.evaluate(() => history.go(4)));
  expect(await row()).toBe('2');
  expect(new URL(page.url()).search).toBe('');
  const asked = new Promise<Dialog>((resolve) => page.once('dialog', resolve));
  const left = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.accept();
  await left;
  await context.close();
});

test('the colours that were chosen are there the next time, and forgotten with everything', async () => {
  const { page, context } = await visit(browser);
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme ?? 'auto');
  expect(await theme()).toBe('auto');
  await page.getByRole('button', { name: /^Colours/ }).click();
  expect(await theme()).toBe('light');
  await page.reload();
  await settled(page);
  expect(await theme()).toBe('light');
  await newRecord(page, () => page.getByRole('button', { name: 'Forget everything' }).click());
  expect(await theme()).toBe('auto');
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  await context.close();
});
