// How long a person waits: from a click on the next row to the changed chart, its frame included,
// in the built page, in units of the yardstick; and for an explanation that was kept, in
// milliseconds.

import { loadavg } from 'node:os';
import { chromium, type Page } from 'playwright';
import { figure, table } from './accuracy/tables.ts';
import { fill } from './hits/fill.ts';
import type { Hit } from './hits/page.ts';
import { median } from './median.ts';
import { yardstick } from './trees/yardstick.ts';

const QUERIES = ['example=credit&space=raw', 'example=penguins'];
const [KEPT, OTHERS] = [31, 10_000];
const [WARM, CLICKS, BETWEEN_MILLISECONDS] = [3, 31, 700];

/** Measures the page served at `url`, in this browser. */
export async function page(
  root: string,
  url: string,
  browser: { executablePath: string; args: readonly string[] },
): Promise<void> {
  const before = yardstick(root);
  const found = new Map<string, readonly number[]>();
  const opened = await chromium.launch({ ...browser, args: [...browser.args] });
  try {
    for (const query of QUERIES)
      found.set(
        query,
        await clicks(await opened.newPage({ viewport: { width: 1440, height: 900 } }), `${url}?${query}`),
      );
  } finally {
    await opened.close();
  }
  const unit = ((before + yardstick(root)) / 2) * 1000;
  const rows = [...found].map(([query, times]) => {
    const within = times.filter((time) => time <= unit / 5).length;
    const [median, worst] = [times[times.length >> 1], times[times.length - 1]];
    return [query, figure(median / unit), figure(worst / unit), `${within} of ${times.length}`, median.toFixed(0)];
  });
  console.log(`The yardstick takes ${unit.toFixed(0)} ms here.`);
  table(
    'Click to changed chart, in units of the yardstick',
    ['', 'median', 'worst', 'within a fifth', 'median, ms'],
    rows,
  );
}

/**
 * Measures explanations that are found in a browser's store with many others: by the library, on the
 * page `hits/page.ts` of the bench at `bench`, and by the page at `url` itself.
 */
export async function hits(
  { url, bench }: { readonly url: string; readonly bench: string },
  browser: { executablePath: string; args: readonly string[] },
): Promise<void> {
  const opened = await chromium.launch({ ...browser, args: [...browser.args] });
  const newPage = async () => {
    const view = await opened.newPage({ viewport: { width: 1440, height: 900 } });
    view.setDefaultTimeout(0);
    return view;
  };
  const rows: string[][] = [];
  const add = (name: string, times: readonly number[], most?: number) =>
    rows.push([name, median(times).toFixed(1), Math.max(...times).toFixed(1), most === undefined ? '-' : `${most}`]);
  try {
    const view = await newPage();
    await view.goto(`${bench}test/bench/hits/index.html`);
    await view.waitForFunction(() => window.measureHits);
    const all = await view.evaluate(([count, others]) => window.measureHits(count, others), [
      WARM + KEPT,
      OTHERS,
    ] as const);
    const counted = all.slice(WARM);
    const timesOf = (key: keyof Hit) => counted.map((hit) => hit[key]);
    add('library: its id known', timesOf('named'));
    add('library: record there', timesOf('found'), 20);
    add('library: chart painted', timesOf('drawn'), 100);
    await view.close();
    add(
      'page: from the click to the chart',
      (await keptRows(await newPage(), `${url}?${QUERIES[0]}`)).slice(WARM),
      100,
    );
  } finally {
    await opened.close();
  }
  table(`Kept explanations found among ${OTHERS} others, ms`, ['', 'median', 'worst', 'at most'], rows);
  console.log(`Load of the machine: ${loadavg()[0].toFixed(1)}.`);
}

/**
 * Keeps the first rows, by hand as it were, and leaves; milliseconds from a click to each of them
 * when the page has been opened anew.
 */
async function keptRows(view: Page, address: string): Promise<number[]> {
  const opened = async (): Promise<void> => {
    await view.goto(`${address}&row=0`);
    await view.waitForFunction(() => document.documentElement.dataset.orielState === 'done');
  };
  await opened();
  for (let row = 0; row <= WARM + KEPT; row++) {
    if (row > 0) await view.evaluate(nextRow);
    await view.waitForFunction(() => document.documentElement.dataset.orielState === 'done');
    const kept = view.locator('.kept-link').getByText(String(row + 1), { exact: false });
    await view.locator('#answer').getByRole('button', { name: 'Keep', exact: true }).click();
    await kept.waitFor();
  }
  await view.goto(address.replace(/[?].*/, 'licences.txt'));
  await view.evaluate(fill, { name: 'oriel', copies: OTHERS });
  const began = Date.now();
  await opened();
  const times: number[] = [];
  for (let row = 1; row <= WARM + KEPT; row++) {
    await view.waitForTimeout(BETWEEN_MILLISECONDS);
    times.push(await view.evaluate(nextRow));
    const created = await view.evaluate(() => window.oriel.record?.created);
    if (!created || Date.parse(created) >= began) throw new Error(`row ${row} was explained again`);
  }
  return times;
}

/** Milliseconds of each click, increasing. */
async function clicks(view: Page, address: string): Promise<number[]> {
  await view.goto(address);
  await view.waitForFunction(() => document.documentElement.dataset.orielState === 'done', undefined, {
    timeout: 120_000,
  });
  const times: number[] = [];
  for (let click = 0; click < WARM + CLICKS; click++) {
    await view.waitForTimeout(BETWEEN_MILLISECONDS);
    const time = await view.evaluate(nextRow);
    if (click >= WARM) times.push(time);
  }
  return times.sort((a, b) => a - b);
}

/** Runs in the page: resolves once the chart of another row has been painted. */
async function nextRow(): Promise<number> {
  type Chart = HTMLElement & { record?: { input: { row: number } } };
  const find = (root: Document | ShadowRoot, fits: (element: Chart) => boolean): Chart | null => {
    for (const element of root.querySelectorAll<Chart>('*')) {
      const found = fits(element) ? element : element.shadowRoot && find(element.shadowRoot, fits);
      if (found) return found;
    }
    return null;
  };
  const rowShown = () =>
    find(document, ({ localName, record }) => localName === 'oriel-chart' && record !== undefined)?.record?.input.row;
  const painted = () =>
    new Promise<void>((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(null);
      }),
    );
  const button = find(document, ({ title }) => title === 'Next row');
  const before = rowShown();
  const start = performance.now();
  button?.click();
  while (rowShown() === before) await new Promise((resolve) => setTimeout(resolve));
  await painted();
  return performance.now() - start;
}
