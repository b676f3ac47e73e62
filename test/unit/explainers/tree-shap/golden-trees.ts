import type { Trees } from '../../../../src/structures/trees.ts';
import { golden } from '../../support/golden.ts';

interface GoldenTree {
  readonly left: number[];
  readonly right: number[];
  readonly feature: number[];
  readonly threshold: number[];
  readonly value: number[][];
  readonly cover: number[];
}

/** The trees of a golden model. */
export function goldenTrees(name: string): Trees {
  const model = golden<{ n_features: number; params: { base?: number; trees: GoldenTree[] } }>(`models/${name}.json`);
  const list = model.params.trees;
  const starts: number[] = [];
  let nodes = 0;
  for (const tree of list) {
    starts.push(nodes);
    nodes += tree.left.length;
  }
  const each = <T>(pick: (tree: GoldenTree, start: number) => T[]): T[] =>
    list.flatMap((tree, t) => pick(tree, starts[t]));
  const outputs = list[0].value[0].length;
  return {
    columns: model.n_features,
    precision: 'float32',
    outputs,
    roots: Int32Array.from(starts),
    feature: Int32Array.from(each((t) => t.feature.map((f, n) => (t.left[n] < 0 ? -1 : f)))),
    test: new Uint8Array(nodes),
    threshold: Float64Array.from(each((t) => t.threshold)),
    setEnd: new Int32Array(nodes),
    sets: new Uint32Array(0),
    missing: new Uint8Array(nodes),
    left: Int32Array.from(each((t, s) => t.left.map((n) => (n < 0 ? -1 : n + s)))),
    right: Int32Array.from(each((t, s) => t.right.map((n) => (n < 0 ? -1 : n + s)))),
    cover: Float64Array.from(each((t) => t.cover)),
    value: Float64Array.from(each((t) => t.value.flatMap((v, n) => (t.left[n] < 0 ? v : v.map(() => 0))))),
    base: new Float64Array(outputs).fill(model.params.base ?? 0),
    aggregate: 'sum',
  };
}
