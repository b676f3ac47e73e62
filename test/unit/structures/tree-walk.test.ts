import { expect, test } from 'vitest';
import { followEdges, treePaths } from '../../../src/explainers/tree-shap/tree-paths.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { goesLeft, leafOf } from '../../../src/structures/tree-walk.ts';
import { predict, randomRows, randomTrees, way } from '../explainers/tree-shap/support.ts';

const numbers = [
  -1e300, -33, -1, -0.5, -1e-35, -1e-36, -0, 0, 1e-36, 1e-35, 2e-35, 0.5, 1, 1.5, 2, 3, 7, 31, 32, 40, 1e300,
];
const values = [...numbers, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

test('every test and treatment of missing values does what it says, at nodes and along edges', () => {
  const trees = randomTrees(createRandom(1), { trees: 40, depth: 4, columns: 3, outputs: 1, everyTest: true });
  const paths = treePaths(trees);
  for (const x of values) {
    const row = new Float64Array(3).fill(x);
    for (let tree = 0; tree < 40; tree++) {
      const [from, end] = [paths.start[tree], paths.start[tree + 1]];
      const followed = new Uint8Array(end - from);
      followEdges(paths, tree, row, followed);
      for (let e = from; e < end; e++) {
        if (paths.right[e] < 0) continue;
        const expected = way(trees, paths.node[e], x);
        expect(`${x} at ${paths.node[e]}: ${goesLeft(trees, paths.node[e], x) ? 'left' : 'right'}`).toBe(
          `${x} at ${paths.node[e]}: ${expected}`,
        );
        expect([followed[e - from + 1], followed[paths.right[e] - from]]).toEqual(
          expected === 'left' ? [1, 0] : [0, 1],
        );
      }
    }
  }
});

test('leaves are reached', () => {
  const random = createRandom(2);
  const trees = randomTrees(random, { trees: 1, depth: 6, columns: 3, outputs: 1, everyTest: true });
  const rows = randomRows(random, 50, 3, 0.2);
  for (let r = 0; r < 50; r++) {
    const leaf = leafOf(trees, trees.roots[0], rows, r * 3);
    expect(trees.value[leaf] + trees.base[0]).toBe(predict(trees, rows.subarray(r * 3, r * 3 + 3))[0]);
  }
});
