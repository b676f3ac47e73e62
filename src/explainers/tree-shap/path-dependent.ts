import { gaussLegendre, type Quadrature } from '../../numerics/gauss-legendre.ts';
import type { Trees } from '../../structures/trees.ts';
import type { ColumnPlayers, ScoreValues } from '../shared/score-values.ts';
import { edgeWeights } from './edge-weights.ts';
import { LeafTables } from './leaf-tables.ts';
import { pathGame } from './path-game.ts';
import { PathSweep } from './path-sweep.ts';
import { type TreePaths, testedRows, treePaths } from './tree-paths.ts';

/**
 * Exact Shapley values of the path-dependent game of summed trees (TreeSHAP, Lundberg et al. 2020,
 * "tree_path_dependent"): a test whose player is present is made on the row; one whose player is
 * absent goes both ways, weighted by covers. Time grows with leaves × depth; trees with few players
 * per path are looked up in tables instead. Needs covers, see `withCovers`.
 * @throws RangeError where the trees have no covers or are not summed.
 */
export function pathDependent(trees: Trees, of: ColumnPlayers = {}): ScoreValues {
  const paths = treePaths(trees, of);
  const { weight, reach } = edgeWeights(paths);
  const rules = quadratures(paths);
  const tables = new LeafTables(paths, pathGame(paths, weight, rules));
  const sweep = new PathSweep(paths, weight, rules);
  return {
    players: paths.players,
    outputs: trees.outputs,
    base: expectedValue(paths, reach),
    values(rows, count) {
      const tested = testedRows(trees, rows);
      const values = new Float64Array(count * trees.outputs * paths.players);
      for (let tree = 0; tree < trees.roots.length; tree++) {
        if (tables.has(tree)) tables.add(tree, tested, count, values);
        else sweep.add(tree, tested, count, values);
      }
      return values;
    },
  };
}

/**
 * Rules of 0, 1, 2, ... nodes, as many as the longest path's players need: `rules[⌈d/2⌉]` is exact
 * for d players.
 */
export function quadratures(paths: TreePaths): Quadrature[] {
  const most = paths.distinct.reduce((sofar, d) => Math.max(sofar, d), 1);
  return Array.from({ length: ((most + 1) >> 1) + 1 }, (_, n) => gaussLegendre(n));
}

/**
 * K: the mean of the leaves' values, weighted by the part of the training rows that reach them,
 * plus the ensemble's base.
 */
export function expectedValue({ trees, node, right }: TreePaths, reach: Float64Array): Float64Array {
  const mean = trees.base.slice();
  for (let e = 0; e < node.length; e++) {
    if (right[e] >= 0) continue;
    for (let k = 0; k < trees.outputs; k++) mean[k] += reach[e] * trees.value[node[e] * trees.outputs + k];
  }
  return mean;
}
