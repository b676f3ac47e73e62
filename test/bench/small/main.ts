// What explanations of small networks cost compared with the bare forward passes of the same rows.

import { availableParallelism } from 'node:os';
import { chromium } from 'playwright';
import { measure } from '../over-bare.ts';
import { caseOf, filesOf, smallNetworks } from './networks.ts';

/** Runs the networks whose name contains `only`, in Node, and prints a line for each. */
export async function small(only: string, workers = availableParallelism()): Promise<void> {
  console.log(`Node, ${workers} workers on each side; medians\n`);
  for (const network of smallNetworks.filter(({ name }) => name.includes(only)))
    await measure(caseOf(network), filesOf(network), workers);
}

/** The same in this browser. */
export async function smallInBrowser(
  url: string,
  only: string,
  browser: { executablePath: string; args: readonly string[] },
): Promise<void> {
  const opened = await chromium.launch({ ...browser, args: [...browser.args] });
  try {
    const page = await opened.newPage();
    page.on('console', (message) => console.log(message.text()));
    page.on('pageerror', (error) => console.error(error));
    await page.goto(`${url}?only=${encodeURIComponent(only)}`);
    await page.waitForFunction(() => document.documentElement.dataset.state === 'done', undefined, { timeout: 0 });
  } finally {
    await opened.close();
  }
}
