import type { Numbers } from '../../numerics/numbers.ts';
import { goesLeft } from '../../structures/tree-walk.ts';
import { Missing, roundedRows, Test, type Trees } from '../../structures/trees.ts';
import { type Levels, levelsOf, type RowBlock, reachLeaves } from './levels.ts';
import { addLinear } from './predict-linear.ts';

/**
 * Answers `count` rows (row-major, rows × columns) with raw outputs, rows × K. It keeps nothing
 * between calls.
 */
export type RawPredictor = (rows: Numbers, count: number) => Float64Array;

/** Rows that go through one tree before the next: they and the tree's nodes stay in the cache. */
const BLOCK = 256;
/** Fewer rows go down one by one: in equal steps each takes as many as the longest path. */
const FEW = 12;

/** Prepares an ensemble for prediction: sums are float64, in the order of the trees. */
export function treePredictor(trees: Trees): RawPredictor {
  const prepared = {
    trees,
    kinds: kindsOf(trees),
    levels: levelsOf(trees),
    only: onlyOutputs(trees),
    leaf: new Int32Array(BLOCK),
  };
  return (rows, count) => predict(prepared, roundedRows(trees, rows), count);
}

interface Prepared {
  readonly trees: Trees;
  readonly kinds: Uint8Array;
  readonly levels: Levels;
  readonly only: Int32Array;
  /** Leaves that the rows of a block reach. */
  readonly leaf: Int32Array;
}

// Loops are in functions that close over nothing: JavaScript engines compile closures anew, and
// worse, for each ensemble.

function predict(prepared: Prepared, rows: Numbers, count: number): Float64Array {
  const { trees, kinds, levels, leaf } = prepared;
  const { columns, outputs, roots, aggregate } = trees;
  const block: RowBlock = { rows, columns, first: 0, size: 0, leaf };
  const out = new Float64Array(count * outputs);
  if (aggregate !== 'sum') out.fill(aggregate === 'min' ? Infinity : -Infinity);
  for (let from = 0; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from);
    block.first = from;
    block.size = size;
    const whole = size >= FEW && !anyMissing(rows, from * columns, (from + size) * columns);
    for (let tree = 0; tree < roots.length; tree++) {
      if (whole && levels.root[tree] >= 0) reachLeaves(levels, tree, block);
      else findLeaves(trees, kinds, roots[tree], block);
      const only = prepared.only[tree];
      if (trees.linear) addLinear(trees, { linear: trees.linear, tree }, block, out);
      else if (only >= 0) addOne(trees, only, block, out);
      else addAll(trees, block, out);
    }
  }
  addBase(trees, out);
  return out;
}

function anyMissing(rows: Numbers, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (Number.isNaN(rows[i])) return true;
  return false;
}

function addOne({ value, outputs }: Trees, k: number, { leaf, first, size }: RowBlock, out: Float64Array): void {
  for (let i = 0, at = first * outputs + k; i < size; i++, at += outputs) out[at] += value[leaf[i] * outputs + k];
}

function addAll({ value, outputs, aggregate }: Trees, { leaf, first, size }: RowBlock, out: Float64Array): void {
  for (let i = 0, at = first * outputs; i < size; i++) {
    const start = leaf[i] * outputs;
    for (let k = 0; k < outputs; k++, at++) {
      const v = value[start + k];
      if (aggregate === 'sum') out[at] += v;
      else if (aggregate === 'min' ? v < out[at] : v > out[at]) out[at] = v;
    }
  }
}

/** Where no leaf gives a value for an output, its raw output is the base alone. */
function addBase({ base, outputs }: Trees, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (Math.abs(out[i]) === Infinity ? 0 : out[i]) + base[i % outputs];
}

/** How to test a node: 0: x ≤ threshold, NaN goes right; 1: NaN goes left; 2: by `goesLeft`. */
function kindsOf({ feature, test, missing, threshold }: Trees): Uint8Array {
  return Uint8Array.from(feature, (_, node) => {
    if (test[node] !== Test.lessOrEqual || missing[node] & Missing.zero) return 2;
    return missing[node] & Missing.nanIsZero ? (threshold[node] >= 0 ? 1 : 0) : missing[node] & Missing.left;
  });
}

/** For each tree of a sum, the one output its leaves give values for; −1 for several. */
function onlyOutputs({ roots, feature, value, outputs, aggregate }: Trees): Int32Array {
  return Int32Array.from(roots, (root, tree) => {
    if (aggregate !== 'sum') return -1;
    const end = tree + 1 < roots.length ? roots[tree + 1] : feature.length;
    let found = -1;
    for (let i = root * outputs; i < end * outputs; i++) {
      if (value[i] === 0) continue;
      if (found >= 0 && found !== i % outputs) return -1;
      found = i % outputs;
    }
    return Math.max(0, found);
  });
}

function findLeaves(trees: Trees, kinds: Uint8Array, root: number, block: RowBlock): void {
  const { feature, threshold, left, right } = trees;
  const { rows, columns, first, size, leaf } = block;
  for (let i = 0, at = first * columns; i < size; i++, at += columns) {
    let node = root;
    for (let f = feature[node]; f >= 0; f = feature[node]) {
      const x = rows[at + f];
      const kind = kinds[node];
      if (kind === 2) node = goesLeft(trees, node, x) ? left[node] : right[node];
      else node = x <= threshold[node] || (kind === 1 && Number.isNaN(x)) ? left[node] : right[node];
    }
    leaf[i] = node;
  }
}
