import { expect, test } from 'vitest';
import { pathDependent } from '../../../../src/explainers/tree-shap/path-dependent.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { largestDifference } from '../../support/attributions.ts';
import { byCoalitions } from '../../support/games.ts';
import { pathGameOf, predict, randomRows, randomTrees, type Shape } from './support.ts';

const identity = (m: number): Int32Array => Int32Array.from({ length: m }, (_, i) => i);

const shapes: (Shape & { readonly name: string })[] = [
  { name: 'stumps', trees: 3, depth: 1, columns: 3, outputs: 1 },
  { name: 'depth 3, all tests, missing values', trees: 4, depth: 3, columns: 5, outputs: 3, everyTest: true },
  { name: 'depth 6, repeated columns', trees: 2, depth: 6, columns: 4, outputs: 1, everyTest: true },
  {
    name: 'depth 9, nodes without cover',
    trees: 2,
    depth: 9,
    columns: 8,
    outputs: 3,
    stop: 0.15,
    empty: 0.3,
    everyTest: true,
  },
  { name: 'depth 12, repeated columns', trees: 1, depth: 12, columns: 9, outputs: 1, stop: 0.12, everyTest: true },
  {
    name: 'depth 12, three outputs',
    trees: 1,
    depth: 12,
    columns: 10,
    outputs: 3,
    stop: 0.2,
    empty: 0.1,
    everyTest: true,
  },
  { name: 'depth 10, one column', trees: 2, depth: 10, columns: 1, outputs: 1, stop: 0.3 },
  { name: 'a single leaf', trees: 2, depth: 0, columns: 2, outputs: 2 },
];

test.each(shapes)('are those of enumeration: $name', (shape) => {
  const random = createRandom(shape.depth * 100 + shape.columns);
  const trees = randomTrees(random, shape);
  const rows = randomRows(random, 4, shape.columns, 0.2);
  const explain = pathDependent(trees);
  const values = explain.values(rows, 4);
  const size = shape.columns * shape.outputs;
  for (let r = 0; r < 4; r++) {
    const row = rows.subarray(r * shape.columns, (r + 1) * shape.columns);
    const game = pathGameOf(trees, row, shape.columns, identity(shape.columns));
    const found = values.subarray(r * size, (r + 1) * size);
    expect(largestDifference(found, byCoalitions(game))).toBeLessThan(1e-10);
    expect(largestDifference(explain.base, Array.from(game.value(new Uint8Array(shape.columns))))).toBeLessThan(1e-10);
    const answer = predict(trees, row);
    for (let k = 0; k < shape.outputs; k++) {
      const sum = found.subarray(k * shape.columns, (k + 1) * shape.columns).reduce((a, b) => a + b, explain.base[k]);
      expect(Math.abs(sum - answer[k])).toBeLessThan(1e-10);
    }
  }
});

test('players may be groups of columns', () => {
  const random = createRandom(7);
  const trees = randomTrees(random, { trees: 3, depth: 6, columns: 7, outputs: 2, everyTest: true });
  const playerOf = Int32Array.of(0, 1, 0, 2, 1, 3, 3);
  const row = randomRows(random, 1, 7);
  const values = pathDependent(trees, { playerOf, players: 5 }).values(row, 1);
  expect(largestDifference(values, byCoalitions(pathGameOf(trees, row, 5, playerOf)))).toBeLessThan(1e-10);
});

test('rows do not matter to one another', () => {
  const random = createRandom(8);
  const trees = randomTrees(random, { trees: 3, depth: 4, columns: 5, outputs: 2 });
  const rows = randomRows(random, 20, 5);
  const together = pathDependent(trees).values(rows, 20);
  const alone = pathDependent(trees);
  for (let r = 19; r >= 0; r--)
    expect(alone.values(rows.slice(r * 5, r * 5 + 5), 1)).toEqual(together.slice(r * 10, r * 10 + 10));
});

test('trees without covers, and trees that are not summed, are refused', () => {
  const trees = randomTrees(createRandom(9), { trees: 2, depth: 2, columns: 2, outputs: 1 });
  expect(() => pathDependent({ ...trees, cover: null })).toThrow(RangeError);
  expect(() => pathDependent({ ...trees, aggregate: 'max' })).toThrow(RangeError);
});
