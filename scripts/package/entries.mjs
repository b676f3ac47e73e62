// What the package is made of: its exports, its command, and its workers, by the names of the files
// that they become. Paths are within src.

/** What other programs import, by their names in package.json's `exports`. */
export const exported = {
  index: 'library/index.ts',
  charts: 'package/charts.ts',
  element: 'package/element.ts',
  schemas: 'package/schemas.ts',
};

/** `src/engine/workers` looks for them under these names, beside the modules. */
export const workers = {
  'engine.worker': 'engine/engine.worker.ts',
  'evaluator.worker': 'engine/evaluator/evaluator.worker.ts',
};

/** What `bin/oriel.mjs` calls, for Node alone. */
export const command = { oriel: 'cli/main.ts' };
