import type { Trees } from '../../structures/trees.ts';
import type { Background } from '../shared/background.ts';
import type { ColumnPlayers, ScoreInteractions } from '../shared/score-values.ts';
import { backgroundBits } from './background-bits.ts';
import { edgeWeights } from './edge-weights.ts';
import { meanAnswer } from './interventional.ts';
import { LeafWalk } from './leaf-walk.ts';
import { backgroundPairs, type LeafPairs, pathPairs } from './pair-games.ts';
import { expectedValue, quadratures } from './path-dependent.ts';
import { followEdges, type TreePaths, testedRows, treePaths } from './tree-paths.ts';

/**
 * Exact SHAP interaction values of the path-dependent game of summed trees (Lundberg et al. 2020),
 * for players as in `pathDependent`. Time grows with leaves × depth³, not with the number of
 * columns.
 * @throws RangeError where the trees have no covers or are not summed.
 */
export function pathInteractions(trees: Trees, of: ColumnPlayers = {}): ScoreInteractions {
  const paths = treePaths(trees, of);
  const { weight, reach } = edgeWeights(paths);
  const add = pairAdder(paths, pathPairs(paths, weight, quadratures(paths)));
  return {
    players: paths.players,
    outputs: trees.outputs,
    base: expectedValue(paths, reach),
    values(rows, count) {
      const tested = testedRows(trees, rows);
      const values = new Float64Array(count * trees.outputs * paths.players * paths.players);
      for (let tree = 0; tree < trees.roots.length; tree++)
        eachLeaf(paths, tree, { rows: tested, count }, (...at) => add(values, ...at));
      return values;
    },
  };
}

/**
 * Exact SHAP interaction values of the interventional game of summed trees, for players as in
 * `interventional`.
 * @throws RangeError where the trees are not summed or there is no background.
 */
export function interventionalInteractions(
  trees: Trees,
  background: Background,
  of: ColumnPlayers = {},
): ScoreInteractions {
  if (background.count < 1) throw new RangeError('the interventional game needs a background');
  const paths = treePaths(trees, of);
  const bits = backgroundBits(paths, testedRows(trees, background.rows), background.count);
  const add = pairAdder(paths, backgroundPairs(paths, bits));
  const walk = new LeafWalk(paths, bits);
  return {
    players: paths.players,
    outputs: trees.outputs,
    base: meanAnswer(trees, background),
    values(rows, count) {
      const tested = testedRows(trees, rows);
      const values = new Float64Array(count * trees.outputs * paths.players * paths.players);
      for (let tree = 0; tree < trees.roots.length; tree++)
        walk.each(tree, tested, count, (...at) => add(values, ...at));
      return values;
    },
  };
}

type AddLeaf = (values: Float64Array, row: number, leaf: number, on: Uint8Array) => void;

/** Adds a leaf's matrix, times its worths, to a row's matrices. */
function pairAdder(paths: TreePaths, solve: LeafPairs): AddLeaf {
  const { players: m, parent, slot, player, node, distinct, trees } = paths;
  const most = distinct.reduce((sofar, d) => Math.max(sofar, d), 0);
  const matrix = new Float64Array(most * most);
  const who = new Int32Array(most);
  return (values, row, leaf, on) => {
    const d = distinct[leaf];
    solve(leaf, on, matrix);
    for (let e = leaf; parent[e] >= 0; e = parent[e]) who[slot[e]] = player[e];
    for (let k = 0; k < trees.outputs; k++) {
      const worth = trees.value[node[leaf] * trees.outputs + k];
      const to = (row * trees.outputs + k) * m * m;
      for (let i = 0; i < d; i++)
        for (let j = 0; j < d; j++) values[to + who[i] * m + who[j]] += matrix[i * d + j] * worth;
    }
  };
}

/** Visits all leaves of a tree with the players who pass all of their tests on the path to it. */
function eachLeaf(
  paths: TreePaths,
  tree: number,
  { rows, count }: { readonly rows: Float64Array; readonly count: number },
  visit: (row: number, leaf: number, on: Uint8Array) => void,
): void {
  const { start, right, parent, slot, distinct, trees } = paths;
  const [from, end] = [start[tree], start[tree + 1]];
  const followed = new Uint8Array(end - from);
  const on = new Uint8Array(distinct.reduce((sofar, d) => Math.max(sofar, d), 0));
  const { columns } = trees;
  for (let row = 0; row < count; row++) {
    followEdges(paths, tree, rows.subarray(row * columns, (row + 1) * columns), followed);
    for (let leaf = from; leaf < end; leaf++) {
      if (right[leaf] >= 0) continue;
      on.fill(1, 0, distinct[leaf]);
      for (let e = leaf; parent[e] >= 0; e = parent[e]) on[slot[e]] &= followed[e - from];
      visit(row, leaf, on);
    }
  }
}
