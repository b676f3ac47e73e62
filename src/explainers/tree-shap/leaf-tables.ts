import { goesLeft } from '../../structures/tree-walk.ts';
import type { LeafGame } from './leaf-paths.ts';
import type { TreePaths } from './tree-paths.ts';

/** A tree has tables if they take at most this many numbers */
const TREE_LIMIT = 1 << 18;
/** and all trees' tables together take at most this many (64 MiB). */
const LIMIT = 1 << 23;

/** Rows that go through a tree together. */
const BLOCK = 64;

/** A leaf of d different players has 2^d patterns and as many answers; each answer is d values. */
interface LeafTable {
  readonly entry: Int32Array;
  readonly slots: Int32Array;
  /** Where the leaf's answers start, and the flags that tell which are known. */
  readonly answers: Int32Array;
  readonly flags: Int32Array;
  readonly first: Int32Array;
  readonly players: Int32Array;
  readonly table: Float64Array;
  readonly known: Uint8Array;
}

/**
 * Explains trees with few players per path by looking up what their leaves say. A leaf's game
 * depends on a row only through which of the path's players pass their tests, a pattern of bits;
 * each pattern is solved when it first occurs. (After "Fast TreeSHAP", Yang 2021, and
 * "Interventional SHAP values ... for piecewise linear regression trees", Zern et al. 2023.)
 */
export class LeafTables {
  readonly #paths: TreePaths;
  readonly #solve: LeafGame;
  readonly #tables: (LeafTable | null)[] = [];
  /** For each entry, all ones but for its slot's bit. */
  readonly #clear: Int32Array;
  /** Entries × BLOCK, of the tree in hand. */
  #patterns = new Int32Array(0);

  constructor(paths: TreePaths, solve: LeafGame) {
    this.#paths = paths;
    this.#solve = solve;
    this.#clear = paths.slot.map((slot) => (slot < 0 ? -1 : ~(1 << slot)));
    let left = LIMIT;
    for (let tree = 0; tree + 1 < paths.start.length; tree++) {
      const size = tableSize(paths, tree);
      const fits = size <= Math.min(TREE_LIMIT, left);
      if (fits) left -= size;
      this.#tables.push(fits ? leafTable(paths, tree) : null);
    }
  }

  has(tree: number): boolean {
    return this.#tables[tree] !== null;
  }

  /** Adds the tree's values of `count` rows to `values`, count × K × M. */
  add(tree: number, rows: Float64Array, count: number, values: Float64Array): void {
    const entries = this.#paths.start[tree + 1] - this.#paths.start[tree];
    if (this.#patterns.length < entries * BLOCK) this.#patterns = new Int32Array(entries * BLOCK);
    for (let from = 0; from < count; from += BLOCK) {
      const size = Math.min(BLOCK, count - from);
      this.#descend(tree, rows, from, size);
      this.#lookUp(tree, from, size, values);
    }
  }

  /**
   * Patterns of all entries for a block of rows, entry by entry: bits of players that failed a test
   * on the path are cleared.
   */
  #descend(tree: number, rows: Float64Array, from: number, size: number): void {
    const { start, feature, threshold, kind, right, trees, node } = this.#paths;
    const { columns } = trees;
    const first = start[tree];
    const patterns = this.#patterns;
    patterns.fill(-1, 0, size);
    for (let entry = first; entry < start[tree + 1]; entry++) {
      const column = feature[entry];
      if (column < 0) continue;
      const way = kind[entry];
      const limit = threshold[entry];
      const clear = this.#clear[entry + 1];
      const own = (entry - first) * BLOCK;
      const left = own + BLOCK;
      const second = (right[entry] - first) * BLOCK;
      let at = from * columns + column;
      for (let i = 0; i < size; i++, at += columns) {
        const x = rows[at];
        // The usual case of goesLeft is repeated here because this runs for every node of every
        // row.
        const goes = way === 2 ? goesLeft(trees, node[entry], x) : x <= limit || (way === 1 && Number.isNaN(x));
        const keep = goes ? -1 : 0;
        const pattern = patterns[own + i];
        patterns[left + i] = pattern & (clear | keep);
        patterns[second + i] = pattern & (clear | ~keep);
      }
    }
  }

  #lookUp(tree: number, from: number, size: number, values: Float64Array): void {
    const { start, players: all, node, trees } = this.#paths;
    const { entry, slots, answers, flags, first, players, table, known } = this.#tables[tree]!;
    const { outputs, value } = trees;
    const patterns = this.#patterns;
    const step = outputs * all;
    for (let leaf = 0; leaf < entry.length; leaf++) {
      const d = slots[leaf];
      const bits = (1 << d) - 1;
      const own = (entry[leaf] - start[tree]) * BLOCK;
      const answer = answers[leaf];
      const who = first[leaf];
      for (let i = 0; i < size; i++) {
        const pattern = patterns[own + i] & bits;
        if (known[flags[leaf] + pattern] === 1) continue;
        known[flags[leaf] + pattern] = 1;
        this.#solve(entry[leaf], bitsOf(pattern, d), table, answer + pattern * d);
      }
      for (let k = 0; k < outputs; k++) {
        const worth = value[node[entry[leaf]] * outputs + k];
        for (let slot = 0; slot < d; slot++) {
          let to = (from * outputs + k) * all + players[who + slot];
          for (let i = 0; i < size; i++, to += step)
            values[to] += table[answer + (patterns[own + i] & bits) * d + slot] * worth;
        }
      }
    }
  }
}

const bitsOf = (pattern: number, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, bit) => (pattern >> bit) & 1);

function* leavesOf({ start, right }: TreePaths, tree: number): Generator<number> {
  for (let entry = start[tree]; entry < start[tree + 1]; entry++) if (right[entry] < 0) yield entry;
}

function tableSize(paths: TreePaths, tree: number): number {
  let size = 0;
  for (const leaf of leavesOf(paths, tree)) {
    const d = paths.distinct[leaf];
    if (d > 20) return Number.POSITIVE_INFINITY;
    size += (1 << d) * d;
  }
  return size;
}

function leafTable(paths: TreePaths, tree: number): LeafTable {
  const entry = Int32Array.from(leavesOf(paths, tree));
  const slots = entry.map((leaf) => paths.distinct[leaf]);
  const starts = (sizeOf: (d: number) => number): Int32Array => {
    let next = 0;
    return slots.map((d) => {
      next += sizeOf(d);
      return next - sizeOf(d);
    });
  };
  const first = starts((d) => d);
  const players = new Int32Array(slots.reduce((sum, d) => sum + d, 0));
  entry.forEach((leaf, i) => {
    for (let e = leaf; paths.parent[e] >= 0; e = paths.parent[e]) players[first[i] + paths.slot[e]] = paths.player[e];
  });
  return {
    entry,
    slots,
    answers: starts((d) => (1 << d) * d),
    flags: starts((d) => 1 << d),
    first,
    players,
    table: new Float64Array(slots.reduce((sum, d) => sum + (1 << d) * d, 0)),
    known: new Uint8Array(slots.reduce((sum, d) => sum + (1 << d), 0)),
  };
}
