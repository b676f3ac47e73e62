import { defineConfig } from 'vite';

// The command line and its workers for Node: three entries beside each other, as src/engine/spawn.ts expects them.
export default defineConfig({
  publicDir: false,
  // The runtimes are loaded from node_modules, where their .wasm lies beside them; the rest is bundled.
  ssr: { noExternal: true, external: ['onnxruntime-web'] },
  build: {
    ssr: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: {
        oriel: 'src/cli/main.ts',
        'engine.worker': 'src/engine/engine.worker.ts',
        'evaluator.worker': 'src/engine/evaluator.worker.ts',
      },
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
});
