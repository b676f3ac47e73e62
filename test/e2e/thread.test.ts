import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { newRecord, visit } from './visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** CPU milliseconds of the longest tasks of the page's thread while `act` runs. */
async function longestTasks(
  page: Awaited<ReturnType<typeof visit>>['page'],
  act: () => Promise<unknown>,
): Promise<number[]> {
  await browser.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'toplevel', '__metadata'],
  });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const main = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => name === 'RunTask' && main.some((thread) => thread.pid === pid && thread.tid === tid),
  );
  expect(tasks.length).toBeGreaterThan(20);
  return tasks.map(({ tdur = 0 }) => tdur / 1000).sort((a, b) => b - a);
}

test.each(['?example=credit&samples=4096', '?example=breast-cancer&samples=8192', '?example=mobilenet&samples=48'])(
  'no task of the page takes 50 ms of its thread during an explanation (%s)',
  async (query) => {
    const { page, context } = await visit(browser, query);
    await page.getByText('More settings').click();
    const tasks = await longestTasks(page, () =>
      newRecord(page, async () => {
        await page.getByRole('spinbutton', { name: 'Seed' }).fill('7');
        await page.getByRole('spinbutton', { name: 'Seed' }).press('Enter');
      }),
    );
    expect(tasks[0]).toBeLessThan(50);
    await context.close();
  },
);
