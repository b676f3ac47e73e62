// What a person on a slow line waits for: bytes, requests and times of a cold load of each
// example.

import { chromium } from 'playwright';
import { table } from '../accuracy/tables.ts';
import { type ColdLoad, coldLoad, type Stage } from './cold-load.ts';

const QUERIES: Readonly<Record<string, string>> = {
  credit: '?example=credit',
  'credit mlp': '?example=credit&model=mlp.onnx',
  penguins: '?example=penguins',
  diabetes: '?example=diabetes',
  'breast-cancer': '?example=breast-cancer',
  mobilenet: '?example=mobilenet',
  toxicity: '?example=toxicity',
  sentiment: '?example=sentiment',
};
/** 5 Mbit/s. */
const BYTES_PER_SECOND = 625_000;
const LINE = { bytesPerSecond: BYTES_PER_SECOND, roundTrip: 40 };
const FAR_LINE = { bytesPerSecond: BYTES_PER_SECOND, roundTrip: 100 };
/** Files that take fewer bytes than this are not listed. */
const LARGE = 30_000;

interface Chromium {
  readonly executablePath: string;
  readonly args: readonly string[];
}

/** Measures the page served at `url` for the examples whose name contains `only`. */
export async function load(url: string, only: string, browser: Chromium): Promise<void> {
  const rows: string[][] = [];
  for (const [name, query] of chosen(only)) {
    const found = await measured(browser, url, { query, line: LINE });
    rows.push(row(name, found));
    printLarge(name, found);
  }
  table(
    'A cold load over 5 Mbit/s with 40 ms there and back: seconds (and kB by then)',
    ['', 'shell', 'first number', 'first explanation', 'final one', 'kB in all', 'requests', 'twice'],
    rows,
  );
}

/**
 * What there is to wait for before the first explanation of each example over 5 Mbit/s and 100 ms,
 * beside the same page from a server that does not compress, and with the browser's own throttling in
 * the line's place.
 */
export async function firstLoad(url: string, only: string, browser: Chromium): Promise<void> {
  const rows: string[][] = [];
  for (const [name, query] of chosen(only)) {
    const plain = await measured(browser, url, { query, line: { ...FAR_LINE, uncompressed: true } });
    const found = await measured(browser, url, { query, line: FAR_LINE });
    const throttled = await measured(browser, url, { query, throttled: FAR_LINE });
    rows.push([name, ...first(plain), ...first(found), ...first(throttled).slice(-1)]);
    console.log(`${name}: ${rows.at(-1)?.slice(1).join(', ')}`);
  }
  table(
    'Until the first explanation, over 5 Mbit/s with 100 ms there and back',
    ['', 'kB uncompressed', 'requests', 'seconds', 'kB', 'requests', 'seconds', 'seconds, throttled by the browser'],
    rows,
  );
}

const chosen = (only: string) => Object.entries(QUERIES).filter(([name]) => name.includes(only));

/** In a browser of its own: nothing is compiled yet. */
async function measured(browser: Chromium, url: string, options: Parameters<typeof coldLoad>[2]): Promise<ColdLoad> {
  const opened = await chromium.launch({ ...browser, args: [...browser.args] });
  try {
    return await coldLoad(opened, url, options);
  } finally {
    await opened.close();
  }
}

/** Kilobytes, requests and seconds. */
function first({ marks: { explanation } }: ColdLoad): string[] {
  const { milliseconds, bytes, requests } = explanation;
  return [kilobytes(bytes), `${requests}`, (milliseconds / 1000).toFixed(1)];
}

function row(name: string, { marks, transfers, bytes }: ColdLoad): string[] {
  const stage = (of: Stage) => `${(marks[of].milliseconds / 1000).toFixed(1)} (${kilobytes(marks[of].bytes)})`;
  const twice = transfers.length - new Set(transfers.map(({ path }) => path)).size;
  return [
    name,
    ...(['shell', 'number', 'explanation', 'done'] as const).map(stage),
    kilobytes(bytes),
    `${transfers.length}`,
    `${twice}`,
  ];
}

function printLarge(name: string, { transfers }: ColdLoad): void {
  const large = transfers.filter(({ bytes }) => bytes > LARGE).map(({ path, bytes }) => `${path} ${kilobytes(bytes)}`);
  console.log(`${name}: ${large.join(', ')}`);
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)}`;
