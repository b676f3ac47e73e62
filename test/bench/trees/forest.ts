import { type Split, TreesBuilder } from '../../../src/models/trees/build.ts';
import type { Leaf } from '../../../src/models/trees/build-linear.ts';
import { createRandom, type Random } from '../../../src/numerics/random.ts';
import { Test, type Trees } from '../../../src/structures/trees.ts';

export interface ForestSpec {
  readonly trees: number;
  readonly depth: number;
  /** Leaves of a tree; fewer where the depth does not allow that many. */
  readonly leaves: number;
}

export const COLUMNS = 30;
/** Rows that reach the root. */
const ROWS = 1000;

/**
 * Trees as boosting grows them leaf by leaf: with the same number of leaves whatever the depth,
 * which at least one path reaches. One output, covers, thresholds within the spread of the rows.
 */
export function forest({ trees, depth, leaves }: ForestSpec): Trees {
  const random = createRandom(depth);
  const shape = {
    file: 'bench',
    columns: COLUMNS,
    outputs: 1,
    precision: 'float32',
    aggregate: 'sum',
    covers: true,
  } as const;
  const builder = new TreesBuilder(shape);
  for (let t = 0; t < trees; t++) {
    const nodes = grow(random, depth, Math.min(leaves, 2 ** depth));
    builder.add(0, new Uint8Array(nodes.length), (node) => nodes[node]);
  }
  return builder.finish([0]);
}

function grow(random: Random, depth: number, leaves: number): (Split | Leaf)[] {
  const nodes: (Split | Leaf)[] = [];
  const open: { at: number; level: number; cover: number }[] = [{ at: 0, level: 0, cover: ROWS }];
  const leaf = (cover: number): Leaf => ({ values: [[0, random.normal()]], cover });
  nodes.push(leaf(ROWS));
  for (let count = 1; count < leaves && open.length > 0; count++) {
    // The first splits go down one path to reach the depth, the others go anywhere.
    const pick = count <= depth ? open.length - 1 : random.integer(open.length);
    const [{ at, level, cover }] = open.splice(pick, 1);
    const share = cover * (0.2 + 0.6 * random.uniform());
    const [left, right] = [nodes.length, nodes.length + 1];
    nodes.push(leaf(share), leaf(cover - share));
    const threshold = Math.fround(random.normal());
    nodes[at] = { feature: random.integer(COLUMNS), test: Test.lessOrEqual, threshold, missing: 0, left, right, cover };
    if (level + 1 < depth)
      open.push({ at: left, level: level + 1, cover: share }, { at: right, level: level + 1, cover: cover - share });
  }
  return nodes;
}

/** Rows of normal numbers, count × columns. */
export function normalRows(count: number, columns: number): Float32Array {
  const random = createRandom(7);
  return Float32Array.from({ length: count * columns }, () => random.normal());
}
