import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launch } from './browser.ts';

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
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(inject('baseUrl')) && !/^(data|blob):/.test(request.url()))
      foreign.push(request.url());
  });
  const response = await page.goto(inject('baseUrl'));
  expect(response?.status()).toBe(200);
  expect(response?.headers()['content-security-policy']).toContain("connect-src 'self'");
  expect(await page.evaluate(() => [crossOriginIsolated, isSecureContext, document.documentElement.lang])).toEqual([
    true,
    true,
    'en',
  ]);
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
  await page.close();
});
