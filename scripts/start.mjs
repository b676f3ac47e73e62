// npm start: installs what is missing, builds what is stale, and serves it.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { requireConfig } from './config.mjs';
import { ensureInstalled, root } from './install.mjs';
import { readAddress, run } from './serve.mjs';

// Before the build, which takes longer than finding out that it was for nothing.
const address = readAddress(process.env);
ensureInstalled();
await requireConfig(join(root, 'public'));
// What a build takes in memory is given back with its process; the server runs for long.
const build = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
  stdio: ['ignore', 'pipe', 'inherit'],
  encoding: 'utf8',
});
if (build.status !== 0) process.exit(build.status ?? 1);
await run(build.stdout.trim(), address, (url) => `Oriel is at ${url}`);
