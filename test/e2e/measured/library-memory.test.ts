// Explanation after explanation is kept, found again, and goes to make room: memory stays where it
// was, and so does the number of open files.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { buildPackage } from '../../../scripts/package.mjs';
import type { Explanation } from '../../../src/records/record.ts';
import { INTERPRETED, launch } from '../browser.ts';
import { openPackagePage, root, servePackage } from '../package-page.ts';
import { meterOf } from './heaps.ts';

/** As many as are made in all. */
const EXPLANATIONS = Number(process.env.ORIEL_EXPLANATIONS ?? 140);
/** By then everything that is made once is there, and the store is full. */
const SETTLED = 100;
const KILOBYTE = 2 ** 10;

interface Case {
  readonly model: 'mlp' | 'gbt';
  readonly explainer: string;
  readonly backend: 'wasm' | 'webgpu' | 'auto';
  readonly answers: Explanation['backend']['name'];
}
const onCpu: Case = { model: 'mlp', explainer: 'kernel-shap', backend: 'wasm', answers: 'wasm' };
const byTrees: Case = { model: 'gbt', explainer: 'tree-shap', backend: 'auto', answers: 'native' };
const onGpu: Case = { model: 'mlp', explainer: 'kernel-shap', backend: 'webgpu', answers: 'webgpu' };

/**
 * Explains rows with other seeds each time, and asks for each explanation twice. `openStore` gives a
 * store with so many bytes of room; `at` says where a file of the example lies.
 */
const explainer = `
async function explainer({ createOriel, openStore, at, workers, model: file, explainer, backend, answers }) {
  const told = [];
  const store = await openStore({ room: 200_000 });
  const oriel = await createOriel({ store, workers, tell: ({ key }) => told.push(key) });
  const model = await oriel.open([file + '.onnx', 'data.csv', file + '.card.json'].map(at));
  // So few players that the engine has soon seen all of their coalitions; another seed would draw
  // another background, which is another game.
  const table = await model.table({ first: 0, last: 9 });
  const data = new TextEncoder().encode([table.columns, ...table.rows].map((cells) => cells.join()).join('\\n'));
  const background = { file: { name: 'background.csv', data } };
  const names = model.facts.columns.map(({ name }) => name);
  const groups = Object.fromEntries([0, 1, 2, 3, 4].map((part) => [part, names.filter((_, i) => i % 5 === part)]));
  let seed = 0;
  return {
    async explain(to) {
      for (; seed < to; seed++) {
        const players = file === 'gbt' ? { space: 'raw' } : { groups };
        const asked = { explainer, ...players, background, backend, seed, budget: { error: 0 } };
        const record = await model.explain(seed % 4, asked).result;
        if (record.backend.name !== answers) throw new Error(record.backend.name + ' answered');
        const again = model.explain(seed % 4, asked);
        await again.result;
        if (again.status().from !== 'kept') throw new Error('explanation ' + seed + ' was not kept');
      }
      return { told, entries: (await store.usage()).entries.record };
    },
    async close() {
      await oriel.close();
      await store.close();
    },
  };
}
`;

test.each([
  ['on the CPU', onCpu],
  ['by trees', byTrees],
  ['on the GPU', onGpu],
])('in a browser, %s', { timeout: 120_000 + 4_000 * EXPLANATIONS }, async (_, one) => {
  const server = await servePackage();
  const browser = await launch([INTERPRETED]);
  const context = await browser.newContext({ bypassCSP: true });
  const module = `
    ${explainer}
    const openStore = library.openBrowserStore;
    window.tools = await explainer({ ...library, openStore, at, workers: 2, ...${JSON.stringify(one)} });
  `;
  const page = await openPackagePage(context, server.url, module);
  const meter = await meterOf(browser, page);
  const after = async (explanations: number) => {
    const kept = await page.evaluate<{ told: string[]; entries: number }>(`tools.explain(${explanations})`);
    expect(kept.told).toEqual([]);
    return { ...(await meter()), entries: kept.entries };
  };
  await after(SETTLED - 2); // what reading itself makes is there from now on
  const before = await after(SETTLED);
  const end = await after(EXPLANATIONS);
  if (process.env.ORIEL_REPORT) console.log(one.answers, JSON.stringify({ before, end }));
  expect(end.threads).toBe(before.threads);
  expect(end.threads).toBeGreaterThan(2);
  // Others went to make room.
  expect(end.entries).toBeLessThan(SETTLED);
  expect(end.heap).toBeLessThanOrEqual(before.heap + 100 * KILOBYTE);
  expect(end.buffers).toBeLessThanOrEqual(before.buffers + 24 * KILOBYTE);
  await browser.close();
  await server.close();
});

interface Metered {
  readonly heap: number;
  readonly buffers: number;
  readonly files: number;
  readonly resources: number;
  readonly entries: number;
  readonly told: readonly string[];
}

test('under Node, in a folder', { timeout: 120_000 + 2_000 * EXPLANATIONS }, async () => {
  await buildPackage();
  const folder = mkdtempSync(join(tmpdir(), 'oriel-memory-'));
  const script = `
    import { readdirSync } from 'node:fs';
    import { createOriel, openFolderStore } from ${JSON.stringify(pathToFileURL(join(root, 'lib/index.mjs')).href)};
    ${explainer}
    const at = (name) => ${JSON.stringify(join(root, 'public/examples/credit/'))} + name;
    const openStore = (options) => openFolderStore(${JSON.stringify(join(folder, 'kept'))}, options);
    const explaining = await explainer({ createOriel, openStore, at, workers: 2, ...${JSON.stringify(onCpu)} });
    const after = async (explanations) => {
      const kept = await explaining.explain(explanations);
      for (let turn = 0; turn < 3; turn++) {
        await new Promise(setImmediate);
        gc();
      }
      const { heapUsed: heap, arrayBuffers: buffers } = process.memoryUsage();
      const files = readdirSync('/proc/self/fd').length;
      return { heap, buffers, files, resources: process.getActiveResourcesInfo().length, ...kept };
    };
    await after(${SETTLED - 2});
    const metered = [await after(${SETTLED}), await after(${EXPLANATIONS})];
    await explaining.close();
    console.log(JSON.stringify(metered));
  `;
  const file = join(folder, 'explain.mjs');
  writeFileSync(file, script);
  const args = ['--expose-gc', '--no-opt', '--no-maglev', '--no-sparkplug', file];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const [before, end]: Metered[] = JSON.parse(stdout);
  if (process.env.ORIEL_REPORT) console.log('Node', JSON.stringify({ before, end }));
  expect(end.told).toEqual([]);
  expect(end.entries).toBeLessThan(SETTLED);
  expect(end.files).toBe(before.files);
  expect(end.resources).toBe(before.resources);
  expect(end.heap).toBeLessThanOrEqual(before.heap + 100 * KILOBYTE);
  expect(end.buffers).toBeLessThanOrEqual(before.buffers + 24 * KILOBYTE);
  rmSync(folder, { recursive: true });
});
