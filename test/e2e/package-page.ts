import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright';
import { buildPackage } from '../../scripts/package.mjs';
import { serve } from '../../scripts/serve.mjs';

export const root = join(import.meta.dirname, '../..');

/** Serves the checkout, with lib/ built. */
export async function servePackage(): Promise<{ url: string; close(): Promise<void> }> {
  await buildPackage();
  return serve(root, 0, '127.0.0.1');
}

/**
 * An empty page that has run a module: `library` is the package, `at` says where a file of the
 * credit example lies. What the module assigns to `window.tools` can be called afterwards.
 */
export async function openPackagePage(
  context: BrowserContext,
  url: string,
  module: string,
  before: (page: Page) => Promise<void> = async () => {},
): Promise<Page> {
  const page = await context.newPage();
  await before(page);
  await page.goto(`${url}package.json`);
  await page.setContent(`<script type="module">
    import * as library from '/lib/index.js';
    const at = (name) => '/public/examples/credit/' + name;
    ${module}
  </script>`);
  await page.waitForFunction('window.tools');
  return page;
}
