import type { Random } from '../../../../src/numerics/random.ts';
import type { LinearLeaves } from '../../../../src/structures/linear-leaves.ts';
import { Missing, Test, type Trees } from '../../../../src/structures/trees.ts';
import type { TestGame } from '../../support/games.ts';

// Random ensembles, and the games of trees by their definitions, written apart from the explainers.

export interface Shape {
  readonly trees: number;
  readonly depth: number;
  readonly columns: number;
  readonly outputs: number;
  /** Chance that a node above the depth is a leaf. */
  readonly stop?: number;
  /** All tests and ways of missing values, not only x ≤ threshold. */
  readonly everyTest?: boolean;
  /** Chance that a child gets no cover. */
  readonly empty?: number;
  /**
   * Tests along a path take columns in turn, so that paths have as many different ones as there
   * are.
   */
  readonly inTurn?: boolean;
}

/** Trees with thresholds on a grid that `randomRows` meets, with covers. */
export function randomTrees(random: Random, shape: Shape): Trees {
  const { columns, outputs, everyTest = false, empty = 0, stop = 0 } = shape;
  const nodes: {
    feature: number;
    test: number;
    threshold: number;
    missing: number;
    left: number;
    right: number;
    cover: number;
  }[] = [];
  const value: number[] = [];
  const roots: number[] = [];
  const sets = [0b1010_0110, 1 << 1, 0b0101_1001];
  const add = (level: number, cover: number): number => {
    const at = nodes.length;
    const leaf = level === shape.depth || (level > 0 && random.uniform() < stop);
    const test = everyTest ? random.integer(5) : Test.lessOrEqual;
    const first = random.integer(3);
    nodes.push({
      feature: leaf ? -1 : shape.inTurn ? level % columns : random.integer(columns),
      test,
      threshold:
        test >= Test.member ? first : random.integer(7) - 3 + (test === Test.equal ? 0 : 0.5 * random.integer(2)),
      missing: everyTest ? random.integer(8) : 0,
      left: -1,
      right: -1,
      cover,
    });
    for (let k = 0; k < outputs; k++) value.push(leaf ? random.normal() : 0);
    if (leaf) return at;
    const share = random.uniform() < empty ? random.integer(2) : 0.05 + 0.9 * random.uniform();
    nodes[at].left = add(level + 1, cover * share);
    nodes[at].right = add(level + 1, cover * (1 - share));
    return at;
  };
  for (let t = 0; t < shape.trees; t++) roots.push(add(0, 100));
  return {
    columns,
    precision: 'float64',
    outputs,
    roots: Int32Array.from(roots),
    feature: Int32Array.from(nodes, (n) => n.feature),
    test: Uint8Array.from(nodes, (n) => n.test),
    threshold: Float64Array.from(nodes, (n) => n.threshold),
    setEnd: Int32Array.from(nodes, (n) => (n.test >= Test.member ? n.threshold + 1 : 0)),
    sets: Uint32Array.from(sets),
    missing: Uint8Array.from(nodes, (n) => n.missing),
    left: Int32Array.from(nodes, (n) => n.left),
    right: Int32Array.from(nodes, (n) => n.right),
    cover: Float64Array.from(nodes, (n) => n.cover),
    value: Float64Array.from(value),
    base: Float64Array.from({ length: outputs }, random.normal),
    aggregate: 'sum',
  };
}

/** Rows of whole numbers and halves from −4 to 4, some missing. */
export const randomRows = (random: Random, count: number, columns: number, missing = 0): Float64Array =>
  Float64Array.from({ length: count * columns }, () =>
    random.uniform() < missing ? Number.NaN : (random.integer(17) - 8) / 2,
  );

/** The way of a value by the words of the Trees type. */
export function way(trees: Trees, node: number, given: number): 'left' | 'right' {
  const bits = trees.missing[node];
  const x = Number.isNaN(given) && bits & Missing.nanIsZero ? 0 : given;
  if (Number.isNaN(x) || (bits & Missing.zero && Math.abs(x) <= Math.fround(1e-35)))
    return bits & Missing.left ? 'left' : 'right';
  const threshold = trees.threshold[node];
  if (trees.test[node] === Test.lessOrEqual) return x <= threshold ? 'left' : 'right';
  if (trees.test[node] === Test.equal) return x === threshold ? 'left' : 'right';
  const members: number[] = [];
  for (let word = threshold; word < trees.setEnd[node]; word++)
    for (let bit = 0; bit < 32; bit++) if ((trees.sets[word] >>> bit) & 1) members.push((word - threshold) * 32 + bit);
  const category = { [Test.member]: x, [Test.memberOfFloor]: Math.floor(x), [Test.memberOfWhole]: Math.trunc(x) }[
    trees.test[node]
  ]!;
  return members.includes(category) ? 'left' : 'right';
}

/** Sums over the trees what a walk from each root gives. */
function summed(trees: Trees, walk: (node: number) => number[]): number[] {
  const sum = Array.from(trees.base);
  for (const root of trees.roots) for (const [k, v] of walk(root).entries()) sum[k] += v;
  return sum;
}

const leafValue = (trees: Trees, node: number): number[] =>
  Array.from(trees.value.subarray(node * trees.outputs, (node + 1) * trees.outputs));

