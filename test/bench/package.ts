// What a page that uses the package loads before its first explanation of a table.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright';

/** Gzipped kilobytes that the library alone may take: all that is loaded but runtimes and data. */
const MOST = 150;

/** Files of a runtime, which a model needs and not the library. */
const RUNTIME = /^ort[.-]|\.wasm$/;

const script = `
import { createOriel } from '/lib/index.js';
const at = (name) => '/public/examples/credit/' + name;
const oriel = await createOriel({ workers: 1 });
const model = await oriel.open([at('gbt.onnx'), at('data.csv'), at('gbt.card.json')]);
window.said = (await model.explain(384).result).explainer.name;
`;

/** `url` serves the checkout, whose lib/ is built. */
export async function packageSize(
  root: string,
  url: string,
  launch: { readonly executablePath: string; readonly args: string[] },
): Promise<void> {
  const browser = await chromium.launch(launch);
  const page = await browser.newPage({ bypassCSP: true });
  const fetched = new Set<string>();
  page.context().on('request', (request) => fetched.add(new URL(request.url()).pathname));
  await page.goto(`${url}package.json`);
  await page.setContent(`<script type="module">${script}</script>`);
  await page.waitForFunction('window.said');
  await browser.close();

  const sizes = [...fetched]
    .filter((path) => path.startsWith('/lib/'))
    .map((path) => ({ name: basename(path), bytes: gzipSync(readFileSync(join(root, path)), { level: 9 }).length }))
    .sort((a, b) => b.bytes - a.bytes);
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(8)} kB`;
  const sum = (of: (name: string) => boolean): number =>
    sizes.filter(({ name }) => of(name)).reduce((total, { bytes }) => total + bytes, 0);
  const library = sum((name) => !RUNTIME.test(name));
  console.log('Loaded before the first explanation of a table, gzipped:\n');
  for (const { name, bytes } of sizes) console.log(`${kilobytes(bytes)}  ${name.replace(/-[\w-]{8}(?=\.js$)/, '')}`);
  console.log(`\n${kilobytes(sum((name) => RUNTIME.test(name)))}  the model's runtime`);
  console.log(`${kilobytes(library)}  the library alone (at most ${MOST} kB)`);
  if (library > 1000 * MOST) process.exitCode = 1;
}
