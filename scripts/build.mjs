// Builds the page (dist/) and the command line's bundle, each only where its sources have changed
// since it was built.

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheFolder, canWrite, NoCacheError } from './cache.mjs';
import { fingerprint } from './fingerprint.mjs';
import { ensureInstalled, root } from './install.mjs';

const appParts = [
  ...['index.html', 'embed.html', 'kiosk.html', 'conformance.html', 'public', 'src', 'vite.config.ts', 'tsconfig.json'],
  ...['package.json', 'package-lock.json', 'LICENSE', 'scripts/compress.mjs', 'scripts/element.mjs'],
  ...['scripts/frame-parts.mjs', 'scripts/offline.mjs', 'scripts/headers.mjs'],
  ...['scripts/licences.mjs', 'scripts/licences'],
];
const cliParts = ['src', 'vite.cli.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'];

/** @param {string} configFile @param {string} mode @param {string} outDir */
async function viteBuild(configFile, mode, outDir) {
  const { build } = await import('vite');
  // Tests build what they serve. Under their NODE_ENV, libraries would be bundled in their slower
  // development versions.
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({
      root,
      configFile: join(root, configFile),
      // The other ways of reading a configuration write beside it.
      configLoader: 'runner',
      mode,
      logLevel: 'error',
      build: { outDir, emptyOutDir: true },
    });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

/**
 * Moves a folder; copies it where a rename is not possible (another file system).
 * @param {string} from @param {string} to
 */
export function move(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EXDEV') throw error;
    // A compressed copy must not look older than its file.
    cpSync(from, to, { recursive: true, preserveTimestamps: true });
    rmSync(from, { recursive: true });
  }
}

/**
 * dist/, built where it is stale. The build happens elsewhere and is then moved into place, so that
 * a server of dist/ never sees half of it. Where the checkout cannot be written, dist/ is
 * elsewhere.
 * @returns {Promise<string>} the folder
 */
export async function buildApp() {
  const wanted = fingerprint(root, appParts);
  /** @param {string} folder */
  const isFresh = (folder) => {
    const mark = join(folder, '.fingerprint');
    return existsSync(mark) && readFileSync(mark, 'utf8') === wanted;
  };
  const usual = join(root, 'dist');
  if (isFresh(usual)) return usual;
  const cache = cacheFolder();
  const dist = canWrite(usual) && canWrite(root) ? usual : join(cache, 'dist');
  if (isFresh(dist)) return dist;
  console.error('Building the page...');
  const fresh = join(cache, `app-${process.pid}`);
  await viteBuild('vite.config.ts', 'production', fresh);
  writeFileSync(join(fresh, '.fingerprint'), wanted);
  const old = join(cache, `app-old-${process.pid}`);
  if (existsSync(dist)) move(dist, old);
  move(fresh, dist);
  rmSync(old, { recursive: true, force: true });
  return dist;
}

/**
 * The pages on which the bench measures in a browser, always built again.
 * @returns {Promise<string>} the folder
 */
export async function buildBenchPages() {
  const folder = join(cacheFolder(), 'bench-pages');
  await viteBuild('vite.config.ts', 'bench', folder);
  return folder;
}

/**
 * The bundle for Node, in a separate folder for each state of the sources, so that two that start
 * at once do not disturb each other.
 * @param {'production' | 'bench'} [mode]
 * @returns {Promise<string>} the folder, which holds oriel.mjs (for the bench, bench.mjs too) and
 * the workers' .mjs
 */
export async function buildCli(mode = 'production') {
  const parts = mode === 'bench' ? [...cliParts, 'test/bench', 'test/support', 'test/unit/support'] : cliParts;
  const name = `cli-${mode}-${fingerprint(root, parts).slice(0, 16)}`;
  const usual = join(root, 'node_modules/.cache/oriel', name);
  if (existsSync(usual)) return usual;
  const cache = cacheFolder();
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  if (process.stderr.isTTY) console.error('Preparing the command line (first use)...');
  const fresh = join(cache, `cli-fresh-${process.pid}`);
  await viteBuild('vite.cli.config.ts', mode, fresh);
  try {
    mkdirSync(cache, { recursive: true });
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // otherwise another process was quicker
  }
  removeOld(cache);
  return folder;
}

/**
 * Deletes bundles of earlier sources once they are too old to be running still.
 * @param {string} cache
 */
function removeOld(cache) {
  const hour = 3_600_000;
  for (const name of readdirSync(cache).filter((name) => name.startsWith('cli-'))) {
    const path = join(cache, name);
    if (Date.now() - statSync(path).mtimeMs > hour) rmSync(path, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  ensureInstalled();
  try {
    console.log(await buildApp());
  } catch (error) {
    if (!(error instanceof NoCacheError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
