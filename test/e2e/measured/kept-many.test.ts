// Hundreds of large explanations come and go while the page answers at once.

import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportAll } from '../../../src/store/exchange/export.ts';
import { openMemoryStore } from '../../../src/store/memory.ts';
import { madeRecord, noise } from '../../unit/store/made.ts';
import { launch } from '../browser.ts';
import { deniedDatabases } from '../denied-database.ts';
import { newRecord, settled, type Visit, visit } from '../visit.ts';
import { longestTasks } from './tasks.ts';

const MANY = 300;
const folder = mkdtempSync(join(tmpdir(), 'oriel-kept-many-'));
const file = join(folder, 'kept.zip');

let browser: Browser;
beforeAll(async () => {
  const store = openMemoryStore();
  const picture = (seed: number) => `data:image/png;base64,${Buffer.from(noise(220_000, seed)).toString('base64')}`;
  for (let number = 0; number < MANY; number++) {
    const record = await madeRecord(number, {
      input: {
        kind: 'image',
        sha256: 'c'.repeat(64),
        file: `photo ${number}.png`,
        width: 224,
        height: 224,
        picture: picture(number),
        segments: Buffer.from(new Uint16Array(224 * 224).fill(number).buffer).toString('base64'),
        fill: 'blur',
      },
    });
    await store.put('record', record.id, { record }, { pinned: true });
  }
  await pipeline(Readable.from(exportAll(store)), createWriteStream(file));
  await store.close();
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const status = (page: Page) => page.locator('.kept-status');

async function look(page: Page): Promise<void> {
  await page.locator('.kept-link').click();
  await page.getByRole('heading', { name: 'Kept explanations' }).waitFor();
}

const take = (page: Page) => page.locator('.kept input[type=file]').setInputFiles(file);

/** A busy machine takes its time: what is measured is the page's thread alone. */
const timeout = 120_000;

const added = (page: Page) => status(page).getByText(`${MANY} entries added`).waitFor({ timeout });

/** The page, where storage is as usual or denied. */
async function open(spoil: (() => unknown) | null): Promise<Visit> {
  const visited = await visit(browser, '?example=penguins&row=0', { locale: 'en-US' });
  if (!spoil) return visited;
  await visited.context.addInitScript(spoil);
  await visited.page.reload();
  await settled(visited.page);
  return visited;
}

test.each([
  ['in the browser', null],
  ['in memory, where the database is not there', deniedDatabases[0][1]],
])('no task of the page takes 50 ms of its thread while all of it comes and goes, kept %s', async (_, spoil) => {
  expect(statSync(file).size).toBeGreaterThan(60_000_000);
  const { page, context, complaints } = await open(spoil);
  await look(page);
  const coming = await longestTasks(browser, page, async () => {
    await take(page);
    await added(page);
  });
  expect(await page.locator('.kept-link').innerText()).toBe(`Kept: ${MANY}`);
  let saved = '';
  const going = await longestTasks(browser, page, async () => {
    const downloading = page.waitForEvent('download', { timeout });
    await page.getByRole('button', { name: 'Save all as a file' }).click();
    saved = await (await downloading).path();
  });
  expect(readFileSync(saved).equals(readFileSync(file))).toBe(true);
  expect(coming[0]).toBeLessThan(50);
  expect(going[0]).toBeLessThan(50);
  expect(complaints).toEqual([]);
  await context.close();
});

test('what is coming while everything is forgotten leaves nothing behind', async () => {
  const { page, context, complaints } = await open(null);
  await look(page);
  await take(page);
  await status(page)
    .getByText(/[1-9]\d* entries/)
    .waitFor();
  await newRecord(page, () => page.getByRole('button', { name: 'Forget everything', exact: true }).click());
  expect(await page.evaluate(() => indexedDB.databases())).toEqual([]);
  expect(await page.locator('.kept-link').innerText()).not.toMatch(/\d/);
  expect(page.workers().filter((worker) => worker.url().includes('keeper'))).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});
