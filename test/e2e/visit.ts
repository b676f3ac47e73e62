import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';
import { inject } from 'vitest';
import type { Explanation } from '../../src/records/record.ts';

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page's scripts, and what its policy refused. */
  readonly complaints: string[];
}

/**
 * Opens the built app, with a query if one is given, and waits until it has explained something.
 */
export async function visit(
  browser: Browser,
  query = '',
  { address = inject('baseUrl'), ...options }: BrowserContextOptions & { address?: string } = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(address + query);
  await settled(page);
  return { page, context, complaints };
}

/** Waits until the page rests: nothing is loading or being explained. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => ['done', 'error'].includes(document.documentElement.dataset.orielState ?? ''),
    undefined,
    {
      timeout: 120_000,
    },
  );
}

export const recordOf = (page: Page): Promise<Explanation> =>
  page.evaluate(() => JSON.parse(JSON.stringify(window.oriel.record)) as Explanation);

/**
 * Does something and waits for the other record it leads to. Of an equal row that was explained
 * before, it was made then, but is another.
 */
export async function newRecord(page: Page, act: () => Promise<unknown>): Promise<Explanation> {
  const before = await page.evaluate(() => [window.oriel.record?.id, window.oriel.record?.created]);
  await act();
  await page.waitForFunction(
    ([id, created]) =>
      document.documentElement.dataset.orielState === 'done' &&
      window.oriel.record &&
      (window.oriel.record.id !== id || window.oriel.record.created !== created),
    before,
    { timeout: 120_000 },
  );
  return recordOf(page);
}

/** Opens files as if the person had chosen them. */
export const chooseFiles = (page: Page, files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]) =>
  page.locator('input[type=file]').first().setInputFiles(files);
