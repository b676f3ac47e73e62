// Reads oriel.config.json, by the schema in src/config.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { root } from './install.mjs';

/** @typedef {import('../src/config/config.ts').Config} Config */

/**
 * What a server must know of it: the origins whose pages may hold the page, and whether visitors of a
 * kiosk may take a photo.
 * @typedef {{ hosts: readonly string[], camera: boolean }} Site
 */

export const NAME = 'oriel.config.json';

/** What a program that reads one prints. @typedef {{ config: Config } | { problem: string }} Answer */

/**
 * What the configuration says that lies beside a page, or the one without any settings.
 * @param {string} folder @returns {Promise<Site>} rejects with a ConfigError
 */
export async function readConfig(folder) {
  const file = join(folder, NAME);
  if (!(await stat(file).catch(() => null))) return { hosts: [], camera: false };
  // Node does not run TypeScript, and bundling takes memory that a server should not keep.
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), file]);
  /** @type {Answer} */
  const answer = JSON.parse(stdout);
  if ('problem' in answer) throw new ConfigError(answer.problem);
  const { hosts, kiosk } = answer.config;
  return { hosts, camera: kiosk.photos === 'camera' };
}

/** A configuration that cannot be used. Its message is a line that says all a person needs. */
export class ConfigError extends Error {}

/**
 * The same for a program, which ends with that line.
 * @param {string} folder @returns {Promise<Site>}
 */
export async function requireConfig(folder) {
  try {
    return await readConfig(folder);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

/** @param {string} file @returns {Promise<Answer>} */
async function parse(file) {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { problem: `${file} cannot be read (${/** @type {NodeJS.ErrnoException} */ (error).code}).` };
  }
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({ input: join(root, 'src/config/config.ts'), platform: 'node', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'es', codeSplitting: false });
  await bundle.close();
  /** @type {typeof import('../src/config/config.ts')} */
  const { parseConfig } = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
  try {
    return { config: parseConfig(text, file) };
  } catch (error) {
    return { problem: /** @type {Error} */ (error).message };
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log(JSON.stringify(await parse(process.argv[2])));
