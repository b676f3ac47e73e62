// What it takes the page to look at a model as a whole, from the drop of its files to complete
// pictures, beside the explainer alone in the same browser; what that costs the page's own thread,
// and what it leaves behind.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { count, figure, table } from '../accuracy/tables.ts';
import { median } from '../median.ts';
import { type Launch, megabytesOf } from '../widget/browser.ts';
import { type Painted, painted, takeNotes } from './in-page.ts';
import { resampled } from './resampled.ts';

const ROUNDS = 3;
const PATIENCE = 300_000;
/** The name of the table that is dropped. */
const TABLE = 'rows.csv';
/** The picture that is on show: one that needs every row. */
const VIEW = '?view=model&example=credit&row=0&part=by&picture=beeswarm';

interface Round extends Painted {
  readonly alone: number;
  /** Tasks over 50 ms, in milliseconds. */
  readonly long: readonly number[];
  readonly megabytes: { readonly page: number; readonly all: number };
}

/** Where the built page and the bench's pages are served. */
export interface Addresses {
  readonly url: string;
  readonly bench: string;
}

export async function wholePage(root: string, addresses: Addresses, launch: Launch, rows: number): Promise<void> {
  const given = await resampled(root, { id: 'credit', model: 'gbt' }, rows);
  const folder = mkdtempSync(join(tmpdir(), 'oriel-bench-'));
  const browser = await chromium.launch({ ...launch, args: [...launch.args] });
  try {
    const files = [given.model, given.table, given.card].map(({ name, data }) => {
      writeFileSync(join(folder, name), data);
      return join(folder, name);
    });
    const rounds = await measure(browser, addresses, { files, rows });
    report(rounds, `credit GBT, ${count(rows)} rows of ${given.columns} columns, in Chromium`);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The explainer alone and the page, in turns; the first round is one of its own. */
async function measure(
  browser: Browser,
  { url, bench }: Addresses,
  { files, rows }: { readonly files: readonly string[]; readonly rows: number },
): Promise<readonly Round[]> {
  const bare = await browser.newPage();
  bare.setDefaultTimeout(PATIENCE);
  await bare.goto(`${bench}test/bench/whole/browser/index.html`);
  await bare.locator('input').setInputFiles(files);
  await bare.evaluate(() => window.timeAlone());
  const view = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  view.setDefaultTimeout(PATIENCE);
  await view.addInitScript(takeNotes);
  await view.goto(`${url}${VIEW}`);
  await ended(view);
  const session = await view.context().newCDPSession(view);
  const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
  const own = processInfo.find(({ type }) => type === 'browser')?.id ?? 0;
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    await bare.bringToFront();
    const alone = await bare.evaluate(() => window.timeAlone());
    await view.bringToFront();
    const complete = view.evaluate(painted, { rows, file: TABLE, button: 'The model as a whole' });
    await view.locator('input[type=file]').first().setInputFiles(files);
    const found = await complete;
    await ended(view);
    const long = await view.evaluate(() => window.noted.long.map(({ milliseconds }) => milliseconds));
    // The example in its place: what is left then is what the table has left behind.
    await view.goto('about:blank');
    await view.goto(`${url}${VIEW}`);
    await ended(view);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const megabytes = { page: Math.round(usedSize / 1e6), all: Math.round(megabytesOf(own)) };
    rounds.push({ ...found, alone, long, megabytes });
  }
  return rounds;
}

/** Waits until nothing more is to be found out. */
const ended = (view: Page) =>
  view
    .locator('.model .visually-hidden', { hasText: /^Done/ })
    .waitFor({ state: 'attached' })
    .then(() => view.waitForTimeout(500));

function report([first, ...rounds]: readonly Round[], title: string): void {
  const over = (one: Round, of: keyof Painted): number => one[of] / one.alone;
  const line = (name: string, of: keyof Painted, goal = ''): string[] => [
    name,
    count(median(rounds.map((one) => one[of]))),
    `${figure(median(rounds.map((one) => over(one, of))))}${goal}`,
    figure(over(first, of)),
  ];
  table(
    `${title}; medians of ${rounds.length} rounds`,
    ['from the drop on', 'ms', 'over the explainer alone', 'the first round, over'],
    [
      ['the explainer alone', count(median(rounds.map(({ alone }) => alone))), '1.00', '1.00'],
      line('read', 'opened'),
      line('performance of the first rows', 'first'),
      line('the first picture painted', 'importance', ' (at most 0.1)'),
      line('all rows painted', 'complete', ' (at most 1.5)'),
    ],
  );
  const long = [first, ...rounds].map((one) => `${one.long.length} (${count(Math.max(0, ...one.long))} ms)`);
  const megabytes = [first, ...rounds].map(({ megabytes: { page, all } }) => `${page} and ${all}`);
  console.log(
    `Tasks over 50 ms on the page's thread, and the longest: ${long.join(', ')}.\n` +
      `Once the table is let go of, heap of the page and the whole browser: ${megabytes.join(', ')} MB.\n` +
      `Load of the machine: ${loadavg()[0].toFixed(1)}.`,
  );
}
