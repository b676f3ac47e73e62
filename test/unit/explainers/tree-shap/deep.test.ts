// Depth 32: against the subset weights of a chain, in exact fractions of whole numbers, and the
// covers and nodes behind the values.

import { expect, test } from 'vitest';
import { withCovers } from '../../../../src/explainers/tree-shap/cover.ts';
import { interventional } from '../../../../src/explainers/tree-shap/interventional.ts';
import { pathDependent } from '../../../../src/explainers/tree-shap/path-dependent.ts';
import { gaussLegendre } from '../../../../src/numerics/gauss-legendre.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import type { Trees } from '../../../../src/structures/trees.ts';
import { largestDifference } from '../../support/attributions.ts';
import { byCoalitions } from '../../support/games.ts';
import { backgroundGameOf, pathGameOf, predict, randomRows, randomTrees } from './support.ts';

/**
 * One path of `depth` tests of `columns` in turn; a leaf beside each. Every test passes a quarter
 * to the path's side.
 */
function chainTree(depth: number, columns: number, weights: readonly [path: number, beside: number]): Trees {
  const random = createRandom(depth);
  const nodes = 2 * depth + 1;
  const cover = new Float64Array(nodes);
  const value = new Float64Array(nodes);
  cover[0] = 1;
  for (let n = 0; n < nodes; n++) {
    if (n % 2 === 1) value[n] = random.normal();
    else if (n + 2 < nodes) {
      cover[n + 1] = cover[n] * weights[1];
      cover[n + 2] = cover[n] * weights[0];
    } else value[n] = 5;
  }
  const inner = (n: number): boolean => n % 2 === 0 && n + 2 < nodes;
  const each = (of: (n: number) => number): Int32Array =>
    Int32Array.from({ length: nodes }, (_, n) => (inner(n) ? of(n) : -1));
  return {
    columns,
    precision: 'float64',
    outputs: 1,
    roots: Int32Array.of(0),
    feature: each((n) => (n / 2) % columns),
    test: new Uint8Array(nodes),
    threshold: new Float64Array(nodes),
    setEnd: new Int32Array(nodes),
    sets: new Uint32Array(0),
    missing: new Uint8Array(nodes),
    left: each((n) => n + 1),
    right: each((n) => n + 2),
    cover,
    value,
    base: Float64Array.of(0),
    aggregate: 'sum',
  };
}

/**
 * Shapley values of a chain's path-dependent game, from elementary symmetric sums of positive
 * numbers (no cancellation).
 */
function chainValues(tree: Trees, row: ArrayLike<number>, share: number): Float64Array {
  const m = tree.columns;
  const values = new Float64Array(m);
  for (let depth = 1; depth <= m; depth++) {
    const beside = depth - 1;
    const leaves = depth === m ? [2 * beside + 1, 2 * m] : [2 * beside + 1];
    for (const leaf of leaves) {
      const factors = Array.from({ length: depth }, (_, i) => {
        const aside = i === beside && leaf !== 2 * m;
        const passes = aside ? row[i] <= 0 : row[i] > 0;
        return { o: passes ? 1 : 0, z: aside ? 1 - share : share };
      });
      for (let i = 0; i < depth; i++) {
        // sums[s]: over coalitions of s others, the product of o of members and z of the rest.
        let sums = [1];
        factors.forEach(({ o, z }, j) => {
          if (j !== i)
            sums = Array.from({ length: sums.length + 1 }, (_, s) => (sums[s] ?? 0) * z + (sums[s - 1] ?? 0) * o);
        });
        let mean = 0;
        let choose = 1;
        for (let s = 0; s < depth; s++) {
          mean += sums[s] / choose / depth;
          choose = (choose * (depth - 1 - s)) / (s + 1);
        }
        values[i] += tree.value[leaf] * (factors[i].o - factors[i].z) * mean;
      }
    }
  }
  return values;
}

test.each([0.25, 0.5, 0.999, 0.01])('32 different columns on a path, a part of %f going on', (share) => {
  const tree = chainTree(32, 32, [share, 1 - share]);
  const random = createRandom(1);
  for (let r = 0; r < 5; r++) {
    const row = Float64Array.from({ length: 32 }, () => (random.uniform() < 0.2 * r ? -1 : 1));
    const explain = pathDependent(tree);
    const found = explain.values(row, 1);
    expect(largestDifference(found, chainValues(tree, row, share))).toBeLessThan(1e-12);
    expect(Math.abs(found.reduce((a, b) => a + b, explain.base[0]) - predict(tree, row)[0])).toBeLessThan(1e-12);
  }
});

