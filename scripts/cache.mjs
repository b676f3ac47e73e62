// Where builds are kept: beside the packages, or in the system's temporary folder where the
// checkout cannot be written.

import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './install.mjs';

/** @param {string} folder */
export function canWrite(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A folder that nobody else can write: what it holds is run. Others may have taken its name, since
 * everybody writes to the folder for temporary files.
 * @param {string} folder
 */
function isOwn(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const facts = lstatSync(folder);
  return facts.isDirectory() && (!process.getuid || (facts.uid === process.getuid() && (facts.mode & 0o022) === 0));
}

/**
 * The first of two folders that can be written.
 * @param {string} [usual] @param {string} [temporary] folder for temporary files
 */
export function cacheFolder(usual = join(root, 'node_modules/.cache/oriel'), temporary = tmpdir()) {
  if (canWrite(usual)) return usual;
  const user = process.getuid?.() ?? 'user';
  const folder = join(temporary, `oriel-${user}-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);
  try {
    if (isOwn(folder)) {
      // Bundles find the packages that they load at run time from where they lie.
      const packages = join(folder, 'node_modules');
      if (!existsSync(packages)) symlinkSync(join(root, 'node_modules'), packages, 'junction');
      return folder;
    }
  } catch {
    // What to do is the same, whatever the reason.
  }
  throw new NoCacheError(`Neither ${usual} nor ${folder} can be written. Make one of them writable, or set TMPDIR.`);
}

/** There is no place for builds. Its message says all that a person needs. */
export class NoCacheError extends Error {}
