#!/usr/bin/env node
// The command line: builds its bundle where the sources have changed, then calls src/cli/main.ts.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCli } from '../scripts/build.mjs';
import { ensureInstalled } from '../scripts/install.mjs';

ensureInstalled();
const { main } = await import(pathToFileURL(join(await buildCli(), 'oriel.mjs')).href);
process.exitCode = await main(process.argv.slice(2));
