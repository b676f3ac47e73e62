#!/usr/bin/env node
// The command line: builds its bundle where the sources have changed, then calls src/cli/main.ts.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCli } from '../scripts/build.mjs';
import { NoCacheError } from '../scripts/cache.mjs';
import { ensureInstalled } from '../scripts/install.mjs';

ensureInstalled();
try {
  const { main } = await import(pathToFileURL(join(await buildCli(), 'oriel.mjs')).href);
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof NoCacheError)) throw error;
  console.error(`oriel: ${error.message}`);
  process.exitCode = 1;
}
