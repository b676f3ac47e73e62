// Installs the packages of package-lock.json where they are absent or of other versions. It has no
// dependencies, since they may not be installed yet.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean,
 * devOptional?: boolean }> }} Lock
 */

/** @param {string} path @returns {Lock | null} */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Whether every package of the lock file is installed in its version. Optional ones do not count:
 * most are for other platforms.
 * @param {Lock | null} wanted @param {Lock | null} present
 */
export function isInstalled(wanted, present) {
  if (!wanted || !present) return false;
  return Object.entries(wanted.packages).every(([path, { version, integrity, optional }]) => {
    if (path === '' || optional) return true;
    const found = present.packages[path];
    return found?.version === version && found?.integrity === integrity;
  });
}

/** Runs `npm ci` unless all packages are installed. Ends the process where that fails. */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Oriel needs Node 20.19 or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  const wanted = readLock(join(root, 'package-lock.json'));
  if (isInstalled(wanted, readLock(join(root, 'node_modules/.package-lock.json')))) return;
  console.error('Installing packages (npm ci)...');
  const args = ['ci', '--no-audit', '--no-fund'];
  // Under `npm start` the environment names npm's own script. Running it by node also works on
  // Windows, where npm is a batch file.
  const script = process.env.npm_execpath;
  const stdio = /** @type {const} */ (['ignore', 2, 2]);
  const result = script?.endsWith('.js')
    ? spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: [...stdio] })
    : spawnSync('npm', args, { cwd: root, stdio: [...stdio], shell: process.platform === 'win32' });
  if (result.status !== 0) {
    console.error('npm ci failed; see above.');
    process.exit(1);
  }
}
