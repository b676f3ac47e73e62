// A report as people have it: made on the page, read without scripts and without a network, printed.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadLanguage } from '../../src/catalogue/languages.ts';
import type { Explanation } from '../../src/records/record.ts';
import { makeReport } from '../../src/report/make.ts';
import { readReport } from '../../src/report/read.ts';
import { image, insult } from '../unit/charts/fixtures.ts';
import { launch } from './browser.ts';
import { visit } from './visit.ts';

const folder = mkdtempSync(join(tmpdir(), 'oriel-report-'));
const ofPage = join(folder, 'credit.html');

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

test('the page makes a report that is intact elsewhere, with reasons, and says that it did', async () => {
  const { page, context, complaints } = await visit(browser, '?example=credit&model=gbt.onnx&row=384');
  await page.getByRole('button', { name: 'Make a report' }).click();
  await page.getByLabel('What was decided').fill('The credit was declined');
  await page.getByLabel('When').fill('2026-11-28');
  await page.getByLabel('Whom to ask').fill('<b>Desk 5</b>');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Make the report' }).click();
  await (await download).saveAs(ofPage);
  await page.getByText('The report is among your downloads.').waitFor();
  expect(complaints).toEqual([]);
  await context.close();

  const read = await readReport(readFileSync(ofPage));
  // Made by Chromium, and made again by Node: the words are the same.
  expect(read).toMatchObject({ seal: 'intact', words: 'as recorded', about: { date: '2026-11-28' } });
  expect(read.about?.reasons[0].reasons.length).toBeGreaterThan(1);
});

async function fixture(record: Explanation, tag: string): Promise<string> {
  const path = join(folder, `${record.input.kind}.html`);
  writeFileSync(path, await makeReport([record], { language: await loadLanguage([tag]) }));
  return path;
}

test.each([
  ['a row, made by the page', async () => ofPage, 'The credit was declined'],
  ['a photo', () => fixture(image, 'en'), 'golden retriever'],
  ['a text, in German', () => fixture(insult, 'de'), '%'],
])('without scripts and network it is read, and printed: %s', async (_, file, heading) => {
  const address = pathToFileURL(await file()).href;
  const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(address);
  expect(await page.locator('h1').innerText()).toContain(heading);
  expect(await page.locator('figure svg').first().isVisible()).toBe(true);
  for (const format of ['A4', 'Letter']) {
    const pages = (await page.pdf({ format })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;
    expect(pages).toBeGreaterThan(2);
    expect(pages).toBeLessThan(15);
  }
  expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([address]);
  expect(complaints).toEqual([]);
  await context.close();
});

test.each(['credit', 'image', 'text'])('axe finds nothing, and nothing is cut off on a phone: %s', async (name) => {
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await page.close();
});
