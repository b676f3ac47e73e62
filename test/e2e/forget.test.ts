// "Forget everything" leaves nothing of what a person brought, wherever one looks.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { chooseFiles, newRecord, settled, visit } from './visit.ts';

const folder = join(import.meta.dirname, '../../public/examples/breast-cancer');
const SECRETS = ['SECRETCOLUMN', '7777.25', 'secret-model', 'secret-table'];
const lines = readFileSync(join(folder, 'data.csv'), 'utf8').trimEnd().split('\n');
/** The example's table under other names: the first column, in which every value is a secret. */
const table = lines.map((line, at) => line.replace(/^[^,]*/, at === 0 ? 'SECRETCOLUMN' : '7777.25')).join('\n');
const own = [
  { name: 'secret-model.onnx', mimeType: '', buffer: readFileSync(join(folder, 'mlp.onnx')) },
  { name: 'secret-table.csv', mimeType: 'text/csv', buffer: Buffer.from(table) },
];

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Everything that can be read on the page and behind it, closed parts of it included. */
const everything = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const all: string[] = [document.title, location.href, JSON.stringify(history.state), JSON.stringify(window.oriel)];
    const walk = (root: Document | ShadowRoot | Element): void => {
      for (const element of root.querySelectorAll('*')) {
        all.push(...[...element.attributes].map(({ value }) => value), element.shadowRoot ? '' : element.textContent);
        if ('value' in element) all.push(String(element.value));
        if (element.shadowRoot) {
          all.push(element.shadowRoot.textContent ?? '');
          walk(element.shadowRoot);
        }
      }
    };
    walk(document);
    all.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }));
    all.push(document.cookie);
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      all.push(name);
      for (const store of database.objectStoreNames) {
        const [keys, values] = ['getAllKeys', 'getAll'] as const;
        const within = database.transaction(store).objectStore(store);
        all.push(JSON.stringify(await done(within[keys]())), JSON.stringify(await done(within[values]())));
      }
      database.close();
    }
    const files = async (folder: FileSystemDirectoryHandle): Promise<void> => {
      for await (const [name, entry] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>) {
        all.push(name);
        if (entry.kind === 'directory') await files(entry as FileSystemDirectoryHandle);
        else all.push(await (await (entry as FileSystemFileHandle).getFile()).text());
      }
    };
    await files(await navigator.storage.getDirectory());
    for (const name of await caches.keys()) {
      all.push(name);
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        all.push(request.url, (await (await cache.match(request))?.text()) ?? '');
    }
    for (const { scope, active } of await navigator.serviceWorker.getRegistrations())
      all.push(scope, active?.scriptURL ?? '');
    return all.join('\n');
  });

/** What the browser keeps of the page, by place. */
const places = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(async () => {
    const files: string[] = [];
    for await (const name of (
      (await navigator.storage.getDirectory()) as unknown as { keys(): AsyncIterable<string> }
    ).keys())
      files.push(name);
    return {
      databases: (await indexedDB.databases()).length,
      files: files.length,
      caches: (await caches.keys()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      local: localStorage.length,
      session: sessionStorage.length,
    };
  });

/** Leaves something in every place, as another version of the page might. */
const leaveTraces = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('older', { create: true });
    const file = await (await folder.getFileHandle('secret-table', { create: true })).createWritable();
    await file.write('SECRETCOLUMN');
    await file.close();
    await (await caches.open('older')).put('./older', new Response('7777.25'));
    localStorage.setItem('older', 'secret-model');
    sessionStorage.setItem('older', 'secret-model');
  });

/** Keeps the explanation on show. */
async function keep(page: Page): Promise<void> {
  await page.locator('#answer').getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByText('Kept in this browser.').waitFor();
}

const found = async (page: Page): Promise<string[]> => {
  const text = await everything(page);
  return SECRETS.filter((secret) => text.includes(secret));
};

/** Goes back as often as there is anything, and looks at each entry, also while it is opened. */
async function backAndForth(page: Page): Promise<void> {
  const { length } = await page.evaluate(() => ({ length: history.length }));
  expect(length).toBeGreaterThan(3);
  for (const step of [...Array(4).fill(-1), ...Array(4).fill(1)]) {
    await page.evaluate((by) => history.go(by), step);
    expect(await found(page)).toEqual([]);
    await settled(page);
    expect(await found(page)).toEqual([]);
  }
}

