// npm run bench: what an explanation costs over the bare forward passes. An argument picks cases by name.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const { buildCli } = await import('./build.mjs');
const { bench } = await import(pathToFileURL(join(await buildCli('bench'), 'bench.mjs')).href);
await bench(join(root, 'public/examples'), process.argv[2]);
