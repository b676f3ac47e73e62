import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { headers } from './scripts/serve.mjs';

// The development server sends inline modules and opens a socket, so the policy is kept to what is
// built.
const { 'Content-Security-Policy': _policy, ...developmentHeaders } = headers;

/**
 * All workers are made in src/engine/workers/spawn.ts, which the workers import too. Vite bundles
 * each worker by itself and would go round in circles: the engine's worker never makes an engine,
 * nor an evaluator's anything. Their own addresses are put in place of those they do not use.
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
      const unused = entry === 'evaluator.worker.ts' ? '(?:engine|evaluator/evaluator)' : 'engine';
      return code.replace(
        new RegExp(`new URL\\('\\.\\./${unused}\\.worker\\.ts', import\\.meta\\.url\\)`, 'g'),
        'self.location.href',
      );
    },
  };
}

export default defineConfig(({ mode }) => ({
  base: './',
  worker: { format: 'es', plugins: () => [noWorkerInItself()] },
  // Its files find their .wasm beside themselves; bundled into one they would not.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { headers: developmentHeaders },
  preview: { headers: { ...headers } },
  build: {
    target: 'es2022',
    // A data: address would break "every request is for a file of the build", and the policy for
    // scripts.
    assetsInlineLimit: 0,
    // The runtimes are large by nature, and each is loaded only where it is used.
    chunkSizeWarningLimit: 2048,
    rolldownOptions: {
      input:
        mode === 'bench'
          ? 'test/bench/gpu/index.html'
          : ['index.html', 'embed.html'].filter((page) => existsSync(page)),
    },
  },
}));
