import type { Numbers } from '../../numerics/numbers.ts';
import { lacksTerm, linearSum } from '../../structures/linear-leaves.ts';
import { goesLeft, leafOf } from '../../structures/tree-walk.ts';
import type { Trees } from '../../structures/trees.ts';
import type { Background } from '../shared/background.ts';
import { type ColumnPlayers, resolvePlayers, type ScoreValues } from '../shared/score-values.ts';
import { LeafGames, type LinearTrees, type RowPair } from './leaf-games.ts';
import { testedRows } from './tree-paths.ts';

/**
 * Exact Shapley values of the interventional game of summed trees with linear models in their
 * leaves. For one background row, a leaf is reached by the coalitions that hold some players and
 * lack some others, and its model is there a constant plus a part of each other player: unanimity
 * games, whose values are known. The mean over the background.
 */
export function interventionalLinear(trees: LinearTrees, background: Background, of: ColumnPlayers = {}): ScoreValues {
  const { owner, players } = resolvePlayers(trees.columns, of);
  const { outputs, columns } = trees;
  const others = testedRows(trees, background.rows);
  const games = new LeafGames(trees, owner, players);
  return {
    players,
    outputs,
    base: meanOf(linearAnswers(trees, background.rows, background.count), outputs),
    values(rows, count) {
      const tested = testedRows(trees, rows);
      const values = new Float64Array(count * outputs * players);
      for (let row = 0; row < count; row++) {
        for (const [tree, root] of trees.roots.entries()) {
          const from = (row * outputs + trees.linear.output[tree]) * players;
          const sums = values.subarray(from, from + players);
          for (let other = 0; other < background.count; other++) {
            const pair = { own: tested, ownAt: row * columns, other: others, otherAt: other * columns };
            walk(root, (leaf) => games.add({ tree, leaf }, pair, sums), { trees, owner, games, pair });
          }
        }
      }
      return values.map((sum) => sum / background.count);
    },
  };
}

interface Walk {
  readonly trees: Trees;
  readonly owner: Int32Array;
  readonly games: LeafGames;
  readonly pair: RowPair;
}

/** Visits the leaves below a node that some coalition reaches; `games` holds who must be where. */
function walk(node: number, visit: (leaf: number) => void, way: Walk): void {
  const { trees, owner, games, pair } = way;
  const column = trees.feature[node];
  if (column < 0) {
    visit(node);
    return;
  }
  const player = owner[column];
  const own = goesLeft(trees, node, pair.own[pair.ownAt + column]) ? trees.left[node] : trees.right[node];
  const other = goesLeft(trees, node, pair.other[pair.otherAt + column]) ? trees.left[node] : trees.right[node];
  const side = games.side[player];
  if (own === other || side !== 0) {
    walk(side < 0 ? other : own, visit, way);
    return;
  }
  games.hold(player, 1);
  walk(own, visit, way);
  games.release(player);
  games.hold(player, -1);
  walk(other, visit, way);
  games.release(player);
}

/** The raw answers to `count` rows, count × K. */
export function linearAnswers(trees: LinearTrees, rows: Numbers, count: number): Float64Array {
  const { outputs, columns, base, value, linear } = trees;
  const tested = testedRows(trees, rows);
  return Float64Array.from({ length: count * outputs }, (_, at) => {
    const offset = Math.floor(at / outputs) * columns;
    const k = at % outputs;
    let sum = base[k];
    for (const [tree, root] of trees.roots.entries()) {
      if (linear.output[tree] !== k) continue;
      const leaf = leafOf(trees, root, tested, offset);
      sum += lacksTerm(linear, leaf, tested, offset)
        ? value[leaf * outputs + k]
        : linearSum(linear, leaf, tested, offset);
    }
    return sum;
  });
}

const meanOf = (answers: Float64Array, outputs: number): Float64Array =>
  Float64Array.from({ length: outputs }, (_, k) => {
    let sum = 0;
    for (let at = k; at < answers.length; at += outputs) sum += answers[at];
    return (sum * outputs) / answers.length;
  });
