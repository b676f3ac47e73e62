#!/usr/bin/env node
// The command line: calls src/cli/main.ts. In the package its bundle lies in lib/; in a checkout it
// is built where the sources have changed.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where the bundle is, as an address; null where it cannot be, which has been said. */
async function bundle() {
  if (!existsSync(new URL('../scripts/build.mjs', import.meta.url)))
    return new URL('../lib/oriel.mjs', import.meta.url).href;
  const { ensureInstalled } = await import('../scripts/install.mjs');
  ensureInstalled();
  const { buildCli } = await import('../scripts/build.mjs');
  const { NoCacheError } = await import('../scripts/cache.mjs');
  try {
    return pathToFileURL(join(await buildCli(), 'oriel.mjs')).href;
  } catch (error) {
    if (!(error instanceof NoCacheError)) throw error;
    console.error(`oriel: ${error.message}`);
    return null;
  }
}

const address = await bundle();
process.exitCode = address === null ? 1 : await (await import(address)).main(process.argv.slice(2));
