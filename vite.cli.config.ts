import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { devDependencies } from './package.json';

const tensorflow = Object.keys(devDependencies).filter((name) => name.startsWith('@tensorflow/'));
const gradients = '@tensorflow/tfjs-core/dist/register_all_gradients';
const entries = {
  oriel: 'src/cli/main.ts',
  'engine.worker': 'src/engine/engine.worker.ts',
  'evaluator.worker': 'src/engine/evaluator/evaluator.worker.ts',
};
const benchEntries = {
  bench: 'test/bench/main.ts',
  small: 'test/bench/small/main.ts',
  accuracy: 'test/bench/accuracy/main.ts',
  latency: 'test/bench/latency.ts',
  wide: 'test/bench/wide/main.ts',
  photo: 'test/bench/photo.ts',
  interactions: 'test/bench/interactions/main.ts',
  page: 'test/bench/page.ts',
  load: 'test/bench/load/main.ts',
  package: 'test/bench/package.ts',
  'printing-page': 'test/bench/printing-page.ts',
  widget: 'test/bench/widget/main.ts',
  trees: 'test/bench/trees/main.ts',
  counterfactual: 'test/bench/counterfactual.ts',
  whole: 'test/bench/whole/main.ts',
  'whole-page': 'test/bench/whole/page.ts',
  batch: 'test/bench/batch/main.ts',
  serve: 'test/bench/serve.ts',
  'bare.worker': 'test/bench/bare.worker.ts',
  'trees.worker': 'test/bench/trees/trees.worker.ts',
};

// The command line and its workers for Node. The entries stand beside each other, where
// src/engine/workers/spawn.ts looks for them.
export default defineConfig(({ mode }) => ({
  publicDir: false,
  // TensorFlow.js's derivatives import each other without extensions, which Node does not resolve:
  // they are bundled, and register themselves with the runtime that is loaded.
  resolve: { alias: { [gradients]: fileURLToPath(import.meta.resolve(`${gradients}.js`)) } },
  // The runtimes are loaded from node_modules, where their .wasm lies beside them. Everything else
  // is bundled.
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
