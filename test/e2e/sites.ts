import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Frame, type Page } from 'playwright';
import { buildApp } from '../../scripts/build.mjs';
import { chromiumArguments, ensureChromium } from '../../scripts/chromium.mjs';
import { serve } from '../../scripts/serve.mjs';

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

/** The built page, and a host whose pages may hold it: each a site of its own. */
export interface Sites {
  readonly browser: Browser;
  readonly context: BrowserContext;
  /** The host's origin, and that of the built page. */
  readonly host: string;
  readonly site: string;
  close(): Promise<void>;
}

/** Opens both; `pages` has the host's, by their paths. */
export async function openSites(pages: (path: string) => HostPage): Promise<Sites> {
  const { browser, close } = await launchWithSites();
  const hosts = await serveHost(pages);
  const server = await serve(await buildApp(), 0, 'localhost', { hosts: [hosts.origin] });
  return {
    browser,
    context: await browser.newContext(),
    host: hosts.origin,
    site: `http://widget.localhost:${new URL(server.url).port}`,
    async close() {
      await server.close();
      hosts.close();
      await close();
    },
  };
}

/** All that goes wrong in a page and its frames from now on. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

/** Waits until a page or a frame of ours has come to an end; its state. */
export async function settled(frame: Frame | Page): Promise<string> {
  await frame.waitForFunction(
    () => ['done', 'error'].includes(document.documentElement.dataset.orielState ?? ''),
    undefined,
    { timeout: 120_000 },
  );
  return frame.evaluate(() => document.documentElement.dataset.orielState ?? '');
}

/** The record that the page itself makes where it is nobody's frame, by the query of its address. */
export function idsByThemselves({ context, site }: Pick<Sites, 'context' | 'site'>) {
  const known = new Map<string, Promise<string | undefined>>();
  const explain = async (query: string): Promise<string | undefined> => {
    const page = await context.newPage();
    await page.goto(`${site}/${query}`);
    await settled(page);
    const id = await page.evaluate(() => window.oriel.record?.id);
    await page.close();
    return id;
  };
  return (query: string): Promise<string | undefined> => {
    const id = known.get(query) ?? explain(query);
    known.set(query, id);
    return id;
  };
}
