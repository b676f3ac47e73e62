// Runs the tools of node_modules by node itself, without npx, which works alike on every platform.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './install.mjs';

const entries = {
  tsc: 'typescript/bin/tsc',
  biome: '@biomejs/biome/bin/biome',
  vite: 'vite/bin/vite.js',
  vitest: 'vitest/vitest.mjs',
};

/**
 * Runs a tool in the repository's root, with its output shown, and returns its exit status.
 * @param {keyof typeof entries} tool @param {readonly string[]} args
 */
export function runTool(tool, args) {
  const script = join(root, 'node_modules', entries[tool]);
  return spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}
