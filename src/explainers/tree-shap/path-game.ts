import type { Quadrature } from '../../numerics/gauss-legendre.ts';
import { type LeafGame, lowestEdges } from './leaf-paths.ts';
import type { TreePaths } from './tree-paths.ts';

/**
 * The path-dependent game of one leaf. Player i's factor is o_i (0 or 1) when present and z_i, the
 * product of its edges' parts of the cover, when absent; the leaf's worth is the product. So player
 * i's Shapley value is
 *
 *   ∫₀¹ (o_i − z_i) Π_{j≠i} (o_j t + z_j (1 − t)) dt,
 *
 * the mean contribution where every other player is present with probability t (Owen's multilinear
 * extension): a polynomial of degree d − 1, for which d/2 quadrature nodes are exact. All factors
 * are positive: nothing cancels, however deep the leaf.
 */
export function pathGame(paths: TreePaths, weight: Float64Array, rules: readonly Quadrature[]): LeafGame {
  const lowest = new Int32Array(paths.distinct.reduce((most, d) => Math.max(most, d), 0));
  return (leaf, on, out, at) => {
    const d = paths.distinct[leaf];
    out.fill(0, at, at + d);
    lowestEdges(paths, leaf, lowest);
    for (let slot = 0; slot < d; slot++) if (on[slot] === 0 && weight[lowest[slot]] === 0) return;
    const { nodes, weights } = rules[(d + 1) >> 1];
    for (let q = 0; q < nodes.length; q++) {
      let product = weights[q];
      for (let slot = 0; slot < d; slot++) product *= factor(on[slot], weight[lowest[slot]], nodes[q]);
      for (let slot = 0; slot < d; slot++) out[at + slot] += product * slope(on[slot], weight[lowest[slot]], nodes[q]);
    }
  };
}

/** A player's factor where it is present with probability t. */
export const factor = (on: number, z: number, t: number): number => (on === 1 ? t + z * (1 - t) : z * (1 - t));

/**
 * (o − z) over the factor: what the factor must be multiplied with to become the player's
 * contribution. z must not be 0 where o is.
 */
export const slope = (on: number, z: number, t: number): number =>
  on === 1 ? (1 - z) / (t + z * (1 - t)) : -1 / (1 - t);
