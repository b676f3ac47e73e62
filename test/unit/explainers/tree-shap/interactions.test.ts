import { expect, test } from 'vitest';
import { interventionalInteractions, pathInteractions } from '../../../../src/explainers/tree-shap/interactions.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import type { Trees } from '../../../../src/structures/trees.ts';
import { largestDifference } from '../../support/attributions.ts';
import { byCoalitions } from '../../support/games.ts';
import { backgroundGameOf, interactionsOf, pathGameOf, randomRows, randomTrees, type Shape, way } from './support.ts';

const shapes: (Shape & { readonly name: string })[] = [
  { name: 'one column', trees: 2, depth: 3, columns: 1, outputs: 1 },
  { name: 'depth 3', trees: 3, depth: 3, columns: 4, outputs: 3, everyTest: true },
  {
    name: 'depth 8, nodes without cover',
    trees: 2,
    depth: 8,
    columns: 7,
    outputs: 1,
    stop: 0.2,
    empty: 0.2,
    everyTest: true,
  },
  { name: 'depth 7, all columns on a path', trees: 1, depth: 7, columns: 7, outputs: 2, inTurn: true },
  { name: '12 columns', trees: 2, depth: 4, columns: 12, outputs: 1 },
];

test.each(shapes)('are those of enumeration: $name', (shape) => {
  const { columns: m, outputs } = shape;
  const random = createRandom(shape.depth);
  const trees = randomTrees(random, shape);
  const rows = randomRows(random, 2, m, 0.15);
  const background = randomRows(random, 7, m, 0.15);
  const columns = Int32Array.from({ length: m }, (_, i) => i);
  const size = m * m * outputs;
  const path = pathInteractions(trees).values(rows, 2);
  const other = interventionalInteractions(trees, { rows: background, count: 7 }).values(rows, 2);
  for (let r = 0; r < 2; r++) {
    const row = rows.subarray(r * m, (r + 1) * m);
    const pathGame = pathGameOf(trees, row, m, columns);
    const expected = interactionsOf(pathGame, byCoalitions(pathGame));
    expect(largestDifference(path.subarray(r * size, (r + 1) * size), expected)).toBeLessThan(1e-10);
    const game = backgroundGameOf(trees, row, background, { players: m, playerOf: columns });
    expect(
      largestDifference(other.subarray(r * size, (r + 1) * size), interactionsOf(game, byCoalitions(game))),
    ).toBeLessThan(1e-10);
  }
});

/**
 * Shapley interactions of a row's path-dependent game, leaf by leaf and size by size: the players
 * of a path are present (1 where the row passes all of the player's tests) or absent (their part of
 * the cover), and a pair's step is averaged over coalitions of the others of every size. All
 * factors are positive, so nothing cancels.
 */
function pathPairsOf(trees: Trees, row: ArrayLike<number>): { pairs: Float64Array; most: number } {
  const { cover } = trees;
  if (!cover) throw new Error('trees without covers');
  const m = trees.columns;
  const pairs = new Float64Array(m * m);
  let most = 0;
  const leaf = (players: ReadonlyMap<number, { o: number; z: number }>, worth: number): void => {
    const path = [...players];
    most = Math.max(most, path.length);
    for (const [a, [i, first]] of path.entries())
      for (const [b, [j, second]] of path.slice(0, a).entries()) {
        // sums[s]: over coalitions of s others, the product of what members and the rest are worth.
        let sums = [1];
        for (const [at, [, { o, z }]] of path.entries())
          if (at !== a && at !== b)
            sums = Array.from({ length: sums.length + 1 }, (_, s) => (sums[s] ?? 0) * z + (sums[s - 1] ?? 0) * o);
        let choose = 1;
        sums.forEach((sum, s) => {
          const mean = sum / choose / sums.length;
          pairs[Math.max(i, j) * m + Math.min(i, j)] += worth * (first.o - first.z) * (second.o - second.z) * mean;
          choose *= (sums.length - 1 - s) / (s + 1);
        });
      }
  };
  const walk = (node: number, players: ReadonlyMap<number, { o: number; z: number }>): void => {
    const player = trees.feature[node];
    if (player < 0) {
      leaf(players, trees.value[node]);
      return;
    }
    const { o, z } = players.get(player) ?? { o: 1, z: 1 };
    for (const side of ['left', 'right'] as const) {
      const child = trees[side][node];
      const passes = way(trees, node, row[player]) === side ? o : 0;
      walk(child, new Map(players).set(player, { o: passes, z: (z * cover[child]) / cover[node] }));
    }
  };
  for (const root of trees.roots) walk(root, new Map());
  return { pairs, most };
}

test('are exact with more than 16 players on a path', () => {
  const random = createRandom(8);
  const m = 20;
  const trees = randomTrees(random, { trees: 4, depth: m, columns: m, outputs: 1, inTurn: true, stop: 0.5 });
  const row = randomRows(random, 1, m);
  const found = pathInteractions(trees).values(row, 1);
  const { pairs, most } = pathPairsOf(trees, row);
  expect(most).toBeGreaterThan(16);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < i; j++)
      for (const cell of [found[i * m + j], found[j * m + i]])
        expect(Math.abs(2 * cell - pairs[i * m + j])).toBeLessThan(1e-9);
});
