// Explanations that were made before in the widget, on a page of another site with the real element.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headersFor } from '../../scripts/headers.mjs';
import { bundleText, sealBundle } from '../../src/bundle/bundle.ts';
import type { Explanation } from '../../src/records/record.ts';
import { complaintsOf, openSites, type Sites, settled } from './sites.ts';

let sites: Sites;
let html = '';
/** The record that the page makes of row 384. */
let record: Explanation;
/** What lies on the frame's site beside the page, and what of it was asked for. */
const lying = new Map<string, string>();
const fetched: string[] = [];

beforeAll(async () => {
  sites = await openSites(() => ({ html }));
  const { context, site, host } = sites;
  await context.route(`${site}/kept/**`, (route) => {
    const path = new URL(route.request().url()).pathname.replace('/kept/', '');
    fetched.push(path);
    const body = lying.get(path);
    return route.fulfill(body === undefined ? { status: 404 } : { body, headers: headersFor([host]) });
  });
  const page = await context.newPage();
  await page.goto(`${site}/?example=credit&row=384`);
  await settled(page);
  record = await page.evaluate(() => window.oriel.record as Explanation);
  await page.close();

  const card = JSON.parse(readFileSync(new URL('../../public/examples/credit/gbt.card.json', import.meta.url), 'utf8'));
  const line = (one: object) => `${JSON.stringify(one)}\n`;
  lying.set('made.jsonl', line({ ...record, input: { ...record.input, row: 7 } }) + line(record));
  lying.set('records/00000.jsonl', line({ ...record, created: '1970-01-01T00:00:00.000Z' }));
  const part = (file: string, rows: [number, number]) => ({ file, bytes: 1, sha256: 'f'.repeat(64), rows });
  const bundle = await sealBundle({
    schema: 'oriel.bundle/1',
    ...{ model: { name: record.model.name, sha256: record.model.sha256 }, card, outputs: record.outputs },
    ...{ table: { sha256: 'f'.repeat(64), rows: 1000 }, rows: { first: 0, last: 999 } },
    request: {
      ...{ explainer: 'auto', options: {}, outputs: 'default', space: 'output', groups: null, background: null },
      ...{ sequence: null, samples: null, error: null, seed: 0, when: null },
    },
    ...{ records: true, engine: record.engine, numerics: 1, method: null },
    counts: { rows: 1000, explained: 1000, failed: 0, passed: 0 },
    parts: [part('records/00000.jsonl', [300, 499]), part('records/00001.jsonl', [500, 999])],
  });
  lying.set('bundle.json', bundleText(bundle));
});
afterAll(() => sites.close());

/** A host's page with such a widget, once it has told of its explanation. */
async function open(attributes: string): Promise<{ page: Page; complaints: readonly string[] }> {
  fetched.length = 0;
  html = `<script>
      window.told = [];
      for (const type of ['explanation', 'error'])
        document.addEventListener(type, ({ detail }) => told.push({ type, from: detail.id, id: detail.record?.id }), true);
    </script><script type="module" src="${sites.site}/embed.js" crossorigin></script>
    <oriel-explainer src="${sites.site}/embed.html" lang="en" ${attributes}></oriel-explainer>`;
  const page = await sites.context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(sites.host);
  await toldOf(page, 1);
  return { page, complaints };
}

/** What the host has been told last, once it was told so often. */
async function toldOf(page: Page, times: number): Promise<unknown> {
  await page.waitForFunction((least) => window.told.length >= least, times, { timeout: 120_000 });
  return page.evaluate(() => {
    const { type, from, id } = window.told.at(-1) as unknown as Record<string, unknown>;
    return { type, from, id };
  });
}

test('a file of records is shown by its row, without an engine, and says that it was made before', async () => {
  const { page, complaints } = await open('model="kept/made.jsonl" instance="384"');
  expect(await toldOf(page, 1)).toMatchObject({ type: 'explanation', id: record.id });
  const [, frame] = page.frames();
  expect(await frame.evaluate(() => window.oriel.record?.id)).toBe(record.id);
  expect(await frame.locator('.sentence').innerText()).toMatch(/^\d+\s%/);
  expect(await frame.locator('oriel-chart svg').first().isVisible()).toBe(true);
  expect(await frame.locator('.proof > summary').innerText()).toBe('Made before, and sent with this page');
  await frame.locator('.proof > summary').click();
  expect(await frame.locator('.proof').innerText()).toMatch(/It was made on .+ by oriel .+ Nothing was computed here/);
  expect(await frame.getByRole('button', { name: 'Compute it on this device' }).count()).toBe(0);
  expect(page.workers()).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});

test('of a bundle only the file with the row is fetched; beside a model it is computed where that is asked', async () => {
  const { page, complaints } = await open('model="credit" data="kept/bundle.json" instance="384"');
  expect(await toldOf(page, 1)).toMatchObject({ type: 'explanation', id: record.id });
  const [, frame] = page.frames();
  expect(fetched).toEqual(['bundle.json', 'records/00000.jsonl']);
  expect(page.workers()).toEqual([]);
  await frame.locator('.proof > summary').click();
  expect(await frame.locator('.proof').innerText()).toMatch(/It was made before by oriel/);
  await frame.getByRole('button', { name: 'Compute it on this device' }).click();
  expect(await toldOf(page, 2)).toEqual({ type: 'explanation', from: 0, id: record.id });
  expect(await frame.locator('.proof > summary').innerText()).toBe('Made on your device');
  expect(page.workers().length).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
  await page.close();
});
