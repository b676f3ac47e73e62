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
const LINE = { bytesPerSecond: 625_000, roundTrip: 40 };
/** Files that take fewer bytes than this are not listed. */
const LARGE = 30_000;

/** Measures the page served at `url` for the examples whose name contains `only`. */
export async function load(
  url: string,
  only: string,
  browser: { executablePath: string; args: readonly string[] },
): Promise<void> {
  const rows: string[][] = [];
  for (const [name, query] of Object.entries(QUERIES).filter(([name]) => name.includes(only))) {
    // A browser of its own: nothing is compiled yet.
    const opened = await chromium.launch({ ...browser, args: [...browser.args] });
    try {
      const found = await coldLoad(opened, url, { query, line: LINE });
      rows.push(row(name, found));
      printLarge(name, found);
    } finally {
      await opened.close();
    }
  }
  table(
    'A cold load over 5 Mbit/s with 40 ms there and back: seconds (and kB by then)',
    ['', 'shell', 'first number', 'first explanation', 'final one', 'kB in all', 'requests', 'twice'],
    rows,
  );
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
