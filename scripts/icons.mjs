// node scripts/icons.mjs: makes the icons of the installed page (public/icons) from public/favicon.svg,
// in a Chromium.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromiumArguments, ensureChromium } from './chromium.mjs';
import { ensureInstalled, root } from './install.mjs';

const folder = join(root, 'public/icons');

/** Says which drawing they were made from. */
export const madeFrom = join(root, 'scripts/icons.txt');

const drawing = () => readFileSync(join(root, 'public/favicon.svg'), 'utf8');

/**
 * Icons by their names. What of a maskable one is more than 40 % from its middle may be cut off: the
 * drawing is smaller there, and its ground goes to the edges.
 * @type {Readonly<Record<string, { size: number, maskable: boolean }>>}
 */
export const icons = {
  'oriel-192.png': { size: 192, maskable: false },
  'oriel-512.png': { size: 512, maskable: false },
  'oriel-maskable-512.png': { size: 512, maskable: true },
};

/** Of the drawing the icons are made from. */
export const drawingHash = () => createHash('sha256').update(drawing()).digest('hex');

/** @param {number} size @param {boolean} maskable */
function page(size, maskable) {
  const [, ground = '#000'] = /<rect [^>]*fill="(#\w+)"/.exec(drawing()) ?? [];
  const shown = Math.round(size * (maskable ? 0.7 : 1));
  const margin = (size - shown) / 2;
  return `<!doctype html><style>
    body { margin: 0; ${maskable ? `background: ${ground};` : ''} }
    svg { display: block; width: ${shown}px; height: ${shown}px; margin: ${margin}px; }
  </style>${drawing()}`;
}

async function make() {
  const { chromium } = await import('playwright');
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumArguments });
  mkdirSync(folder, { recursive: true });
  for (const [name, { size, maskable }] of Object.entries(icons)) {
    const tab = await browser.newPage({ viewport: { width: size, height: size } });
    await tab.setContent(page(size, maskable));
    writeFileSync(join(folder, name), await tab.screenshot({ omitBackground: !maskable }));
  }
  await browser.close();
  writeFileSync(madeFrom, `favicon.svg ${drawingHash()}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  ensureInstalled();
  await make();
}
