// Opens the page that measures what an explanation costs on a GPU (`gpu/page.ts`), and prints what
// it says.

import { chromium } from 'playwright';

/** Measures the cases whose name contains `only`, in this browser. */
export async function gpu(
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
