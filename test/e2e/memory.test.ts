// Explanation after explanation, memory stays where it was after the fiftieth.

import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from './browser.ts';
import { type Memory, meterOf } from './heaps.ts';
import { newRecord, recordOf, visit } from './visit.ts';

/** As many as are made in all. */
const EXPLANATIONS = Number(process.env.ORIEL_EXPLANATIONS ?? 110);
const SETTLED = 50;
const KILOBYTE = 2 ** 10;

/**
 * How much more there may be at the end: for each explanation since, and in all, since readings of one state differ. A record that is
 * kept for good takes 10 kB, an evaluator's answers 1 kB.
 */
const SLACK: Readonly<Record<Exclude<keyof Memory, 'threads'>, readonly [number, number]>> = {
  heap: [7 * KILOBYTE, 0],
  buffers: [KILOBYTE / 2, 64 * KILOBYTE],
  wasm: [0, 0],
  gpu: [0, 16 * 1024 * KILOBYTE],
};

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A software adapter takes its time. */
const fewBackgroundRows = (page: Page) =>
  newRecord(page, async () => {
    await page.getByText('More settings').click();
    await page.getByRole('spinbutton', { name: 'Background rows' }).fill('3');
    await page.getByRole('spinbutton', { name: 'Background rows' }).press('Enter');
  });

test.each([
  ['the CPU', 'example=credit&model=mlp.onnx&explainer=kernel-shap&samples=64&backend=wasm', 'wasm'],
  ['trees', 'example=credit&space=raw', 'native'],
  ['the GPU', 'example=credit&model=mlp.onnx&explainer=kernel-shap&samples=64&backend=webgpu', 'webgpu'],
])('on %s', { timeout: 60_000 + 4_000 * EXPLANATIONS }, async (_, query, backend) => {
  const { page, context, complaints } = await visit(browser, `?${query}`);
  expect((await recordOf(page)).backend.name).toBe(backend);
  if (backend === 'webgpu') await fewBackgroundRows(page);
  const meter = await meterOf(browser, page);
  // To and fro between two rows: what is drawn is the same at the end.
  const explain = (turn: number) =>
    newRecord(page, () => page.getByRole('button', { name: turn % 2 === 0 ? 'Next row' : 'Previous row' }).click());
  const after = async (from: number, to: number): Promise<Memory> => {
    for (let turn = from; turn < to; turn++) await explain(turn);
    return meter();
  };
  await after(0, SETTLED - 2);
  const before = await after(SETTLED - 2, SETTLED);
  const end = await after(SETTLED, EXPLANATIONS);
  if (process.env.ORIEL_REPORT) console.log(query, JSON.stringify(before), JSON.stringify(end));
  expect(end.threads).toBe(before.threads);
  expect(end.threads).toBeGreaterThan(2);
  for (const [kind, [each, all]] of Object.entries(SLACK) as [keyof typeof SLACK, readonly [number, number]][])
    expect(end[kind], kind).toBeLessThanOrEqual(before[kind] + each * (EXPLANATIONS - SETTLED) + all);
  expect(complaints).toEqual([]);
  await context.close();
});
