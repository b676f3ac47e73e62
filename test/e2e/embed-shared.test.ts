// Several widgets on a page of another site, with the real frames: one engine for all of them.

import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaintsOf, type HostPage, openSites, type Sites } from './sites.ts';

const pages = new Map<string, HostPage>();
let sites: Sites;

beforeAll(async () => {
  sites = await openSites((path) => pages.get(path) ?? { html: '' });
});
afterAll(() => sites.close());

/** What widgets have told: of which one it came, and the id of the record, if it has one. */
interface Told {
  readonly type: string;
  readonly from: number;
  readonly id: string | null;
}
declare global {
  interface Window {
    told: Told[];
  }
}

/** Notes what elements tell, and takes the first out once another has come so far. */
const notes = (removesFirst: boolean): string => `<script>
  window.told = [];
  for (const type of ['progress', 'explanation', 'error'])
    document.addEventListener(type, ({ target, detail }) => {
      told.push({ type, from: Number(target.id.slice(1)), id: detail?.record?.id ?? null });
      if (${removesFirst} && type === 'progress' && target.id !== 'w0') document.getElementById('w0')?.remove();
    }, true);
</script>`;

const LONG = `explainer="permutation-shap" budget='{"samples":4000,"error":0}'`;

let count = 0;
/** Opens a host's page with a widget for each row. */
async function open(rows: readonly number[], { attributes = '', removesFirst = false } = {}) {
  const widgets = rows.map(
    (row, at) =>
      `<oriel-explainer id="w${at}" loading="eager" src="${sites.site}/embed.html" model="credit" instance="${row}" ${attributes}></oriel-explainer>`,
  );
  const path = `/${++count}`;
  const loader = `<script type="module" src="${sites.site}/embed.js" crossorigin></script>`;
  pages.set(path, { html: notes(removesFirst) + loader + widgets.join('') });
  const page = await sites.context.newPage();
  const complaints = complaintsOf(page);
  await page.goto(sites.host + path);
  return { page, complaints };
}

/** Ids of these widgets' records, once all of them have one. */
async function idsOf(page: Page, widgets: readonly number[]): Promise<(string | null)[]> {
  await page.waitForFunction(
    (all) => all.every((widget) => window.told.some(({ type, from }) => type !== 'progress' && from === widget)),
    widgets,
    { timeout: 120_000 },
  );
  const told = await page.evaluate(() => window.told);
  return widgets.map((widget) => {
    const answer = told.find(({ type, from }) => type !== 'progress' && from === widget);
    expect(answer).toMatchObject({ type: 'explanation' });
    return answer?.id ?? null;
  });
}

/** What one engine takes: its own worker, and as many evaluators as there are. */
const workersAlone = new Map<string, number>();

const alone = new Map<string, Promise<string | null>>();
/** The id of a row's record where the widget is the only one. */
function idAlone(row: number, attributes: string): Promise<string | null> {
  const explain = async () => {
    const { page } = await open([row], { attributes });
    const [id] = await idsOf(page, [0]);
    workersAlone.set(attributes, page.workers().length);
    await page.close();
    return id;
  };
  const key = `${row} ${attributes}`;
  const id = alone.get(key) ?? explain();
  alone.set(key, id);
  return id;
}

describe.each([
  ['sandboxed', ''],
  ['with their own origin', 'sandbox="allow-same-origin"'],
])('widgets that are %s', (_, attributes) => {
  test.each([[[384]], [[384, 7]], [[384, 7, 7, 384]]])('explain %j with one engine', async (rows) => {
    const { page, complaints } = await open(rows, { attributes });
    const ids = await idsOf(page, [...rows.keys()]);
    for (const [at, row] of rows.entries()) expect(ids[at]).toBe(await idAlone(row, attributes));
    expect(page.workers()).toHaveLength(workersAlone.get(attributes) ?? 0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('go on where the one whose engine they use is taken away in mid-job', async () => {
    const options = `${attributes} ${LONG}`;
    const { page, complaints } = await open([384, 7, 384], { attributes: options, removesFirst: true });
    const [second, third] = await idsOf(page, [1, 2]);
    expect(await page.locator('oriel-explainer').count()).toBe(2);
    expect(second).toBe(await idAlone(7, options));
    expect(third).toBe(await idAlone(384, options));
    expect(page.workers()).toHaveLength(workersAlone.get(options) ?? 0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

test.each([
  ['is taken away', (page: Page) => page.evaluate(() => document.getElementById('w0')?.remove())],
  ['goes with its host’s page', (page: Page) => page.goto(`${sites.host}/elsewhere`)],
])('a widget that %s in mid-job ends, and its workers with it', async (_, act) => {
  const attributes = `explainer="permutation-shap" budget='{"samples":200000,"error":0}'`;
  const { page, complaints } = await open([384], { attributes });
  await page.waitForFunction(() => window.told.some(({ type }) => type === 'progress'));
  expect(page.workers().length).toBeGreaterThan(0);
  await act(page);
  await expect.poll(() => page.workers().length, { timeout: 20_000 }).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
});
