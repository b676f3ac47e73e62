import { expect, test } from 'vitest';
import { interventionalInteractions, pathInteractions } from '../../../../src/explainers/tree-shap/interactions.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { largestDifference } from '../../support/attributions.ts';
import { byCoalitions } from '../../support/games.ts';
import { backgroundGameOf, interactionsOf, pathGameOf, randomRows, randomTrees, type Shape } from './support.ts';

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