/** The same trees with linear models in most of their leaves, each tree for one output. */
export function withLinearLeaves(random: Random, trees: Trees): Trees & { readonly linear: LinearLeaves } {
  const output = Int32Array.from(trees.roots, (_, tree) => tree % trees.outputs);
  const value = trees.value.map((each, at) => {
    const own = output[trees.roots.findLastIndex((root) => root <= Math.floor(at / trees.outputs))];
    return at % trees.outputs === own ? each : 0;
  });
  const terms = Array.from(trees.feature, (feature) => (feature < 0 ? random.integer(4) : 0));
  const total = terms.reduce((a, b) => a + b, 0);
  const linear = {
    output,
    constant: Float64Array.from(terms, () => random.normal()),
    first: Int32Array.from({ length: terms.length + 1 }, (_, node) => terms.slice(0, node).reduce((a, b) => a + b, 0)),
    column: Int32Array.from({ length: total }, () => random.integer(trees.columns)),
    coefficient: Float64Array.from({ length: total }, () => random.normal()),
  };
  return { ...trees, value, linear };
}

/** What a leaf gives by the words of the LinearLeaves type. */
function leafAnswer(trees: Trees, node: number, row: ArrayLike<number>): number[] {
  const { linear } = trees;
  if (!linear) return leafValue(trees, node);
  const terms = Array.from({ length: linear.first[node + 1] - linear.first[node] }, (_, i) => linear.first[node] + i);
  if (terms.some((term) => Number.isNaN(row[linear.column[term]]))) return leafValue(trees, node);
  const answer = new Array<number>(trees.outputs).fill(0);
  answer[linear.output[trees.roots.findLastIndex((root) => root <= node)]] = terms.reduce(
    (sum, term) => sum + linear.coefficient[term] * row[linear.column[term]],
    linear.constant[node],
  );
  return answer;
}

export const predict = (trees: Trees, row: ArrayLike<number>): number[] =>
  summed(trees, function walk(node): number[] {
    return trees.feature[node] < 0
      ? leafAnswer(trees, node, row)
      : walk(trees[way(trees, node, row[trees.feature[node]])][node]);
  });

/** Present players' tests are made, absent ones' go both ways by covers. */
export const pathGameOf = (
  trees: Trees,
  row: ArrayLike<number>,
  players: number,
  playerOf: ArrayLike<number>,
): TestGame => ({
  players,
  outputs: trees.outputs,
  value: (present) =>
    summed(trees, function walk(node): number[] {
      const column = trees.feature[node];
      if (column < 0) return leafValue(trees, node);
      if (present[playerOf[column]]) return walk(trees[way(trees, node, row[column])][node]);
      const [l, r] = [trees.left[node], trees.right[node]];
      const cover = trees.cover!;
      const share = cover[l] + cover[r] > 0 ? cover[l] / (cover[l] + cover[r]) : 0.5;
      const [a, b] = [walk(l), walk(r)];
      return a.map((v, k) => share * v + (1 - share) * b[k]);
    }),
});

/**
 * Present players have the row's values, absent ones those of each background row in turn; the
 * mean.
 */
export const backgroundGameOf = (
  trees: Trees,
  row: ArrayLike<number>,
  background: Float64Array,
  { players, playerOf }: { readonly players: number; readonly playerOf: ArrayLike<number> },
): TestGame => ({
  players,
  outputs: trees.outputs,
  value: (present) => {
    const count = background.length / trees.columns;
    const mean = new Array<number>(trees.outputs).fill(0);
    for (let b = 0; b < count; b++) {
      const mixed = Array.from({ length: trees.columns }, (_, c) =>
        present[playerOf[c]] ? row[c] : background[b * trees.columns + c],
      );
      for (const [k, v] of predict(trees, mixed).entries()) mean[k] += v / count;
    }
    return mean;
  },
});

/**
 * Interaction values by the definition, K × M × M: half of the pair's mean interaction, the
 * diagonal filled up to the Shapley values.
 */
export function interactionsOf({ players: m, outputs, value }: TestGame, shapley: Float64Array): Float64Array {
  const present = new Uint8Array(m);
  const table: number[][] = [];
  for (let mask = 0; mask < 2 ** m; mask++) {
    for (let p = 0; p < m; p++) present[p] = (mask >> p) & 1;
    table.push(Array.from(value(present)));
  }
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const out = new Float64Array(outputs * m * m);
  for (let k = 0; k < outputs; k++)
    for (let i = 0; i < m; i++) {
      let rest = shapley[k * m + i];
      for (let j = 0; j < m; j++) {
        if (i === j) continue;
        let sum = 0;
        for (let mask = 0; mask < 2 ** m; mask++) {
          if ((mask >> i) & 1 || (mask >> j) & 1) continue;
          let size = 0;
          for (let p = 0; p < m; p++) size += (mask >> p) & 1;
          const w = (factorial(size) * factorial(m - size - 2)) / factorial(m - 1);
          const delta =
            table[mask | (1 << i) | (1 << j)][k] -
            table[mask | (1 << i)][k] -
            table[mask | (1 << j)][k] +
            table[mask][k];
          sum += w * delta;
        }
        out[(k * m + i) * m + j] = sum / 2;
        rest -= sum / 2;
      }
      out[(k * m + i) * m + i] = rest;
    }
  return out;
}
