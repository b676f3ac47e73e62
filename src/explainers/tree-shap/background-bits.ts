import { followEdges, type TreePaths } from './tree-paths.ts';

/**
 * Which background rows follow each edge, as bits: row b's is bit b % 32 of word `entry × words +
 * ⌊b / 32⌋`. As for `followEdges`, a row follows an edge if it passes the edge's own test, wherever
 * it would go before.
 */
export interface BackgroundBits {
  readonly rows: number;
  readonly words: number;
  readonly bits: Int32Array;
  /** All rows. */
  readonly all: Int32Array;
}

/** Tests of B ≥ 1 background rows (B × columns, row-major) at every node. */
export function backgroundBits(paths: TreePaths, background: Float64Array, rows: number): BackgroundBits {
  const { start, trees, node } = paths;
  const words = (rows + 31) >> 5;
  const bits = new Int32Array(node.length * words);
  const all = new Int32Array(words);
  for (let b = 0; b < rows; b++) all[b >> 5] |= 1 << (b & 31);
  const { columns } = trees;
  for (let tree = 0; tree + 1 < start.length; tree++) {
    const [from, end] = [start[tree], start[tree + 1]];
    const followed = new Uint8Array(end - from);
    for (let b = 0; b < rows; b++) {
      followEdges(paths, tree, background.subarray(b * columns, (b + 1) * columns), followed);
      for (let e = from; e < end; e++) if (followed[e - from] === 1) bits[e * words + (b >> 5)] |= 1 << (b & 31);
    }
  }
  return { rows, words, bits, all };
}
