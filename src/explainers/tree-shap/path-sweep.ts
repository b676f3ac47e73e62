import type { Quadrature } from '../../numerics/gauss-legendre.ts';
import { followEdges, type TreePaths } from './tree-paths.ts';

/**
 * One tree with one row in hand; arrays hold an entry, or n numbers, for each entry of the tree.
 */
interface Sweep {
  readonly from: number;
  readonly end: number;
  /** n nodes. */
  readonly rule: Quadrature;
  readonly followed: Uint8Array;
  /** Whether the row passes all tests of the edge's player so far. */
  readonly on: Uint8Array;
  /** The product of the path's factors, at each node of the rule. */
  readonly product: Float64Array;
  /** The leaves' worths times their products, summed below each edge. */
  readonly sums: Float64Array;
}

/**
 * Explains a deep tree in time proportional to leaves × depth: Linear TreeSHAP (Yu et al. 2022,
 * arXiv 2209.08192), its polynomials given by their values at quadrature nodes (see `pathGame`).
 * One pass down multiplies the players' factors along the paths, one pass up sums leaves' worths
 * below each edge; an edge gives its player the sum below times its slope, less the slope of the
 * player's edge above, which answered for the same leaves.
 */
export class PathSweep {
  readonly #paths: TreePaths;
  readonly #weight: Float64Array;
  readonly #rules: readonly Quadrature[];

  constructor(paths: TreePaths, weight: Float64Array, rules: readonly Quadrature[]) {
    this.#paths = paths;
    this.#weight = weight;
    this.#rules = rules;
  }

  /** Adds the tree's values of `count` rows to `values`, count × K × M. */
  add(tree: number, rows: Float64Array, count: number, values: Float64Array): void {
    const { start, distinct, trees } = this.#paths;
    const [from, end] = [start[tree], start[tree + 1]];
    let most = 1;
    for (let e = from; e < end; e++) most = Math.max(most, distinct[e]);
    const rule = this.#rules[(most + 1) >> 1];
    const size = end - from;
    const n = rule.nodes.length;
    const sweep: Sweep = {
      from,
      end,
      rule,
      followed: new Uint8Array(size),
      on: new Uint8Array(size),
      product: new Float64Array(size * n),
      sums: new Float64Array(size * n),
    };
    const { columns, outputs } = trees;
    const { players } = this.#paths;
    for (let row = 0; row < count; row++) {
      followEdges(this.#paths, tree, rows.subarray(row * columns, (row + 1) * columns), sweep.followed);
      this.#down(sweep);
      for (let k = 0; k < outputs; k++) {
        const to = (row * outputs + k) * players;
        this.#up(sweep, k, values.subarray(to, to + players));
      }
    }
  }

  /** Fills `on` and `product` from the root down. */
  #down({ from, end, rule: { nodes, weights }, followed, on, product }: Sweep): void {
    const { parent, above } = this.#paths;
    const weight = this.#weight;
    const n = nodes.length;
    for (let q = 0; q < n; q++) product[q] = weights[q];
    for (let e = from + 1; e < end; e++) {
      const up = above[e];
      const z = weight[e];
      const state = followed[e - from] & (up < 0 ? 1 : on[up - from]);
      on[e - from] = state;
      const at = (e - from) * n;
      const above0 = (parent[e] - from) * n;
      if (up < 0) {
        if (state === 1)
          for (let q = 0; q < n; q++) product[at + q] = product[above0 + q] * (nodes[q] + z * (1 - nodes[q]));
        else for (let q = 0; q < n; q++) product[at + q] = product[above0 + q] * (z * (1 - nodes[q]));
      } else if (on[up - from] === 0) {
        const ratio = weight[up] > 0 ? z / weight[up] : 0;
        for (let q = 0; q < n; q++) product[at + q] = product[above0 + q] * ratio;
      } else {
        const z0 = weight[up];
        for (let q = 0; q < n; q++) {
          const absent = 1 - nodes[q];
          product[at + q] = (product[above0 + q] * (state * nodes[q] + z * absent)) / (nodes[q] + z0 * absent);
        }
      }
    }
  }

  /** Sums the worths of output k from the leaves up, and adds each edge's share to its player. */
  #up({ from, end, rule: { nodes }, on, product, sums }: Sweep, k: number, values: Float64Array): void {
    const { right, above, player, node, trees } = this.#paths;
    const weight = this.#weight;
    const n = nodes.length;
    for (let e = end - 1; e > from; e--) {
      const at = (e - from) * n;
      if (right[e] < 0) {
        const worth = trees.value[node[e] * trees.outputs + k];
        for (let q = 0; q < n; q++) sums[at + q] = product[at + q] * worth;
      } else {
        const second = (right[e] - from) * n;
        for (let q = 0; q < n; q++) sums[at + q] = sums[at + n + q] + sums[second + q];
      }
      const up = above[e];
      const stateAbove = up < 0 ? -1 : on[up - from];
      if (stateAbove === 0) continue; // The same slope as the edge above: nothing changes.
      const z = weight[e];
      let value = 0;
      if (on[e - from] === 1)
        for (let q = 0; q < n; q++) value += (sums[at + q] * (1 - z)) / (nodes[q] + z * (1 - nodes[q]));
      else for (let q = 0; q < n; q++) value -= sums[at + q] / (1 - nodes[q]);
      if (stateAbove === 1) {
        const z0 = weight[up];
        for (let q = 0; q < n; q++) value -= (sums[at + q] * (1 - z0)) / (nodes[q] + z0 * (1 - nodes[q]));
      }
      values[player[e]] += value;
    }
  }
}
