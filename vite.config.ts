import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { cacheFolder } from './scripts/cache.mjs';
import { compressFolder } from './scripts/compress.mjs';
import { elementPlugin } from './scripts/element.mjs';
import { frameParts } from './scripts/frame-parts.mjs';
import { headersFor, ownPolicy } from './scripts/headers.mjs';
import { licencePlugins } from './scripts/licences.mjs';
import { offlinePlugin, writeList } from './scripts/offline.mjs';
import { laterModule, textsWithout } from './scripts/package/texts.mjs';

// The development server sends inline modules and styles and opens a socket, which the policy
// forbids. The rest of it holds there too, and in browser tests.
const { 'Content-Security-Policy': policy, ...others } = headersFor();
const developmentHeaders = {
  ...others,
  'Content-Security-Policy': policy
    .split('; ')
    .filter((rule) => !/^(default|script|style|connect)-src /.test(rule))
    .join('; ')
    // A library may be loaded as it is, and again as vite has made it ready.
    .replace('trusted-types ', "trusted-types 'allow-duplicates' "),
};

/** The list of what was built, examples included, and compressed copies. */
function compressed(): Plugin {
  let folder = '';
  return {
    name: 'oriel:compressed',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir);
    },
    // Of a build that fails without an error here, nothing was written.
    async closeBundle(error) {
      if (error || !existsSync(folder)) return;
      writeList(folder);
      await compressFolder(folder, join(cacheFolder(), 'compressed'));
    },
  };
}

/** Pages keep to the policy also where a server sends no headers: before anything else they say it. */
const saysPolicy = (): Plugin => ({
  name: 'oriel:policy',
  apply: 'build',
  transformIndexHtml: () => [
    { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: ownPolicy }, injectTo: 'head-prepend' },
  ],
});

/** Texts of the command line and of its bundles stay behind, and what is loaded later has a file of its own. */
const pageTexts = (): Plugin => ({
  name: 'oriel:page-texts',
  apply: 'build',
  enforce: 'pre',
  load(id) {
    return /[\\/]src[\\/]catalogue[\\/]\w+\.json$/.test(id)
      ? JSON.stringify(textsWithout(id, ['cli', 'bundle', 'server']))
      : laterModule(id);
  },
});

/**
 * The page and its workers are bundled separately. What each of them needs in the same way is a
 * file of its own, which has the same name in all bundles and is fetched once.
 */
const shared = {
  // Vite writes the page so, and workers otherwise: the same file would differ by a few words.
  topLevelVar: true,
  comments: { annotation: false, jsdoc: false, legal: false },
  codeSplitting: {
    groups: [
      { name: 'texts', test: /\/src\/catalogue\/en\.json$/ },
      { name: 'message-format', test: /\/node_modules\/(intl-messageformat|@formatjs)\// },
    ],
  },
};

/** What every page's first words need: each file more costs a round trip and its headers. */
const ofPages = {
  ...shared,
  codeSplitting: {
    groups: [
      ...shared.codeSplitting.groups,
      {
        name: 'first',
        test: /\/src\/(catalogue\/(?!pseudo|later)[\w-]+\.ts|(?:look|engine\/workers)\/requests\.ts|look\/store\.ts|limits\.ts)$|vite\/preload-helper/,
      },
      // These are shared with what is loaded later, or with the widget's frame.
      {
        name: 'checks',
        tags: ['$initial' as const],
        test: /\/node_modules\/valibot\/|\/src\/(errors|data\/(named|issue-text|card-words))\.ts$/,
      },
      { name: 'talk', tags: ['$initial' as const], test: /\/src\/embed\/([\w-]+|frame\/title)\.ts$/ },
      { name: 'lit', tags: ['$initial' as const], test: /\/node_modules\/(lit|lit-html|lit-element|@lit)\// },
      { name: 'shell', tags: ['$initial' as const], test: /\/src\/app\/(?!main\.ts).+\.ts$/ },
      frameParts(),
    ],
  },
};

/** What workers start with and parts that come later need too is one file, not one each. */
const ofWorkers = {
  ...shared,
  codeSplitting: {
    groups: [
      ...shared.codeSplitting.groups,
      { name: 'explaining', tags: ['$initial' as const], test: /\/src\/(explainers|games|numerics)\// },
    ],
  },
};

const licences = licencePlugins();

export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [
    licences.page(),
    pageTexts(),
    saysPolicy(),
    ...(mode === 'bench' ? [] : [elementPlugin(), offlinePlugin(), compressed()]),
  ],
  worker: {
    format: 'es',
    plugins: () => [licences.worker(), pageTexts()],
    rolldownOptions: { output: ofWorkers },
  },
  // Its files look for their .wasm beside themselves, and would not find it from one bundle.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { headers: developmentHeaders },
  preview: { headers: { ...headersFor() } },
  build: {
    target: 'es2022',
    // No data: addresses: every request is for a file of the build, and the policy for scripts
    // forbids them.
    assetsInlineLimit: 0,
    // The runtimes are large, and each is loaded only where it is used.
    chunkSizeWarningLimit: 2048,
    // All browsers that have what Oriel needs know it.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: ofPages,
      input:
        mode === 'bench'
          ? ['gpu', 'hits', 'small', 'whole/browser'].map((name) => `test/bench/${name}/index.html`)
          : ['index.html', 'embed.html', 'kiosk.html', 'conformance.html'].filter((page) => existsSync(page)),
    },
  },
}));
