import type { BackgroundBits } from './background-bits.ts';
import { followEdges, type TreePaths } from './tree-paths.ts';

/**
 * Visits the leaves of a tree that a row can reach together with some background row: parts of the
 * tree below an edge that neither the row's players pass nor any background row left are skipped,
 * which in deep trees are nearly all.
 */
export class LeafWalk {
  readonly #paths: TreePaths;
  readonly #background: BackgroundBits;
  /** One past the last entry below each entry. */
  readonly #past: Int32Array;
  readonly #on: Uint8Array;

  constructor(paths: TreePaths, background: BackgroundBits) {
    this.#paths = paths;
    this.#background = background;
    this.#past = paths.node.map((_, entry) => entry + 1);
    for (let e = paths.node.length - 1; e >= 0; e--)
      if (paths.parent[e] >= 0) this.#past[paths.parent[e]] = Math.max(this.#past[paths.parent[e]], this.#past[e]);
    this.#on = new Uint8Array(paths.distinct.reduce((sofar, d) => Math.max(sofar, d), 0));
  }

  /**
   * Calls `visit(row, leaf, on)` for those leaves of `count` rows; `on` is that of a `LeafGame`.
   */
  each(
    tree: number,
    rows: Float64Array,
    count: number,
    visit: (row: number, leaf: number, on: Uint8Array) => void,
  ): void {
    const { start, parent, above, right, trees } = this.#paths;
    const { columns } = trees;
    const { words, bits, all } = this.#background;
    const [from, end] = [start[tree], start[tree + 1]];
    const followed = new Uint8Array(end - from);
    const passes = new Uint8Array(end - from);
    const left = new Int32Array((end - from) * words);
    left.set(all);
    for (let row = 0; row < count; row++) {
      followEdges(this.#paths, tree, rows.subarray(row * columns, (row + 1) * columns), followed);
      for (let e = from; e < end; ) {
        let some = 1;
        if (e > from) {
          const up = above[e];
          passes[e - from] = followed[e - from] & (up < 0 ? 1 : passes[up - from]);
          const keep = -passes[e - from];
          some = 0;
          for (let w = 0; w < words; w++)
            some |= left[(e - from) * words + w] = left[(parent[e] - from) * words + w] & (bits[e * words + w] | keep);
        }
        if (some === 0) {
          e = this.#past[e];
          continue;
        }
        if (right[e] < 0) visit(row, e, this.#patternOf(e, from, passes));
        e += 1;
      }
    }
  }

  #patternOf(leaf: number, from: number, passes: Uint8Array): Uint8Array {
    const { parent, slot, distinct } = this.#paths;
    this.#on.fill(1, 0, distinct[leaf]);
    for (let e = leaf; parent[e] >= 0; e = parent[e]) this.#on[slot[e]] &= passes[e - from];
    return this.#on;
  }
}
