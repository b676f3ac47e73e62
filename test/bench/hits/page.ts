// How long a kept explanation takes from the click to its chart, in a store with many others.

import '../../../src/charts/elements/index.ts';
import { english } from '../../../src/catalogue/english.ts';
import type { OrielChart } from '../../../src/charts/elements/oriel-chart.ts';
import { createOriel, openBrowserStore } from '../../../src/library/index.ts';
import { fill } from './fill.ts';

/** Milliseconds of one hit. */
export interface Hit {
  /** Until it is known by which id to look for it. */
  readonly named: number;
  /** Until the record is there. */
  readonly found: number;
  /** Until its chart is painted. */
  readonly drawn: number;
}

declare global {
  interface Window {
    /** Milliseconds a hit, for rows that are kept among so many others. */
    measureHits: (rows: number, others: number) => Promise<readonly Hit[]>;
  }
}

const name = 'oriel-bench';
const examples = new URL('/examples/credit/', location.href).href;
const files = ['gbt.onnx', 'data.csv', 'gbt.card.json'].map((file) => examples + file);

async function open() {
  const store = await openBrowserStore({ name });
  const oriel = await createOriel({ store });
  const close = async (): Promise<void> => {
    await oriel.close();
    await store.close();
  };
  return { model: await oriel.open(files), close };
}

const painted = () =>
  new Promise<void>((resolve) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    }),
  );

window.measureHits = async (rows, others) => {
  const before = await open();
  for (let row = 0; row < rows; row++) await before.model.explain(row).result;
  await before.close();
  await fill({ name, copies: others });

  const { model, close } = await open();
  const chart = document.querySelector('oriel-chart') as OrielChart;
  chart.language = english;
  const hits: Hit[] = [];
  for (let row = 0; row < rows; row++) {
    const start = performance.now();
    const since = (): number => performance.now() - start;
    const job = model.explain(row);
    await job.id;
    const named = since();
    chart.record = await job.result;
    const found = since();
    await chart.updateComplete;
    await painted();
    hits.push({ named, found, drawn: since() });
    if (job.status().from !== 'kept') throw new Error(`row ${row} was not kept`);
  }
  await close();
  return hits;
};
