// One thread's share of a measurement: makes its own trees, then works for a while and counts rows.

import { parentPort } from 'node:worker_threads';
import { interventional } from '../../../src/explainers/tree-shap/interventional.ts';
import { pathDependent } from '../../../src/explainers/tree-shap/path-dependent.ts';
import { treePredictor } from '../../../src/models/trees/predict.ts';
import type { Trees } from '../../../src/structures/trees.ts';
import { COLUMNS, type ForestSpec, forest, normalRows } from './forest.ts';

export type Work = 'predict' | 'path-dependent' | 'interventional';

/** The task of a thread: to work on trees for this many milliseconds. */
export interface Turn {
  readonly spec: ForestSpec;
  readonly work: Work;
  readonly milliseconds: number;
}

const BATCH = 256;
const BACKGROUND = 100;

/** A function that works on a batch of rows. */
export function worker(trees: Trees, work: Work): (rows: Float32Array, count: number) => Float64Array {
  if (work === 'predict') return treePredictor(trees);
  const background = { rows: normalRows(BACKGROUND, COLUMNS), count: BACKGROUND };
  return (work === 'path-dependent' ? pathDependent(trees) : interventional(trees, background)).values;
}

parentPort?.on('message', ({ spec, work, milliseconds }: Turn) => {
  const run = worker(forest(spec), work);
  const rows = normalRows(BATCH, COLUMNS);
  run(rows, BATCH); // compiles it, and fills its tables
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < milliseconds) {
    run(rows, BATCH);
    done += BATCH;
  }
  parentPort?.postMessage((1000 * done) / (performance.now() - start));
});
