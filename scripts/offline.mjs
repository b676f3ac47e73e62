// What keeps the page for use without a network: its service worker (sw.js), the list of the files
// of a build with their hashes (offline.json), and manifests with which it can be installed.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { runInNewContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { headersAt, headersFor, types } from './headers.mjs';
import { root } from './install.mjs';

/** @typedef {import('../src/offline/file-list.ts').FileList} FileList */

export const LIST = 'offline.json';
const WORKER = 'sw.js';
/** Of no build: whoever serves the page writes it. */
const CONFIG = 'oriel.config.json';

/** Files that are parts of something, by their paths; the first that fits. All others are the page's. */
const PARTS = /** @type {const} */ ([
  [/^examples\/([^/]+)\//, 'example/$1'],
  [/^(?:embed\.|conformance\.)/, 'embed'],
  // A machine uses one runtime on its CPU and one on its GPU.
  [/^assets\/ort-wasm-simd-threaded\.jspi-[^/]*$/, 'runtime/jspi'],
  [/^assets\/ort-wasm-simd-threaded\.asyncify-[^/]*$/, 'runtime/asyncify'],
  [/^assets\/ort-[^/]*\.wasm$/, 'runtime/cpu'],
  [/^assets\/tfjs-backend-wasm-simd-[^/]*\.wasm$/, 'runtime/tfjs'],
  [/^assets\/[^/]*\.wasm$/, 'runtime/other'],
]);

/** @param {string} path */
export function partOf(path) {
  const found = PARTS.find(([pattern]) => pattern.test(path));
  return found ? found[1].replace('$1', found[0].exec(path)?.[1] ?? '') : 'page';
}

/**
 * The list of a built page's files, without their compressed copies.
 * @param {string} folder @param {Readonly<Record<string, string>>} [headers] what is sent with files
 * @returns {FileList}
 */
export function listFiles(folder, headers = headersFor()) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/(^|\/)\.|\.(br|gz)$/.test(path) && ![LIST, WORKER, CONFIG].includes(path))
    .sort()
    .map((path) => {
      const bytes = readFileSync(join(folder, path));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return {
        path: encodeURI(path).replace(/[?#]/g, encodeURIComponent),
        sha256,
        bytes: bytes.length,
        part: partOf(path),
      };
    });
  // Copies have their headers: other headers make another version, as other files do.
  const sent = files.map(({ path }) => headersAt(`/${path}`, headers));
  const version = createHash('sha256')
    .update(JSON.stringify([files, sent, types]))
    .digest('hex')
    .slice(0, 16);
  return { schema: 'oriel.files/1', version, created: new Date().toISOString(), files };
}

/** Writes the list beside the files. @param {string} folder */
export const writeList = (folder) => writeFileSync(join(folder, LIST), JSON.stringify(listFiles(folder)));

/** The service worker with all that it needs. @returns {Promise<string>} */
async function bundleWorker() {
  const bundle = await rolldown({
    input: join(root, 'src/offline/service-worker.ts'),
    platform: 'browser',
    tsconfig: join(root, 'tsconfig.json'),
    transform: { target: 'es2022' },
  });
  const { output } = await bundle.generate({
    format: 'iife',
    codeSplitting: false,
    minify: true,
    comments: { annotation: false, jsdoc: false, legal: false },
  });
  await bundle.close();
  return output[0].code;
}

/** Manifests by their names, one in each language. @returns {Promise<Record<string, string>>} */
export async function manifests() {
  const bundle = await rolldown({ input: join(root, 'src/offline/manifest.ts'), platform: 'node' });
  const { output } = await bundle.generate({ format: 'iife', name: 'manifest', codeSplitting: false });
  await bundle.close();
  /** @type {typeof import('../src/offline/manifest.ts')} */
  const { manifestOf } = runInNewContext(`${output[0].code};manifest`);
  const catalogue = join(root, 'src/catalogue');
  const tags = readdirSync(catalogue).flatMap((name) => /^(\w+)\.json$/.exec(name)?.[1] ?? []);
  return Object.fromEntries(
    tags.map((tag) => {
      const texts = JSON.parse(readFileSync(join(catalogue, `${tag}.json`), 'utf8'));
      return [`manifest.${tag}.webmanifest`, JSON.stringify(manifestOf(tag, texts))];
    }),
  );
}

/**
 * Puts worker and manifests into the built page; the list is written once all files are there.
 * @returns {import('vite').Plugin}
 */
export const offlinePlugin = () => ({
  name: 'oriel:offline',
  apply: 'build',
  async generateBundle() {
    this.emitFile({ type: 'asset', fileName: WORKER, source: await bundleWorker() });
    for (const [fileName, source] of Object.entries(await manifests()))
      this.emitFile({ type: 'asset', fileName, source });
  },
});