test('depth 32 with 9 columns over and over: as by enumeration', () => {
  const random = createRandom(2);
  const trees = randomTrees(random, { trees: 1, depth: 32, columns: 9, outputs: 2, stop: 0.47, everyTest: true });
  const rows = randomRows(random, 2, 9, 0.1);
  const background = randomRows(random, 6, 9, 0.1);
  const columns = Int32Array.from({ length: 9 }, (_, i) => i);
  const chain = chainTree(32, 9, [0.7, 0.3]);
  for (const tree of [trees, chain]) {
    for (let r = 0; r < 2; r++) {
      const row = rows.slice(r * 9, r * 9 + 9);
      expect(
        largestDifference(pathDependent(tree).values(row, 1), byCoalitions(pathGameOf(tree, row, 9, columns))),
      ).toBeLessThan(1e-10);
      const other = interventional(tree, { rows: background, count: 6 }).values(row, 1);
      expect(
        largestDifference(
          other,
          byCoalitions(backgroundGameOf(tree, row, background, { players: 9, playerOf: columns })),
        ),
      ).toBeLessThan(1e-10);
    }
  }
});

test('interventional values of 40 different columns on a path add up', () => {
  const tree = chainTree(40, 40, [0.5, 0.5]);
  const random = createRandom(3);
  const rows = Float64Array.from({ length: 400 }, () => (random.uniform() < 0.1 ? -1 : 1));
  const explain = interventional(tree, { rows, count: 10 });
  const values = explain.values(rows, 10);
  for (let r = 0; r < 10; r++) {
    const sum = values.subarray(r * 40, r * 40 + 40).reduce((a, b) => a + b, explain.base[0]);
    expect(Math.abs(sum - predict(tree, rows.subarray(r * 40, r * 40 + 40))[0])).toBeLessThan(1e-12);
  }
});

test('quadrature is exact up to degree 2n − 1', () => {
  for (let n = 1; n <= 20; n++) {
    const { nodes, weights } = gaussLegendre(n);
    for (let degree = 0; degree < 2 * n; degree++) {
      const sum = nodes.reduce((total, t, q) => total + weights[q] * t ** degree, 0);
      expect(Math.abs(sum * (degree + 1) - 1)).toBeLessThan(1e-13 * (degree + 1));
    }
  }
});

test('covers counted from rows: each node has its children’s, the root all rows', () => {
  const random = createRandom(4);
  const trees = randomTrees(random, { trees: 3, depth: 5, columns: 4, outputs: 1, everyTest: true });
  const rows = randomRows(random, 50, 4, 0.1);
  const bare = { ...trees, cover: null };
  const cover = withCovers(bare, rows, 50).cover!;
  for (const root of trees.roots) expect(cover[root]).toBe(50);
  for (let n = 0; n < cover.length; n++)
    if (trees.left[n] >= 0) expect(cover[trees.left[n]] + cover[trees.right[n]]).toBe(cover[n]);
  // The base is then the mean answer of the rows.
  const counted = pathDependent(withCovers(bare, rows, 50));
  let mean = 0;
  for (let r = 0; r < 50; r++) mean += predict(trees, rows.subarray(r * 4, r * 4 + 4))[0] / 50;
  expect(counted.base[0]).toBeCloseTo(mean, 12);
  expect(withCovers(trees, rows, 50)).toBe(trees);
});

test('rows are rounded to float32 where the trees are of it', () => {
  const tree = {
    ...chainTree(1, 1, [0.5, 0.5]),
    threshold: Float64Array.of(Math.fround(0.1), 0, 0),
    precision: 'float32' as const,
  };
  const left = pathDependent(tree).values(Float64Array.of(0.1 + 1e-12), 1)[0];
  expect(left).toBe(pathDependent(tree).values(Float32Array.of(0.1), 1)[0]);
  expect(left).not.toBe(pathDependent(tree).values(Float64Array.of(0.2), 1)[0]);
});
