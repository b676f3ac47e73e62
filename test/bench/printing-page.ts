import { chromium } from 'playwright';

/**
 * Opens a page that measures the cases whose name contains `only`, in this browser, prints what it
 * says, and ends once it says that it is done.
 */
export async function runPage(
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
