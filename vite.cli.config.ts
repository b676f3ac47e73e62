import { defineConfig } from 'vite';
import { dependencies } from './package.json';

const tensorflow = Object.keys(dependencies).filter((name) => name.startsWith('@tensorflow/'));
const entries = {
  oriel: 'src/cli/main.ts',
  'engine.worker': 'src/engine/engine.worker.ts',
  'evaluator.worker': 'src/engine/evaluator/evaluator.worker.ts',
};
const benchEntries = {
  bench: 'test/bench/main.ts',
  accuracy: 'test/bench/accuracy/main.ts',
  latency: 'test/bench/latency.ts',
  page: 'test/bench/page.ts',
  gpu: 'test/bench/gpu.ts',
  trees: 'test/bench/trees/main.ts',
  'bare.worker': 'test/bench/bare.worker.ts',
  'trees.worker': 'test/bench/trees/trees.worker.ts',
};

// The command line and its workers for Node: entries beside each other, as
// src/engine/workers/spawn.ts expects them.
export default defineConfig(({ mode }) => ({
  publicDir: false,
  // The runtimes are loaded from node_modules, where their .wasm lies beside them; the rest is
  // bundled.
  ssr: { noExternal: true, external: ['onnxruntime-web', 'playwright', ...tensorflow] },
  build: {
    ssr: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: mode === 'bench' ? { ...entries, ...benchEntries } : entries,
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
}));
