// Rows that trees predict and explain per second, compared with shap's TreeExplainer.

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { withCovers } from '../../../src/explainers/tree-shap/cover.ts';
import { interventional } from '../../../src/explainers/tree-shap/interventional.ts';
import { pathDependent } from '../../../src/explainers/tree-shap/path-dependent.ts';
import { readOnnxTrees } from '../../../src/models/trees/onnx.ts';
import type { Trees } from '../../../src/structures/trees.ts';
import { count, figure, table } from '../accuracy/tables.ts';
import { type ForestSpec, forest } from './forest.ts';
import { againstRuntime } from './runtime.ts';
import type { Turn, Work } from './trees.worker.ts';
import { yardstick } from './yardstick.ts';

const DEPTHS = [3, 6, 10, 16];
const TREES = [10, 100, 1000];
const LEAVES = 64;
const GROWTH_TREES = 100;
const WORKS: readonly Work[] = ['predict', 'path-dependent', 'interventional'];
const MILLISECONDS = 400;

/**
 * Times of shap 0.49.1 for 1,000 rows over those of the yardstick, with one thread each, measured
 * in alternation; accurate to about 20 %.
 */
const SHAP = {
  'breast_cancer-gbt': { 'path-dependent': 0.1721, interventional: 3.195 },
  'breast_cancer-rf': { 'path-dependent': 0.6332, interventional: 12.36 },
} as const;

/** Measures and prints all parts, or only one of them: `shap`, `runtime` or `sweep`. */
export async function trees(root: string, only: string): Promise<void> {
  if (only === '' || only === 'shap') againstShap(root);
  if (only === '' || only === 'runtime') await againstRuntime(root);
  if (only === '' || only === 'sweep') await sweep();
}

async function sweep(): Promise<void> {
  const all = availableParallelism();
  const workers = Array.from({ length: all }, () => new Worker(new URL('trees.worker.mjs', import.meta.url)));
  const speed = (worker: Worker, turn: Turn): Promise<number> =>
    new Promise((resolve, reject) => {
      worker.removeAllListeners();
      worker.once('message', resolve).once('error', reject);
      worker.postMessage(turn);
    });
  const together = async (used: readonly Worker[], turn: Turn): Promise<number> =>
    (await Promise.all(used.map((worker) => speed(worker, turn)))).reduce((sum, each) => sum + each, 0);
  try {
    for (const work of WORKS) {
      const rows: string[][] = [];
      const growth: string[] = [];
      for (const depth of DEPTHS) {
        const row = [`depth ${depth}`];
        for (const trees of TREES) {
          const spec: ForestSpec = { trees, depth, leaves: LEAVES };
          const turn = { spec, work, milliseconds: MILLISECONDS };
          const one = await together(workers.slice(0, 1), turn);
          row.push(count(one), count(await together(workers, turn)));
          if (trees === GROWTH_TREES) growth.push(figure(1e9 / one / pathLengths(forest(spec))));
        }
        rows.push(row);
      }
      const head = ['', ...TREES.flatMap((trees) => [`${count(trees)} trees, 1 thread`, `${all}`])];
      table(`${work}: rows a second, ${LEAVES} leaves a tree (8 at depth 3), 30 columns`, head, rows);
      console.log(
        `${GROWTH_TREES} trees, nanoseconds a row for each test on the way to each leaf, depth ${DEPTHS.join(', ')}: ${growth.join(', ')}`,
      );
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Number of tests on the paths to all leaves together. */
function pathLengths({ feature, left, right }: Trees): number {
  const level = new Int32Array(feature.length);
  let sum = 0;
  for (const [node, column] of feature.entries()) {
    if (column < 0) sum += level[node];
    else level[left[node]] = level[right[node]] = level[node] + 1;
  }
  return sum;
}

/** 1,000 rows of golden models, as a ratio to the yardstick before and after, beside shap's. */
function againstShap(root: string): void {
  const rows = Object.entries(SHAP).flatMap(([name, shap]) => {
    const folder = join(root, 'test/golden');
    const model = readOnnxTrees(readFileSync(join(folder, `models/${name}.onnx`)), name);
    if (!model) throw new Error(`${name} holds no trees`);
    const data = JSON.parse(readFileSync(join(folder, 'data/breast_cancer.json'), 'utf8')) as {
      background: number[][];
      test: number[][];
    };
    const width = data.test[0].length;
    const thousand = 1000;
    const input = Float32Array.from(
      { length: thousand * width },
      (_, i) => data.test[Math.floor(i / width) % data.test.length][i % width],
    );
    const background = { rows: Float32Array.from(data.background.flat()), count: data.background.length };
    const works = {
      'path-dependent': () =>
        pathDependent(withCovers(model.trees, background.rows, background.count)).values(input, thousand),
      interventional: () => interventional(model.trees, background).values(input, thousand),
    };
    return (Object.keys(works) as (keyof typeof works)[]).map((work) => {
      works[work]();
      const before = yardstick(root);
      const times = Array.from({ length: 5 }, () => {
        const start = performance.now();
        works[work]();
        return (performance.now() - start) / 1000;
      }).sort((a, b) => a - b);
      const own = times[2] / ((before + yardstick(root)) / 2);
      return [`${name}, ${work}`, figure(own), figure(shap[work]), figure(shap[work] / own)];
    });
  });
  table('1,000 rows on one thread, in units of the yardstick', ['', 'oriel', "shap's C++", 'times as fast'], rows);
}
