import type { Numbers } from '../../numerics/numbers.ts';
import { goesLeft } from '../../structures/tree-walk.ts';
import type { Trees } from '../../structures/trees.ts';
import { testedRows } from './tree-paths.ts';

/**
 * Counts covers from rows (count × columns, row-major), for files without covers: how many of the
 * rows reach each node. Nodes that no row reaches keep 0; where both children of a node have 0, the
 * path-dependent game follows them half and half, so that every coalition has a value however few
 * the rows are.
 */
function countCovers(trees: Trees, rows: Numbers, count: number): Float64Array {
  const cover = new Float64Array(trees.feature.length);
  const tested = testedRows(trees, rows);
  for (const root of trees.roots) {
    for (let row = 0; row < count; row++) {
      let node = root;
      cover[node] += 1;
      while (trees.feature[node] >= 0) {
        const left = goesLeft(trees, node, tested[row * trees.columns + trees.feature[node]]);
        node = left ? trees.left[node] : trees.right[node];
        cover[node] += 1;
      }
    }
  }
  return cover;
}

/** The trees with covers: their own where the file has them, else counted from the rows. */
export const withCovers = (trees: Trees, rows: Numbers, count: number): Trees =>
  trees.cover ? trees : { ...trees, cover: countCovers(trees, rows, count) };
