import type { Numbers } from '../../numerics/numbers.ts';
import { leafOf } from '../../structures/tree-walk.ts';
import type { Trees } from '../../structures/trees.ts';
import type { Background } from '../shared/background.ts';
import type { ColumnPlayers, ScoreValues } from '../shared/score-values.ts';
import { backgroundBits } from './background-bits.ts';
import { backgroundGame } from './background-game.ts';
import { LeafTables } from './leaf-tables.ts';
import { LeafWalk } from './leaf-walk.ts';
import { testedRows, treePaths } from './tree-paths.ts';

/**
 * Exact Shapley values of the interventional game of summed trees: present players have all of
 * their columns from the row, absent ones from a background row; the mean over the background
 * (Lundberg et al. 2020, "interventional"). What the background says is gathered by leaf, so that a
 * row's time hardly grows with it where paths have few players; see `LeafTables` and `LeafWalk`.
 * @throws RangeError where the trees are not summed or there is no background.
 */
export function interventional(trees: Trees, background: Background, of: ColumnPlayers = {}): ScoreValues {
  if (background.count < 1) throw new RangeError('the interventional game needs a background');
  const paths = treePaths(trees, of);
  const bits = backgroundBits(paths, testedRows(trees, background.rows), background.count);
  const solve = backgroundGame(paths, bits);
  const tables = new LeafTables(paths, solve);
  const walk = new LeafWalk(paths, bits);
  const { players, player, parent, slot, node, distinct } = paths;
  const { outputs, value } = trees;
  const shares = new Float64Array(distinct.reduce((most, d) => Math.max(most, d), 0));

  return {
    players,
    outputs,
    base: meanAnswer(trees, background),
    values(rows, count) {
      const tested = testedRows(trees, rows);
      const values = new Float64Array(count * outputs * players);
      for (let tree = 0; tree < trees.roots.length; tree++) {
        if (tables.has(tree)) {
          tables.add(tree, tested, count, values);
          continue;
        }
        walk.each(tree, tested, count, (row, leaf, on) => {
          solve(leaf, on, shares, 0);
          for (let e = leaf; parent[e] >= 0; e = parent[e]) {
            const part = shares[slot[e]];
            shares[slot[e]] = 0; // A player's share counts once, at its lowest edge.
            if (part === 0) continue;
            for (let k = 0; k < outputs; k++)
              values[(row * outputs + k) * players + player[e]] += part * value[node[leaf] * outputs + k];
          }
        });
      }
      return values;
    },
  };
}

/** K: the trees' mean raw answer over the background. */
export function meanAnswer(trees: Trees, { rows, count }: Background): Float64Array {
  const sum = new Float64Array(trees.outputs);
  eachLeaf(trees, rows, count, (_, leaf) => {
    for (let k = 0; k < sum.length; k++) sum[k] += trees.value[leaf * sum.length + k];
  });
  return sum.map((total, k) => trees.base[k] + total / count);
}

/** The raw answers of summed trees to `count` rows, count × K. */
export function rawAnswers(trees: Trees, rows: Numbers, count: number): Float64Array {
  const { outputs, value, base } = trees;
  const answers = new Float64Array(count * outputs);
  eachLeaf(trees, rows, count, (row, leaf) => {
    for (let k = 0; k < outputs; k++) answers[row * outputs + k] += value[leaf * outputs + k];
  });
  return answers.map((sum, at) => base[at % outputs] + sum);
}

/** Visits the leaves that rows reach, tree after tree. */
function eachLeaf(trees: Trees, rows: Numbers, count: number, visit: (row: number, leaf: number) => void): void {
  const tested = testedRows(trees, rows);
  for (const root of trees.roots)
    for (let row = 0; row < count; row++) visit(row, leafOf(trees, root, tested, row * trees.columns));
}
