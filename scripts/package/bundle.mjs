// The package's modules. Those for browsers (.js), those for Node (.mjs), their workers and the
// runtimes' .wasm lie beside each other, and look for each other there: no bundler is needed. One
// that is used finds them by the expressions that bundlers look for. Libraries are within.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { root } from '../install.mjs';
import { packageLicences } from '../licences.mjs';
import { chunksOf } from './chunks.mjs';
import { command, exported, workers } from './entries.mjs';
import { trimSourceMaps } from './source-maps.mjs';
import { parsedTexts } from './texts.mjs';

/** @typedef {import('rolldown').Plugin} Plugin */

const src = join(root, 'src');
const gradients = '@tensorflow/tfjs-core/dist/register_all_gradients';

/**
 * Files that are not code: `?raw` is a file's text, `?url` the address of its copy. The runtimes
 * name their .wasm themselves.
 * @param {string} folder @returns {Plugin}
 */
function plainFiles(folder) {
  /** @param {string} path */
  const copy = (path) => copyFileSync(path, join(folder, basename(path)));
  return {
    name: 'oriel:plain-files',
    async resolveId(id, importer) {
      const [path, query] = id.split('?');
      if (query !== 'url' && query !== 'raw') return null;
      const found = await this.resolve(path, importer, { skipSelf: true });
      return found && { id: `${found.id}?${query}` };
    },
    load(id) {
      const [path, query] = id.split('?');
      if (query === 'raw') return `export default ${JSON.stringify(readFileSync(path, 'utf8'))};`;
      if (query !== 'url') return null;
      copy(path);
      return `export default new URL(${JSON.stringify(basename(path))}, import.meta.url).href;`;
    },
    transform(code, id) {
      if (!/[\\/]onnxruntime-web[\\/]dist[\\/]/.test(id)) return;
      for (const [, name] of code.matchAll(/new URL\("([\w.-]+)\.wasm",\s*import\.meta\.url\)/g)) {
        copy(join(dirname(id), `${name}.wasm`));
        // Outside a page of its own origin, in Node above all, it takes this for what it contains.
        copy(join(dirname(id), `${name}.mjs`));
      }
    },
  };
}

/** Addresses of workers as sources have them, which become those of the package. @type {Plugin} */
const workerAddresses = {
  name: 'oriel:worker-addresses',
  transform(code, id) {
    if (!/[\\/]engine[\\/]workers[\\/]spawn(-evaluator)?\.ts$/.test(id)) return;
    return {
      code: code.replace(/new URL\('(\.[^']+)\.ts', import\.meta\.url\)/g, (_, path) => {
        const wanted = resolve(dirname(id), `${path}.ts`);
        const worker = Object.entries(workers).find(([, entry]) => join(src, entry) === wanted);
        if (!worker) throw new Error(`${path} is no worker of scripts/package/entries.mjs.`);
        return `new URL('${worker[0]}.js', import.meta.url)`;
      }),
      map: null,
    };
  },
};

/**
 * What minifying does to addresses that bundlers look for: Vite wants a worker's kind as a plain
 * string, not as a template, and should not look for files that onnxruntime hides from it.
 * @type {Plugin}
 */
const bundlerAddresses = {
  name: 'oriel:bundler-addresses',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk')
        chunk.code = chunk.code
          // As long as it was, so that the source map holds.
          .replace(
            /new Worker\(new URL\(`([\w.]+)`,import\.meta\.url\),\{type:`module`/g,
            'new Worker(new URL("$1",import.meta.url),{type:"module"',
          )
          .replace(/new URL\(`(ort\.[\w.]+\.mjs)`/g, 'new URL(/* @vite-ignore */`$1`');
  },
};

/** @param {Record<string, string>} entries */
const inSrc = (entries) => Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(src, path)]));

/**
 * @param {string} folder @param {'browser' | 'node'} platform @param {Plugin[]} licences
 */
async function bundle(folder, platform, licences) {
  const node = platform === 'node';
  const ending = node ? 'mjs' : 'js';
  const { element, ...others } = exported;
  const input = inSrc({ ...others, ...workers, ...(node ? command : { element }) });
  const build = await rolldown({
    input,
    platform,
    tsconfig: join(root, 'tsconfig.json'),
    preserveEntrySignatures: 'strict',
    logLevel: 'warn',
    plugins: [workerAddresses, ...(node ? [] : [parsedTexts, bundlerAddresses]), plainFiles(folder), ...licences],
    resolve: {
      // What TensorFlow.js has for Node of its own is one file that cannot be divided.
      mainFields: ['module', 'main'],
      alias: {
        // They import each other without extensions.
        [gradients]: fileURLToPath(import.meta.resolve(`${gradients}.js`)),
        ...(node
          ? // GPUs are for browsers, and Node has its own fetch.
            {
              'node-fetch': false,
              'onnxruntime-web/jspi': false,
              'onnxruntime-web/webgpu': false,
              '@tensorflow/tfjs-backend-webgpu': false,
            }
          : { stream: false }),
      },
    },
    transform: {
      target: 'es2022',
      define: {
        'import.meta.env.SSR': String(node),
        'process.env.NODE_ENV': '"production"',
        ...(node && { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' }),
      },
    },
  });
  const { output } = await build.write({
    dir: folder,
    format: 'es',
    entryFileNames: `[name].${ending}`,
    chunkFileNames: `[name]-[hash].${ending}`,
    sourcemap: true,
    ...(!node && { codeSplitting: chunksOf(input) }),
    minify: !node,
    // Bundlers leave out what is marked as pure; licences have a file of their own.
    comments: { annotation: true, jsdoc: false, legal: false },
  });
  await build.close();
  for (const chunk of output)
    for (const imported of chunk.type === 'chunk' ? [...chunk.imports, ...chunk.dynamicImports] : [])
      if (!output.some(({ fileName }) => fileName === imported) && !(node && isBuiltin(imported)))
        throw new Error(`${chunk.fileName} imports ${imported}, which the package does not have.`);
}

/** Writes all modules, and the licences of the libraries in them. @param {string} folder */
export async function writeModules(folder) {
  const licences = packageLicences();
  await bundle(folder, 'browser', [licences.collect()]);
  await bundle(folder, 'node', [licences.collect()]);
  trimSourceMaps(folder);
  // Node has no elements: importing them does nothing there.
  writeFileSync(join(folder, 'element.mjs'), 'export {};\n');
  writeFileSync(join(folder, 'licences.txt'), licences.text());
}
