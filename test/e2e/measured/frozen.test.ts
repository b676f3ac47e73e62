import type { Browser, Page } from 'playwright';
import { beforeAll, expect, test } from 'vitest';
import type { Explanation } from '../../../src/records/record.ts';
import { launch } from '../browser.ts';
import { newRecord, recordOf, visit } from '../visit.ts';

let right: Explanation;
beforeAll(async () => {
  const elsewhere = await launch();
  right = await recordOf((await visit(elsewhere, query(0))).page);
  await elsewhere.close();
});

/** Longer than a call may take before it is given up. */
const ABSENT_MILLISECONDS = 13_000;
const query = (seed: number) => `?example=mobilenet&explainer=kernel-shap&samples=48&error=0&seed=${seed}`;
const absent = () => new Promise((resolve) => setTimeout(resolve, ABSENT_MILLISECONDS));

/** As browsers do with pages out of sight. */
async function frozen(_: Browser, page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
  await absent();
  await cdp.send('Page.setWebLifecycleState', { state: 'active' });
}

/**
 * As systems do with the processes of a browser that nobody looks at: its workers stop, too, and
 * its timers are late.
 */
async function stopped(browser: Browser): Promise<void> {
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  for (const { id } of renderers) process.kill(id, 'SIGSTOP');
  await absent();
  for (const { id } of renderers) process.kill(id, 'SIGCONT');
}

// Side by side, each in a browser of its own: most of the time nothing happens.
test.concurrent.for([
  { what: 'frozen', leave: frozen },
  { what: 'stopped', leave: stopped },
])(
  'a page that is $what in mid-explanation goes on where it was, with nothing replaced',
  async ({ leave }, { onTestFinished }) => {
    const browser = await launch();
    onTestFinished(() => browser.close());
    const { page, complaints } = await visit(browser, query(1));
    const setSeed = async (seed: string) => {
      await page.getByRole('spinbutton', { name: 'Seed' }).fill(seed);
      await page.getByRole('spinbutton', { name: 'Seed' }).press('Enter');
    };
    await page.getByText('More settings').click();
    const struck = await newRecord(page, async () => {
      await setSeed('0');
      await page.waitForFunction(() => document.documentElement.dataset.orielState === 'explaining', undefined, {
        polling: 5,
      });
      await page.waitForTimeout(500);
      await leave(browser, page);
    });
    expect(struck.attributions).toEqual(right.attributions);
    expect(await page.getByText('was replaced').count()).toBe(0);
    expect(complaints).toEqual([]);
  },
);