async function bring(page: Page): Promise<void> {
  await newRecord(page, () => chooseFiles(page, own));
  await newRecord(page, () => page.getByRole('button', { name: 'Next row' }).click());
}

const forget = (page: Page) => newRecord(page, () => page.getByRole('button', { name: 'Forget everything' }).click());

test.each(['own files on show', 'an example on show'])('with %s, and going back afterwards', async (shown) => {
  // Going back must not leave the page itself.
  const { page, context, complaints } = await visit(browser, '?samples=64&example=penguins');
  for (const label of ['Diabetes progression', 'German credit', 'Breast cancer'])
    await newRecord(page, () => page.getByRole('combobox', { name: 'Example' }).selectOption({ label }));
  await bring(page);
  expect(await found(page)).toEqual(SECRETS);
  if (shown === 'an example on show')
    await newRecord(page, () =>
      page.getByRole('combobox', { name: 'Example' }).selectOption({ label: 'Diabetes progression' }),
    );
  await forget(page);
  expect(await found(page)).toEqual([]);
  await backAndForth(page);
  expect(complaints).toEqual([]);
  await context.close();
});

const nowhere = { databases: 0, files: 0, caches: 0, workers: 0, local: 0, session: 0 };

test('what was kept, wherever it is, in a tab that has not looked at it too', async () => {
  const { page, context, complaints } = await visit(browser, '?samples=64&example=penguins', { locale: 'en-US' });
  await bring(page);
  await keep(page);
  await leaveTraces(page);
  expect(await places(page)).toMatchObject({ databases: 1, files: 2, caches: 1, local: 1, session: 1 });
  // It is in the database, not on the page alone.
  const other = await context.newPage();
  await other.goto(page.url().replace(/\?.*/, '?samples=64&example=penguins'));
  await settled(other);
  expect(await found(other)).toEqual(SECRETS);
  await forget(other);
  expect(await found(other)).toEqual([]);
  expect(await places(other)).toEqual(nowhere);
  await page.getByRole('button', { name: 'Keep', exact: true }).waitFor();
  await keep(page);
  await forget(page);
  expect(await found(page)).toEqual([]);
  expect(await places(page)).toEqual(nowhere);
  expect(complaints).toEqual([]);
  await context.close();
});

test('a deleted explanation that could be brought back, and what was sought', async () => {
  const { page, context } = await visit(browser, '?samples=64&example=penguins', { locale: 'en-US' });
  await bring(page);
  await keep(page);
  await page.locator('.kept-link').click();
  await page.getByRole('searchbox', { name: 'Search' }).fill('SECRETCOLUMN');
  await page.locator('.kept li .open').click();
  await page.locator('.opened-record').waitFor();
  await page
    .locator('.kept li')
    .getByRole('button', { name: /^Delete: / })
    .click();
  await page.getByRole('button', { name: 'Undo', exact: true }).waitFor();
  await forget(page);
  expect(await found(page)).toEqual([]);
  expect(await places(page)).toEqual(nowhere);
  expect(await page.locator('.kept').count()).toBe(0);
  await context.close();
});

test('the page itself, where a person had it kept', async () => {
  const { page, context, complaints } = await visit(browser, '?samples=64&example=penguins', { locale: 'en-US' });
  expect(await places(page)).toEqual(nowhere);
  await page.getByRole('button', { name: 'Use without a network' }).click();
  await page.locator('oriel-offline', { hasText: /kept in this browser \(\d+ MB\)/ }).waitFor();
  expect(await places(page)).toEqual(nowhere);
  await page.getByRole('button', { name: 'Keep in this browser' }).click();
  await page.getByText('Ready without a network').waitFor();
  expect(await places(page)).toMatchObject({ caches: 1, workers: 1 });
  await forget(page);
  await page.getByRole('button', { name: 'Keep in this browser' }).waitFor();
  expect(await places(page)).toEqual(nowhere);
  expect(complaints).toEqual([]);
  await context.close();
});

test('while own files are being opened', async () => {
  const { page, context } = await visit(browser, '?samples=64');
  // It may last for less than a frame.
  const loading = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const { dataset } = document.documentElement;
        new MutationObserver(() => dataset.orielState === 'loading' && resolve()).observe(document.documentElement, {
          attributes: true,
        });
      }),
  );
  await chooseFiles(page, own);
  await loading;
  await forget(page);
  expect(await found(page)).toEqual([]);
  // What was under way would have been on show by the time that the same files are.
  await bring(page);
  await forget(page);
  expect(await found(page)).toEqual([]);
  await context.close();
});
