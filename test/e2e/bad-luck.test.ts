// The engine's worker ends, or hears nothing any more: the page goes on.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../src/app/store.ts';
import { serveAltered } from './altered.ts';
import { launch } from './browser.ts';
import { chooseFiles, newRecord, recordOf, settled, visit } from './visit.ts';

const folder = join(import.meta.dirname, '../../public/examples/breast-cancer');
const table = readFileSync(join(folder, 'data.csv'));
const own = [
  { name: 'mine.onnx', mimeType: '', buffer: readFileSync(join(folder, 'mlp.onnx')) },
  { name: 'mine.csv', mimeType: 'text/csv', buffer: table },
];
const csv = (name: string) => ({ name, mimeType: 'text/csv', buffer: table });

/** What strikes the engine: files by their names, a row of the person's own, a seed. */
const STRIKING = `
addEventListener('message', ({ data }) => {
  const told = JSON.stringify(data) ?? '';
  const explains = told.includes('"path":["explain"]');
  if (told.includes('"ends.csv"') || (explains && /"row":13\\b|"seed":666\\b/.test(told))) close();
  if (told.includes('"throws.csv"')) { setTimeout(() => { throw new Error('struck'); }); }
  if (told.includes('"hangs.csv"') || (explains && told.includes('"seed":999'))) for (;;);
});
`;

let browser: Browser;
let server: Awaited<ReturnType<typeof serveAltered>>;
let page: Page;
beforeAll(async () => {
  server = await serveAltered('engine', STRIKING);
  browser = await launch();
});
beforeEach(async () => {
  ({ page } = await visit(browser, '?samples=64', { address: server.url }));
  return () => page.context().close();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

const alert = (text: RegExp) => page.getByRole('alert').filter({ hasText: text });
const nextRow = () => newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
/** Does something that ends the engine; what was explained need not be explained once more. */
const openedAnew = async (act: () => Promise<unknown>) => {
  const studyOf = () =>
    (document.querySelector('oriel-app') as HTMLElement & { store: Store }).store.get().topic?.study;
  const before = await page.evaluateHandle(studyOf);
  await act();
  await page.waitForFunction((study) => {
    const { topic, status } = (document.querySelector('oriel-app') as HTMLElement & { store: Store }).store.get();
    return status === 'done' && topic?.study !== study;
  }, before);
};
const setNumber = async (name: string, value: string) => {
  await page.getByRole('spinbutton', { name, exact: true }).fill(value);
  await page.getByRole('spinbutton', { name, exact: true }).press('Enter');
};

test.each(['ends.csv', 'throws.csv'])(
  'without a file that ends the engine (%s), as often as it comes',
  async (name) => {
    const mine = await newRecord(page, () => chooseFiles(page, own));
    for (let time = 0; time < 4; time++) {
      await openedAnew(() => chooseFiles(page, csv(name)));
      const again = await recordOf(page);
      await alert(new RegExp(`stopped over ${name}`)).waitFor();
      expect(again).toMatchObject({ model: mine.model, attributions: mine.attributions });
    }
    expect((await nextRow()).model).toEqual(mine.model);
  },
);

test('without the own files of which an explanation ends the engine twice', async () => {
  const example = await recordOf(page);
  await newRecord(page, () => chooseFiles(page, own));
  const after = await newRecord(page, () => setNumber('Row', '13'));
  await alert(/stopped over mine\.onnx, mine\.csv/).waitFor();
  expect(after.model).toEqual(example.model);
  expect((await newRecord(page, () => chooseFiles(page, own))).model.name).toBe('mine');
});

test('offers to reload after three in a row, and goes on with what is chosen next', async () => {
  await page.getByText('More settings').click();
  await setNumber('Seed', '666');
  await alert(/several times in a row/)
    .getByRole('button', { name: 'Reload the page' })
    .waitFor();
  await settled(page);
  expect((await newRecord(page, () => setNumber('Seed', '3'))).seed).toBe(3);
  expect((await nextRow()).seed).toBe(3);
  await setNumber('Seed', '666');
  const loaded = page.waitForEvent('load');
  await alert(/several times in a row/)
    .getByRole('button', { name: 'Reload the page' })
    .click();
  await loaded;
});

test('a file that is read for ever can be stopped, and what was open is there again', async () => {
  await page.clock.install();
  await page.reload();
  await settled(page);
  const mine = await newRecord(page, () => chooseFiles(page, own));
  await chooseFiles(page, csv('hangs.csv'));
  const progress = page.locator('oriel-progress');
  await progress.getByText('Opening hangs.csv').waitFor();
  // Seconds pass as fast as they can be counted.
  const silent = progress.getByText('has not answered for 10 seconds');
  await expect.poll(() => page.clock.fastForward(1000).then(() => silent.isVisible()), { interval: 10 }).toBe(true);
  await openedAnew(() => progress.getByRole('button', { name: 'Cancel' }).click());
  const again = await recordOf(page);
  expect(again).toMatchObject({ model: mine.model, attributions: mine.attributions });
  expect((await nextRow()).model).toEqual(mine.model);
});

test('an explanation that hears no cancel is stopped all the same', async () => {
  // Trees answer at once, and are compared with the runtime afterwards.
  const isCompared = async () => (await recordOf(page)).backend.whyMessage?.key === 'engine.backendNative.trees';
  await expect.poll(isCompared).toBe(true);
  const before = await recordOf(page);
  await page.getByText('More settings').click();
  await setNumber('Seed', '999');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Stopped before there was anything to show').first().waitFor();
  await settled(page);
  expect(await recordOf(page)).toEqual(before);
  expect((await newRecord(page, () => setNumber('Seed', '5'))).seed).toBe(5);
});
