import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { cacheFolder } from './scripts/cache.mjs';
import { compressFolder } from './scripts/compress.mjs';
import { licencePlugins } from './scripts/licences.mjs';
import { headers } from './scripts/serve.mjs';

// The development server sends inline modules and opens a socket, which the policy forbids: it is
// for the built page only.
const { 'Content-Security-Policy': _policy, ...developmentHeaders } = headers;

/**
 * All workers are made in src/engine/workers/spawn.ts, which the workers import too. Vite bundles
 * each worker separately and would go round in circles, although the engine's worker never makes an
 * engine and an evaluator's worker makes nothing. Addresses that a worker does not use are replaced
 * by its own.
 */
function noWorkerInItself(): Plugin {
  let entry = '';
  return {
    name: 'oriel:no-worker-in-itself',
    enforce: 'pre',
    buildStart({ input }) {
      entry = basename(Object.values(input)[0]);
    },
    transform(code, id) {
      if (!id.endsWith('/src/engine/workers/spawn.ts')) return null;
      const unused = ['../engine', '../../store/exchange/exchange'];
      if (entry === 'evaluator.worker.ts') unused.push('../evaluator/evaluator');
      return code.replace(
        new RegExp(
          `new URL\\('(?:${unused.join('|').replaceAll('.', '\\.')})\\.worker\\.ts', import\\.meta\\.url\\)`,
          'g',
        ),
        'self.location.href',
      );
    },
  };
}

/** Compressed copies of what was built, examples included. */
function compressed(): Plugin {
  let folder = '';
  return {
    name: 'oriel:compressed',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir);
    },
    async closeBundle(error) {
      if (!error) await compressFolder(folder, join(cacheFolder(), 'compressed'));
    },
  };
}

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

const licences = licencePlugins();

export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [licences.page(), ...(mode === 'bench' ? [] : [compressed()])],
  worker: {
    format: 'es',
    plugins: () => [noWorkerInItself(), licences.worker()],
    rolldownOptions: { output: shared },
  },
  // Its files look for their .wasm beside themselves, and would not find it from one bundle.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { headers: developmentHeaders },
  preview: { headers: { ...headers } },
  build: {
    target: 'es2022',
    // No data: addresses: every request is for a file of the build, and the policy for scripts
    // forbids them.
    assetsInlineLimit: 0,
    // The runtimes are large, and each is loaded only where it is used.
    chunkSizeWarningLimit: 2048,
    rolldownOptions: {
      output: shared,
      input:
        mode === 'bench'
          ? 'test/bench/gpu/index.html'
          : ['index.html', 'embed.html'].filter((page) => existsSync(page)),
    },
  },
}));
