import { ZERO } from '../../structures/tree-walk.ts';
import { Test, type Trees } from '../../structures/trees.ts';

/** The different tests of an ensemble: many nodes ask the same of the same column. */
export interface TreeTests {
  /** By node its test; −1 for a leaf. */
  readonly ofNode: Int32Array;
  /** By test a node that asks it. */
  readonly nodes: Int32Array;
  /** By test the structure's column. */
  readonly columns: Int32Array;
}

export function testsOf({ feature, test, threshold, setEnd, missing }: Trees): TreeTests {
  const known = new Map<string, number>();
  const nodes: number[] = [];
  const ofNode = Int32Array.from(feature, (column, node) => {
    if (column < 0) return -1;
    const key = `${column} ${test[node]} ${threshold[node]} ${setEnd[node]} ${missing[node]}`;
    let found = known.get(key);
    if (found === undefined) {
      found = nodes.length;
      known.set(key, found);
      nodes.push(node);
    }
    return found;
  });
  return { ofNode, nodes: Int32Array.from(nodes), columns: Int32Array.from(nodes, (node) => feature[node]) };
}

/**
 * Numbers between which the tests of a column do not tell values apart: x and y pass the same tests
 * where no cut c has x ≤ c < y.
 */
export function cutsOf(
  trees: Trees,
  tests: readonly number[],
  nodes: Int32Array,
  before: (x: number) => number,
): number[] {
  const cuts = new Set<number>();
  for (const one of tests) {
    const node = nodes[one];
    const threshold = trees.threshold[node];
    if (trees.missing[node] !== 0) for (const end of [before(-ZERO), ZERO]) cuts.add(end);
    if (trees.test[node] === Test.lessOrEqual) cuts.add(threshold);
    else if (trees.test[node] === Test.equal) for (const end of [before(threshold), threshold]) cuts.add(end);
    else
      for (let whole = -1; whole <= (trees.setEnd[node] - threshold) * 32; whole++)
        for (const end of [before(whole), whole]) cuts.add(end);
  }
  return [...cuts].sort((a, b) => a - b);
}
