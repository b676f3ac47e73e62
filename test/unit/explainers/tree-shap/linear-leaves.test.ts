import { expect, test } from 'vitest';
import { interventional } from '../../../../src/explainers/tree-shap/interventional.ts';
import { interventionalLinear, linearAnswers } from '../../../../src/explainers/tree-shap/linear-leaves.ts';
import { treeShap } from '../../../../src/explainers/tree-shap.ts';
import { treePredictor } from '../../../../src/models/trees/predict.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { noFinalStep } from '../../../../src/structures/final-step.ts';
import { largestDifference } from '../../support/attributions.ts';
import { byCoalitions } from '../../support/games.ts';
import { backgroundGameOf, predict, randomRows, randomTrees, type Shape, withLinearLeaves } from './support.ts';

const shapes: readonly (readonly [name: string, shape: Shape, missing: number])[] = [
  ['leaves alone', { trees: 2, depth: 0, columns: 4, outputs: 1 }, 0],
  ['stumps', { trees: 3, depth: 1, columns: 3, outputs: 1 }, 0],
  ['all tests, missing values', { trees: 4, depth: 3, columns: 5, outputs: 3, everyTest: true }, 0.2],
  ['deep, repeated columns', { trees: 2, depth: 7, columns: 5, outputs: 2, stop: 0.2, everyTest: true }, 0.15],
];

test.each(shapes)('are those of enumeration: %s', (_, shape, missing) => {
  const { columns: m, outputs } = shape;
  const random = createRandom(500 + 10 * shape.depth + m);
  for (let round = 0; round < 8; round++) {
    const trees = withLinearLeaves(random, randomTrees(random, shape));
    const row = randomRows(random, 1, m, missing);
    const background = randomRows(random, 9, m, missing);
    // The last rounds have groups of columns as players.
    const players = round < 5 ? m : 3;
    const playerOf = Int32Array.from({ length: m }, (_, c) => c % players);
    const explain = interventionalLinear(trees, { rows: background, count: 9 }, { playerOf, players });
    const game = backgroundGameOf(trees, row, background, { players, playerOf });
    const values = explain.values(row, 1);
    expect(largestDifference(values, byCoalitions(game))).toBeLessThan(1e-10);
    expect(largestDifference(explain.base, Array.from(game.value(new Uint8Array(players))))).toBeLessThan(1e-10);
    const answer = predict(trees, row);
    for (let k = 0; k < outputs; k++) {
      const sum = values.subarray(k * players, (k + 1) * players).reduce((a, b) => a + b, explain.base[k]);
      expect(Math.abs(sum - answer[k])).toBeLessThan(1e-10);
    }
  }
});

test('answers are those of the definition, in blocks as in single rows', () => {
  const random = createRandom(12);
  const trees = withLinearLeaves(random, randomTrees(random, { trees: 6, depth: 4, columns: 5, outputs: 2 }));
  const count = 700;
  const rows = randomRows(random, count, 5, 0.02);
  const together = treePredictor(trees)(rows, count);
  expect(linearAnswers(trees, rows, count)).toHaveLength(2 * count);
  for (let row = 0; row < count; row++) {
    const own = rows.subarray(row * 5, (row + 1) * 5);
    const expected = predict(trees, own);
    expect(largestDifference(together.subarray(2 * row, 2 * row + 2), expected)).toBeLessThan(1e-12);
    expect(treePredictor(trees)(own, 1)).toEqual(together.slice(2 * row, 2 * row + 2));
    expect(largestDifference(linearAnswers(trees, own, 1), expected)).toBeLessThan(1e-12);
  }
});

test('models without terms are values', () => {
  const random = createRandom(13);
  const plain = randomTrees(random, { trees: 5, depth: 5, columns: 6, outputs: 1, everyTest: true });
  const nodes = plain.feature.length;
  const linear = {
    output: new Int32Array(plain.roots.length),
    constant: plain.value,
    first: new Int32Array(nodes + 1),
    column: new Int32Array(0),
    coefficient: new Float64Array(0),
  };
  const rows = randomRows(random, 4, 6, 0.1);
  const background = { rows: randomRows(random, 20, 6, 0.1), count: 20 };
  const [found, expected] = [
    interventionalLinear({ ...plain, linear }, background),
    interventional(plain, background),
  ].map((explain) => explain.values(rows, 4));
  expect(largestDifference(found, expected)).toBeLessThan(1e-10);
});

test.each([
  [{ perturbation: 'path-dependent' }, 'raw'],
  [{ interactions: true }, 'raw'],
  [{}, 'output'],
] as const)('what cannot be read of linear leaves is refused: %j in %s', async (options, space) => {
  const random = createRandom(14);
  const trees = withLinearLeaves(random, randomTrees(random, { trees: 2, depth: 2, columns: 3, outputs: 1 }));
  const finalStep = { ...noFinalStep, kind: 'logistic' } as const;
  const context = {
    structure: { kind: 'trees', trees, finalStep, encoding: null } as const,
    selected: [0],
    space,
    background: { count: 2, columns: 3, data: new Float32Array(6) },
    playerOf: Int32Array.of(0, 1, 2),
    players: 3,
    random,
  };
  await expect(treeShap.structural.prepare(context, options)).rejects.toThrow(/linear_tree/);
});
