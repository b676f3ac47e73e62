// Row after row on show, memory stays where it was. Explaining itself: library-memory.test.ts.

import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INTERPRETED, launch } from '../browser.ts';
import { newRecord, recordOf, visit } from '../visit.ts';
import { type Memory, meterOf, serveNoting } from './heaps.ts';

/** As many as are made in all. */
const EXPLANATIONS = Number(process.env.ORIEL_EXPLANATIONS ?? 80);
/** By then everything that is made once is there. */
const SETTLED = 50;
const KILOBYTE = 2 ** 10;

/**
 * How many bytes more there may be at the end. Records that are kept for good take 10 kB each,
 * evaluators' answers 1 kB.
 */
const SLACK: Readonly<Record<Exclude<keyof Memory, 'threads'>, number>> = {
  heap: 100 * KILOBYTE,
  buffers: 24 * KILOBYTE,
  wasm: 0,
  gpu: 16 * 1024 * KILOBYTE,
};

let browser: Browser;
let server: Awaited<ReturnType<typeof serveNoting>>;
beforeAll(async () => {
  server = await serveNoting();
  browser = await launch([INTERPRETED]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** A software adapter takes its time. */
const fewBackgroundRows = (page: Page) =>
  newRecord(page, async () => {
    await page.getByText('More settings').click();
    await page.getByRole('spinbutton', { name: 'Background rows' }).fill('3');
    await page.getByRole('spinbutton', { name: 'Background rows' }).press('Enter');
  });

/**
 * Shows two rows in turn, which are explained once and found from then on: what is drawn is the same
 * at the end. All in the page, where a driver would leave something behind each time.
 */
const goToAndFro = (page: Page, times: number): Promise<void> =>
  page.evaluate(async (count) => {
    const titled = (root: Document | ShadowRoot, title: string): HTMLElement | null => {
      for (const element of root.querySelectorAll<HTMLElement>('*')) {
        const found = element.title === title ? element : element.shadowRoot && titled(element.shadowRoot, title);
        if (found) return found;
      }
      return null;
    };
    for (let turn = 0; turn < count; turn++) {
      const before = window.oriel.record?.created;
      titled(document, turn % 2 === 0 ? 'Next row' : 'Previous row')?.click();
      const explained = () =>
        document.documentElement.dataset.orielState === 'done' && window.oriel.record?.created !== before;
      while (!explained()) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }, times);

test.each([
  ['the CPU', 'example=credit&model=mlp.onnx&explainer=kernel-shap&samples=64&backend=wasm', 'wasm'],
  ['trees', 'example=credit&space=raw', 'native'],
  ['the GPU', 'example=credit&model=mlp.onnx&explainer=kernel-shap&samples=64&backend=webgpu', 'webgpu'],
])('on %s', { timeout: 60_000 + 4_000 * EXPLANATIONS }, async (_, query, backend) => {
  const { page, context, complaints } = await visit(browser, `?${query}`, { address: server.url });
  expect((await recordOf(page)).backend.name).toBe(backend);
  if (backend === 'webgpu') await fewBackgroundRows(page);
  const meter = await meterOf(browser, page);
  const after = async (explanations: number): Promise<Memory> => {
    await goToAndFro(page, explanations);
    return meter();
  };
  await after(SETTLED - 2); // what reading itself makes is there from now on
  const before = await after(2);
  const end = await after(EXPLANATIONS - SETTLED);
  if (process.env.ORIEL_REPORT) console.log(query, JSON.stringify(before), JSON.stringify(end));
  // Nothing noted would be nothing metered.
  expect(before.wasm > 0).toBe(backend !== 'native');
  expect(end.threads).toBe(before.threads);
  expect(end.threads).toBeGreaterThan(2);
  for (const [kind, bytes] of Object.entries(SLACK) as [keyof typeof SLACK, number][])
    expect(end[kind], kind).toBeLessThanOrEqual(before[kind] + bytes);
  expect(complaints).toEqual([]);
  await context.close();
});
