// conformance.html on either side: against the frame and the element of the built page, and against
// others that break what it tries.

import { extname, join } from 'node:path';
import type { BrowserContext, Frame, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headersFor, types } from '../../scripts/headers.mjs';
import { frameChecks } from '../../src/embed/conformance/as-frame.ts';
import { hostChecks } from '../../src/embed/conformance/as-host.ts';
import type { OrielExplainer } from '../../src/embed/element/types.ts';
import { makeWidget } from './embed-element/sites.ts';
import { openSites, type Sites } from './sites.ts';

const ends: (() => unknown)[] = [];
let sites: Sites;
let html = '';

/** Frames that only pretend lie beside the page. */
let pretend: (within: BrowserContext) => Promise<unknown>;

beforeAll(async () => {
  sites = await openSites(() => ({ html: html.replaceAll('SITE', sites.site) }));
  ends.push(sites.close);
  const widget = await makeWidget();
  ends.push(widget.close);
  pretend = (within) =>
    within.route(
      ({ pathname }) => pathname.startsWith('/pretended/'),
      (route) => {
        const path = join(widget.folder, new URL(route.request().url()).pathname.replace('/pretended/', ''));
        return route.fulfill({ path, headers: { ...headersFor([sites.host]), 'Content-Type': types[extname(path)] } });
      },
    );
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** Checks by how they came out, once all have. */
async function outcomes(frame: Frame | Page): Promise<Record<string, string[]>> {
  await frame.waitForFunction(() => document.documentElement.dataset.orielState === 'done', undefined, {
    timeout: 150_000,
  });
  const found = await frame
    .locator('li[data-check]')
    .evaluateAll((all) =>
      all.map((one) => [one.getAttribute('data-outcome') ?? '', one.getAttribute('data-check') ?? '']),
    );
  const by: Record<string, string[]> = {};
  for (const [outcome, check] of found) by[outcome] = [...(by[outcome] ?? []), check].sort();
  return by;
}

/** Begins to check a frame. */
async function checking(within: BrowserContext, address: string): Promise<Page> {
  const page = await within.newPage();
  await page.goto(`${sites.site}/conformance.html?${new URLSearchParams({ frame: address, model: 'credit' })}`);
  await page.getByRole('button', { name: 'Check' }).click();
  return page;
}

/** A context of its own, in which seconds pass as fast as they are counted once `page.clock` is told so. */
async function timed(): Promise<BrowserContext> {
  const within = await sites.browser.newContext();
  await within.clock.install();
  return within;
}

/** Seconds in which nothing more is to come, as fast as they can be counted. */
async function inNoTime(page: Page, of: Frame | Page): Promise<Record<string, string[]>> {
  const state = () => of.evaluate(() => document.documentElement.dataset.orielState);
  await expect.poll(() => page.clock.fastForward(1000).then(state), { interval: 10 }).toBe('done');
  return outcomes(of);
}

const isSettled = (of: Frame | Page, check: string, ...outcome: string[]) =>
  of.locator(outcome.map((each) => `li[data-check="${check}"][data-outcome=${each}]`).join()).waitFor();

test('embed.html keeps every promise', async () => {
  const page = await checking(sites.context, `${sites.site}/embed.html`);
  expect(await outcomes(page)).toEqual({ passed: hostChecks.map((name) => `host.${name}`).sort() });
  await page.close();
});

test('a frame that does not greet, or greets wrong, is found out', async () => {
  const within = await timed();
  await pretend(within);
  const pretended = async (as: string) => {
    const page = await checking(within, `${sites.site}/pretended/embed.html?as=${as}`);
    await expect.poll(() => page.frames()[1]?.url()).toContain(`as=${as}`);
    await page.frames()[1].waitForLoadState();
    return page;
  };
  const untried = hostChecks.slice(1).map((name) => `host.${name}`);
  for (const as of ['silent', 'forged']) {
    const page = await pretended(as);
    expect(await inNoTime(page, page)).toMatchObject({
      failed: expect.arrayContaining(['host.greets']),
      untried: expect.arrayContaining(untried.filter((name) => name !== 'host.once')),
    });
  }
  // What has failed stays so, whatever else is tried.
  await isSettled(await pretended('replayed'), 'host.once', 'failed');
  await within.close();
});

/** The page in a frame of a host's. */
async function heldBy(within: BrowserContext, markup: string): Promise<{ page: Page; frame: Frame }> {
  html = markup;
  const page = await within.newPage();
  await page.goto(sites.host);
  await expect.poll(() => page.frames().length).toBe(2);
  return { page, frame: page.frames()[1] };
}

test('the element keeps every promise', async () => {
  const { page, frame } = await heldBy(
    sites.context,
    `<script type="module" src="SITE/embed.js" crossorigin></script>
    <oriel-explainer src="SITE/conformance.html" model="credit" instance="384"></oriel-explainer>`,
  );
  expect(await outcomes(frame)).toEqual({ passed: frameChecks.map((name) => `frame.${name}`).sort() });
  await page.close();
});

test('a host that believes everything is found out', async () => {
  const within = await timed();
  const { page, frame } = await heldBy(
    within,
    `<script>
      addEventListener('message', ({ ports: [port], source }) => {
        if (!port) return;
        port.postMessage({ oriel: 1, id: 0, type: 'hello', version: 1, versions: [1, 1] });
        port.postMessage({ oriel: 1, id: 0, type: 'waltz' });
        source.postMessage('hello', '*');
      });
    </script>
    <iframe sandbox="allow-scripts" src="SITE/conformance.html#nonce=0123456789abcdef0123456789abcdef"></iframe>`,
  );
  // The last that this host answers.
  await isSettled(frame, 'frame.replayed', 'passed', 'failed');
  expect((await inNoTime(page, frame)).failed).toEqual(
    expect.arrayContaining(
      ['forged', 'replayed', 'window', 'schema', 'alive', 'follows'].map((name) => `frame.${name}`),
    ),
  );
  await within.close();
});

/** Elements on a host's page, once each has explained row 384 of an example. */
async function explained(count: number): Promise<{ page: Page; ids: string[] }> {
  const element =
    '<oriel-explainer src="SITE/embed.html" model="credit" instance="384" budget="200"></oriel-explainer>';
  html = `<script>window.ids = [];
      document.addEventListener('explanation', ({ detail }) => ids.push(detail.record.id), true);
    </script>
    <script type="module" src="SITE/embed.js" crossorigin></script>${element.repeat(count)}`;
  const page = await sites.context.newPage();
  await page.goto(sites.host);
  const ids = await page.waitForFunction((wanted) => {
    const { ids } = window as unknown as { ids: string[] };
    return ids.length === wanted ? ids : null;
  }, count);
  return { page, ids: (await ids.jsonValue()) ?? [] };
}

test('the element has a row explained as the page explains it, and more elements share an engine', async () => {
  const own = await sites.context.newPage();
  await own.goto(`${sites.site}/?example=credit&samples=200`);
  await own.waitForFunction(() => document.documentElement.dataset.orielState === 'done');
  const expected = await own.evaluate(() => window.oriel.record?.id);
  await own.close();
  const one = await explained(1);
  const workers = one.page.workers().length;
  expect(workers).toBeGreaterThan(0);
  await one.page.close();
  const { page, ids } = await explained(3);
  expect([...one.ids, ...ids]).toEqual(Array(4).fill(expected));
  expect(page.workers()).toHaveLength(workers);
  // Once the leader is gone, another explains.
  await page.evaluate(() => document.querySelector('oriel-explainer')?.remove());
  const again = await page
    .locator('oriel-explainer')
    .first()
    .evaluate(async (one) => (await (one as OrielExplainer).explain(384, { budget: { samples: 200 } })).record.id);
  expect(again).toBe(expected);
  await page.close();
});
