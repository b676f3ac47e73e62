// Tells whether a build is still up to date.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} path @returns {string[]} */
function filesOf(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

/**
 * SHA-256 over the names and contents of files and folders under `root`, as hex. Dates do not
 * count, because a checkout changes them.
 * @param {string} root @param {readonly string[]} parts
 */
export function fingerprint(root, parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    for (const file of filesOf(join(root, part))) {
      const bytes = readFileSync(file);
      hash.update(`${file.slice(root.length)}\0${bytes.length}\0`).update(bytes);
    }
  }
  return hash.digest('hex');
}
