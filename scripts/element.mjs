// embed.js, the element that other sites load: one file beside the page, under a name that stays,
// its types, and its words in other languages than English, which it loads where they are spoken.
// `node scripts/element.mjs` says how large they are.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { root } from './install.mjs';

const folder = join(root, 'src/embed/element');
const WORDS = 'embed.words.js';

/** Its declarations, which name nothing else. */
export const typesOfElement = () => readFileSync(join(root, 'src/embed/element/types.ts'), 'utf8');

/**
 * Puts values in the place of the limits that are named: the object would bring all others along.
 * @returns {Promise<import('rolldown').Plugin>}
 */
async function limitsInPlace() {
  const bundle = await rolldown({ input: join(root, 'src/limits.ts') });
  const { output } = await bundle.generate({ format: 'iife', name: 'limits' });
  await bundle.close();
  const { widgetLimits } = runInNewContext(`${output[0].code};limits`);
  return {
    name: 'oriel:limits-in-place',
    transform(code, id) {
      if (!/[\\/]src[\\/]embed[\\/]/.test(id)) return null;
      /** @param {string} _ @param {string} path */
      const value = (_, path) => {
        /** @type {any} */
        let found = widgetLimits;
        for (const name of path.split('.')) found = found[name];
        return JSON.stringify(found);
      };
      return { code: code.replace(/\bwidgetLimits\.(\w+(?:\.\w+)*)/g, value), map: null };
    },
  };
}

/** Leaves words of other languages in the file of their own. @type {import('rolldown').Plugin} */
const otherWordsBeside = {
  name: 'oriel:other-words-beside',
  resolveId: (source) => (source === './other-words.ts' ? { id: `./${WORDS}`, external: true } : null),
};

/** @param {string} file @param {import('rolldown').Plugin[]} plugins */
async function bundled(file, plugins) {
  const bundle = await rolldown({
    input: join(folder, file),
    platform: 'browser',
    tsconfig: join(root, 'tsconfig.json'),
    transform: { target: 'es2022' },
    plugins,
    // Schemas, of which it takes the types alone, are made by reading fields of objects.
    treeshake: { propertyReadSideEffects: false },
  });
  const { output } = await bundle.generate({
    format: 'es',
    codeSplitting: false,
    minify: true,
    comments: { annotation: false, jsdoc: false, legal: false },
  });
  await bundle.close();
  return output[0].code;
}

/** The element with all that it needs. */
export const bundleElement = async () => bundled('index.ts', [await limitsInPlace(), otherWordsBeside]);

/** What lies beside the element: its words in other languages, by the file's name. */
export const besideElement = async () => ({ [WORDS]: await bundled('other-words.ts', []) });

/** Declarations as a minifier would leave them. @param {string} types */
const minified = (types) =>
  types
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{}():;=|,<>[\]?&]) ?/g, '$1')
    .replace(/;}|([=:(<,])\|/g, (_, before) => before ?? '}');

/** Bytes, minified and compressed. @returns {Promise<{ script: number, types: number }>} */
export async function sizesOfElement() {
  /** @param {string} text */
  const size = (text) => gzipSync(text, { level: 9 }).length;
  return { script: size(await bundleElement()), types: size(minified(typesOfElement())) };
}

/**
 * Writes all of it into the built page, and serves the sources where the page is served from its
 * own.
 * @returns {import('vite').Plugin}
 */
export const elementPlugin = () => ({
  name: 'oriel:element',
  async generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'embed.js', source: await bundleElement() });
    for (const [fileName, source] of Object.entries(await besideElement()))
      this.emitFile({ type: 'asset', fileName, source });
    this.emitFile({ type: 'asset', fileName: 'embed.d.ts', source: typesOfElement() });
  },
  configureServer({ middlewares }) {
    middlewares.use((request, _, next) => {
      if (request.url?.split('?')[0] === '/embed.js') request.url = '/src/embed/element/index.ts';
      next();
    });
  },
});

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { script, types } = await sizesOfElement();
  console.log(`embed.js ${script} bytes, embed.d.ts ${types} bytes, both ${script + types}, minified and compressed`);
}
