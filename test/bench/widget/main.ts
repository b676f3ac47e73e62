// What one, two and four widgets on a page of another site take, beside as many frames with the
// whole page: memory of all processes, the time until all have their first record, and what is
// loaded for one.

import { table } from '../accuracy/tables.ts';
import { median } from '../median.ts';
import { type Launch, openMeasured } from './browser.ts';
import { type Mark, passOn, serveHost } from './site.ts';

export interface WidgetBench {
  /** Bytes of `embed.js` and of its types, minified and compressed. */
  readonly sizes: { readonly script: number; readonly types: number };
  /** Serves the built page; pages of these origins may hold its pages. */
  readonly serve: (hosts: readonly string[]) => Promise<string>;
  readonly browser: Launch;
  readonly kind: string;
  /** How often all is measured. */
  readonly rounds: number;
}

const COUNTS = [0, 1, 2, 4] as const;
const ROW = 384;
const OTHER_ROWS = [384, 7, 100, 200];
/**
 * Milliseconds after which memory is read: by then browsers have given back what was needed only to
 * begin with.
 */
const REST = 10_000;
/** Milliseconds that all may take. */
const PATIENCE = 120_000;
/** What four may take: of the time that one does, and of memory more than one, in megabytes. */
const MOST = { times: 1.5, megabytes: 40 };
/** What the host's page loads may take with the types beside it, in bytes after gzip. */
const MOST_LOADER = 6 * 1024;

/** How frames are put into a page, and what they explain: each a row. */
const kinds: Readonly<Record<string, (site: string, rows: readonly number[]) => string>> = {
  sandboxed: (site, rows) => widgets(site, rows, ''),
  unsandboxed: (site, rows) => widgets(site, rows, 'sandbox="allow-same-origin"'),
  pages: (site, rows) =>
    rows
      .map((row) => `<iframe src="${site}/?example=credit&amp;row=${row}" width="100%" height="678"></iframe>`)
      .join(''),
};

function widgets(site: string, rows: readonly number[], attributes: string): string {
  const elements = rows.map(
    (row) =>
      `<oriel-explainer loading="eager" src="${site}/embed.html" model="credit" instance="${row}" ${attributes}></oriel-explainer>`,
  );
  return `<script type="module" src="${site}/embed.js" crossorigin></script>${elements.join('')}`;
}

interface Round {
  /** Milliseconds from the page's beginning until all had a record. */
  readonly milliseconds: number;
  /** Of all processes: at rest, and what of it is in use. */
  readonly megabytes: number;
  readonly used: number;
  /** Bytes that the frames' site had sent by then. */
  readonly bytes: { readonly visible: number; readonly explained: number };
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One page with so many frames, in a browser of its own. */
async function round({ serve, browser }: WidgetBench, kind: string, rows: readonly number[]): Promise<Round> {
  let body = '';
  let bytes = (): number => 0;
  const marks: (Mark & { readonly bytes: number })[] = [];
  let tell = (): void => {};
  const hosts = await serveHost(
    () => body,
    (mark) => {
      marks.push({ ...mark, bytes: bytes() });
      tell();
    },
  );
  const passed = await passOn(await serve([hosts.host]));
  bytes = passed.bytes;
  body = kinds[kind](passed.site, rows);
  const page = openMeasured(browser, `${hosts.host}/`);
  const explained = () => marks.filter(({ type }) => type === 'explanation');
  try {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('no answer in time')), PATIENCE);
      tell = () => {
        const wrong = marks.find(({ type }) => type === 'error');
        if (wrong) reject(new Error(wrong.text || 'a frame failed'));
        else if (explained().length < rows.length) return;
        else resolve();
        clearTimeout(late);
      };
      tell();
    });
    await wait(REST);
    const megabytes = page.megabytes();
    await page.collectGarbage();
    const visible = marks.find(({ type }) => type === 'resize')?.bytes ?? 0;
    return {
      milliseconds: Math.max(0, ...explained().map(({ at }) => at)),
      megabytes,
      used: page.megabytes(),
      bytes: { visible, explained: explained()[0]?.bytes ?? 0 },
    };
  } finally {
    await page.close();
    passed.close();
    hosts.close();
  }
}

/** A median, with the least and the most. */
const spread = (values: readonly number[], digits = 0): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;

type Found = Readonly<Record<string, ReadonlyMap<number, readonly Round[]>>>;

/** Prints what widgets take, and fails where that is too much. */
export async function widget(bench: WidgetBench): Promise<void> {
  const names = ['sandboxed', 'unsandboxed'].filter((name) => name.startsWith(bench.kind));
  const all = [...names, 'pages'];
  const found: Record<string, Map<number, Round[]>> = Object.fromEntries(all.map((name) => [name, new Map()]));
  const others: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  // All kinds in turn, so that whatever else the machine does meets all of them.
  for (let at = 0; at < bench.rounds; at++) {
    for (const name of all)
      for (const count of COUNTS) {
        const rounds = found[name].get(count) ?? [];
        rounds.push(await round(bench, name, Array(count).fill(ROW)));
        found[name].set(count, rounds);
      }
    for (const name of names) others[name].push((await round(bench, name, OTHER_ROWS)).milliseconds / 1000);
  }
  for (const name of names) print(name, found, others[name]);
  const { script, types } = bench.sizes;
  console.log(`\nembed.js: ${script} bytes after gzip, with its types ${script + types} (at most ${MOST_LOADER})`);
  if (script + types > MOST_LOADER) process.exitCode = 1;
}

function print(name: string, found: Found, apart: readonly number[]): void {
  const rounds = apart.length;
  const of = (kind: string, count: number, what: (round: Round) => number): number[] =>
    (found[kind].get(count) ?? []).map(what);
  const megabytes = ({ megabytes }: Round): number => megabytes;
  const used = (round: Round): number => round.used;
  const seconds = ({ milliseconds }: Round): number => milliseconds / 1000;
  const middle = (kind: string, count: number, what: (round: Round) => number) => median(of(kind, count, what));
  table(
    `Widgets on one page that explain the same row, ${name}, beside frames with the whole page: medians of ${rounds} (least–most)`,
    ['', 'all processes, MB', 'without garbage', 'all have a record, s', 'pages, without garbage', 'pages, s'],
    COUNTS.map((count) => [
      `${count}`,
      spread(of(name, count, megabytes)),
      spread(of(name, count, used)),
      count === 0 ? '' : spread(of(name, count, seconds), 1),
      spread(of('pages', count, used)),
      count === 0 ? '' : spread(of('pages', count, seconds), 1),
    ]),
  );
  const times = middle(name, 4, seconds) / middle(name, 1, seconds);
  const more = (kind: string, what: (round: Round) => number): number => middle(kind, 4, what) - middle(kind, 1, what);
  const [atRest, most] = [megabytes, used].map((what) => more(name, what));
  console.log(
    `four after ${times.toFixed(2)} times one's time (at most ${MOST.times}); with a row each after ${spread(apart, 1)} s`,
  );
  console.log(
    `three more take ${most.toFixed(0)} MB (at most ${MOST.megabytes}) without garbage, ${atRest.toFixed(0)} MB with what browsers have not given back yet; three more pages take ${more('pages', used).toFixed(0)} MB`,
  );
  const kilobytes = (what: keyof Round['bytes']): string =>
    `${(middle(name, 1, ({ bytes }) => bytes[what]) / 1000).toFixed(1)} kB`;
  console.log(
    `one loads ${kilobytes('visible')} until it is visible, ${kilobytes('explained')} until its first record`,
  );
  if (times > MOST.times || most > MOST.megabytes) process.exitCode = 1;
}
