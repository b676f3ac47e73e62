import { goesLeft } from '../../structures/tree-walk.ts';
import { Missing, rowsFor, Test, type Trees } from '../../structures/trees.ts';
import { type Levels, levelsOf, reachLeaves } from './levels.ts';

/**
 * Answers `count` rows (row-major, rows × columns) with raw outputs, rows × K. Keeps nothing
 * between calls.
 */
export type RawPredictor = (rows: Float32Array | Float64Array, count: number) => Float64Array;

/**
 * Rows that go through a tree before the next tree: they and the tree's nodes stay in the cache.
 */
const BLOCK = 256;
/** Fewer rows go down one by one: in steps they would each take as many as the longest way. */
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
  return (rows, count) => predict(prepared, rowsFor(trees, rows), count);
}

interface Prepared {
  readonly trees: Trees;
  readonly kinds: Uint8Array;
  readonly levels: Levels;
  readonly only: Int32Array;
  /** Leaves that the rows of a block reach. */
  readonly leaf: Int32Array;
}

// Loops are in functions of their own that close over nothing: engines compile closures anew, and
// worse, for each ensemble.

function predict(prepared: Prepared, rows: Float32Array | Float64Array, count: number): Float64Array {
  const { trees, kinds, levels, leaf } = prepared;
  const { columns, outputs, roots, aggregate } = trees;
  const out = new Float64Array(count * outputs);
  if (aggregate !== 'sum') out.fill(aggregate === 'min' ? Infinity : -Infinity);
  for (let from = 0; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from);
    const whole = size >= FEW && !anyMissing(rows, from * columns, (from + size) * columns);
    for (let tree = 0; tree < roots.length; tree++) {
      if (whole && levels.root[tree] >= 0) reachLeaves(levels, tree, rows, columns, from * columns, size, leaf);
      else findLeaves(trees, kinds, roots[tree], rows, from * columns, size, leaf);
      const only = prepared.only[tree];
      if (only >= 0) addOne(trees.value, only, outputs, leaf, out, from, size);
      else addAll(trees, leaf, out, from, size);
    }
  }
  addBase(trees, out);
  return out;
}

function anyMissing(rows: Float32Array | Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (Number.isNaN(rows[i])) return true;
  return false;
}

function addOne(
  value: Float64Array,
  k: number,
  outputs: number,
  leaf: Int32Array,
  out: Float64Array,
  from: number,
  size: number,
): void {
  for (let i = 0, at = from * outputs + k; i < size; i++, at += outputs) out[at] += value[leaf[i] * outputs + k];
}

function addAll(
  { value, outputs, aggregate }: Trees,
  leaf: Int32Array,
  out: Float64Array,
  from: number,
  size: number,
): void {
  for (let i = 0, at = from * outputs; i < size; i++) {
    const start = leaf[i] * outputs;
    for (let k = 0; k < outputs; k++, at++) {
      const v = value[start + k];
      if (aggregate === 'sum') out[at] += v;
      else if (aggregate === 'min' ? v < out[at] : v > out[at]) out[at] = v;
    }
  }
}

/** Where no leaf said anything of an output, it is the base alone. */
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

/** Per tree of a sum, the one output its leaves speak of; −1 where there are several. */
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

function findLeaves(
  trees: Trees,
  kinds: Uint8Array,
  root: number,
  rows: Float32Array | Float64Array,
  offset: number,
  size: number,
  leaf: Int32Array,
): void {
  const { feature, threshold, left, right, columns } = trees;
  for (let i = 0, at = offset; i < size; i++, at += columns) {
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
