// Builds the package (lib/) where its sources have changed: what `npm pack` takes.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { move } from './build.mjs';
import { cacheFolder } from './cache.mjs';
import { fingerprint } from './fingerprint.mjs';
import { ensureInstalled, root } from './install.mjs';

const parts = [
  ...['src', 'scripts/package.mjs', 'scripts/package', 'scripts/licences.mjs', 'scripts/licences', 'LICENSE'],
  ...['tsconfig.json', 'package.json', 'package-lock.json'],
];

/**
 * lib/, built where it is stale. As with the page, it is built elsewhere and then moved into place.
 * @returns {Promise<string>} the folder
 */
export async function buildPackage() {
  const wanted = fingerprint(root, parts);
  const lib = join(root, 'lib');
  const mark = join(lib, '.fingerprint');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return lib;
  console.error('Building the package...');
  const { writeModules } = await import('./package/bundle.mjs');
  const { writeDeclarations } = await import('./package/declarations.mjs');
  const { exported } = await import('./package/entries.mjs');
  const fresh = join(cacheFolder(), `lib-${process.pid}`);
  mkdirSync(fresh, { recursive: true });
  writeDeclarations(Object.values(exported), join(fresh, 'types'));
  await writeModules(fresh);
  writeFileSync(join(fresh, '.fingerprint'), wanted);
  rmSync(lib, { recursive: true, force: true });
  move(fresh, lib);
  return lib;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  ensureInstalled();
  console.error(await buildPackage());
}
