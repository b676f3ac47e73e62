// How long a person waits: from a click on the next row to the changed chart, its frame included,
// in the built page. In units of the yardstick.

import { chromium, type Page } from 'playwright';
import { figure, table } from './accuracy/tables.ts';
import { yardstick } from './trees/yardstick.ts';

const QUERIES = ['example=credit&space=raw', 'example=penguins'];
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
