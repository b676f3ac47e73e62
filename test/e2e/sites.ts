import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { chromiumArguments, ensureChromium } from '../../scripts/chromium.mjs';

/**
 * A Chromium that keeps sites apart as people's do: a process for each, and in frames storage that
 * belongs to the page around them. Playwright's own arguments switch both off. Everything named
 * `*.localhost` is this machine, and a site of its own.
 */
export async function launchWithSites(): Promise<{ browser: Browser; close: () => Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'oriel-sites-'));
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    ignoreDefaultArgs: true,
    args: [
      ...['--headless', '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--site-per-process'],
      ...chromiumArguments,
    ],
  });
  const close = async () => {
    await browser.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { browser, close };
}

/** A page that somebody else serves: its markup and headers. */
export interface HostPage {
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server of other people's pages, by their paths. */
export async function serveHost(pages: (path: string) => HostPage): Promise<{ origin: string; close: () => void }> {
  const server = createServer(({ url = '/' }, response) => {
    const { html, headers } = pages(url);
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
    response.end(`<!doctype html><title>A host</title>${html}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://host.localhost:${(server.address() as AddressInfo).port}`, close };
}
