import { expect, test } from 'vitest';
import { interventional } from '../../../../src/explainers/tree-shap/interventional.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { largestDifference } from '../../support/attributions.ts';
import { byCoalitions } from '../../support/games.ts';
import { backgroundGameOf, predict, randomRows, randomTrees, type Shape } from './support.ts';

const identity = (m: number): Int32Array => Int32Array.from({ length: m }, (_, i) => i);

const shapes: (Shape & { readonly name: string; readonly background: number })[] = [
  { name: 'stumps, one background row', trees: 3, depth: 1, columns: 3, outputs: 1, background: 1 },
  {
    name: 'depth 3, all tests, missing values',
    trees: 4,
    depth: 3,
    columns: 5,
    outputs: 3,
    everyTest: true,
    background: 40,
  },
  { name: 'depth 6, repeated columns', trees: 2, depth: 6, columns: 4, outputs: 1, everyTest: true, background: 33 },
  { name: 'depth 9', trees: 2, depth: 9, columns: 8, outputs: 3, stop: 0.15, everyTest: true, background: 9 },
  {
    name: 'depth 12, repeated columns',
    trees: 1,
    depth: 12,
    columns: 9,
    outputs: 1,
    stop: 0.1,
    everyTest: true,
    background: 32,
  },
  { name: 'depth 11, not in tables', trees: 1, depth: 11, columns: 10, outputs: 3, inTurn: true, background: 5 },
  { name: 'a single leaf', trees: 2, depth: 0, columns: 2, outputs: 2, background: 3 },
];

test.each(shapes)('are those of enumeration: $name', (shape) => {
  const { columns: m, outputs, background: count } = shape;
  const random = createRandom(shape.depth * 100 + m);
  const trees = randomTrees(random, shape);
  const rows = randomRows(random, 3, m, 0.2);
  const background = randomRows(random, count, m, 0.1);
  const explain = interventional({ ...trees, cover: null }, { rows: background, count });
  const values = explain.values(rows, 3);
  for (let r = 0; r < 3; r++) {
    const row = rows.subarray(r * m, (r + 1) * m);
    const game = backgroundGameOf(trees, row, background, { players: m, playerOf: identity(m) });
    const found = values.subarray(r * m * outputs, (r + 1) * m * outputs);
    expect(largestDifference(found, byCoalitions(game))).toBeLessThan(1e-10);
    expect(largestDifference(explain.base, Array.from(game.value(new Uint8Array(m))))).toBeLessThan(1e-10);
    const answer = predict(trees, row);
    for (let k = 0; k < outputs; k++) {
      const sum = found.subarray(k * m, (k + 1) * m).reduce((a, b) => a + b, explain.base[k]);
      expect(Math.abs(sum - answer[k])).toBeLessThan(1e-10);
    }
  }
});

test('players may be groups of columns', () => {
  const random = createRandom(7);
  const trees = randomTrees(random, { trees: 3, depth: 6, columns: 7, outputs: 2, everyTest: true });
  const playerOf = Int32Array.of(0, 1, 0, 2, 1, 3, 3);
  const row = randomRows(random, 1, 7, 0.1);
  const background = randomRows(random, 20, 7, 0.1);
  const values = interventional(trees, { rows: background, count: 20 }, { playerOf, players: 5 }).values(row, 1);
  expect(
    largestDifference(values, byCoalitions(backgroundGameOf(trees, row, background, { players: 5, playerOf }))),
  ).toBeLessThan(1e-10);
});

test('a row of the background explained against itself alone is worth nothing', () => {
  const random = createRandom(10);
  const trees = randomTrees(random, { trees: 3, depth: 8, columns: 6, outputs: 1, everyTest: true });
  const row = randomRows(random, 1, 6);
  expect(interventional(trees, { rows: row, count: 1 }).values(row, 1)).toEqual(new Float64Array(6));
});

test('no background, and trees that are not summed, are refused', () => {
  const trees = randomTrees(createRandom(9), { trees: 2, depth: 2, columns: 2, outputs: 1 });
  expect(() => interventional(trees, { rows: new Float64Array(0), count: 0 })).toThrow(RangeError);
  expect(() => interventional({ ...trees, aggregate: 'min' }, { rows: new Float64Array(2), count: 1 })).toThrow(
    RangeError,
  );
});
