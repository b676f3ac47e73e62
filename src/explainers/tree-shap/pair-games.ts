import type { Quadrature } from '../../numerics/gauss-legendre.ts';
import { shareWeights } from '../shared/share-weights.ts';
import type { BackgroundBits } from './background-bits.ts';
import { lowestEdges } from './leaf-paths.ts';
import { Meeting } from './meeting.ts';
import { factor, slope } from './path-game.ts';
import type { TreePaths } from './tree-paths.ts';

/**
 * The SHAP interaction values of a leaf's game of worth 1: puts a d × d matrix of the path's
 * players, by slot, into `out`. Its rows sum to the players' Shapley values.
 */
export type LeafPairs = (leaf: number, on: Uint8Array, out: Float64Array) => void;

/**
 * The path-dependent game (see `pathGame`): a pair's interaction is ∫ (oᵢ − zᵢ)(oⱼ − zⱼ) Π_{others}
 * (o t + z (1 − t)) dt.
 */
export function pathPairs(paths: TreePaths, weight: Float64Array, rules: readonly Quadrature[]): LeafPairs {
  const most = paths.distinct.reduce((sofar, d) => Math.max(sofar, d), 0);
  const lowest = new Int32Array(most);
  const slopes = new Float64Array(most);
  return (leaf, on, out) => {
    const d = paths.distinct[leaf];
    out.fill(0, 0, d * d);
    lowestEdges(paths, leaf, lowest);
    for (let i = 0; i < d; i++) if (on[i] === 0 && weight[lowest[i]] === 0) return;
    const { nodes, weights } = rules[(d + 1) >> 1];
    for (let q = 0; q < nodes.length; q++) {
      let product = weights[q];
      for (let i = 0; i < d; i++) {
        product *= factor(on[i], weight[lowest[i]], nodes[q]);
        slopes[i] = slope(on[i], weight[lowest[i]], nodes[q]);
      }
      for (let i = 0; i < d; i++) {
        const own = product * slopes[i];
        out[i * d + i] += own;
        for (let j = 0; j < i; j++) out[i * d + j] += own * slopes[j];
      }
    }
    halve(out, d);
  };
}

/**
 * The interventional game (see `Meeting`): players of one side attract, players of different sides
 * repel.
 */
export function backgroundPairs(paths: TreePaths, background: BackgroundBits): LeafPairs {
  const meeting = new Meeting(paths, background);
  const { needed, barred } = meeting;
  const { width, share } = shareWeights(needed.length);
  return (leaf, on, out) => {
    const d = paths.distinct[leaf];
    const put = (i: number, j: number, what: number): void => {
      out[Math.max(i, j) * d + Math.min(i, j)] += what / background.rows;
    };
    out.fill(0, 0, d * d);
    meeting.each(leaf, on, (u, v) => {
      for (let i = 0; i < u; i++) {
        put(needed[i], needed[i], share[(u - 1) * width + v]);
        for (let j = 0; j < i; j++) put(needed[i], needed[j], share[(u - 2) * width + v]);
        for (let j = 0; j < v; j++) put(needed[i], barred[j], -share[(u - 1) * width + v - 1]);
      }
      for (let i = 0; i < v; i++) {
        put(barred[i], barred[i], -share[u * width + v - 1]);
        for (let j = 0; j < i; j++) put(barred[i], barred[j], share[u * width + v - 2]);
      }
    });
    halve(out, d);
  };
}

/**
 * From Shapley values on the diagonal and interactions below it to SHAP's matrix: half of each in
 * both places, taken from the diagonal.
 */
function halve(out: Float64Array, d: number): void {
  for (let i = 0; i < d; i++)
    for (let j = 0; j < i; j++) {
      const half = out[i * d + j] / 2;
      out[i * d + j] = half;
      out[j * d + i] = half;
      out[i * d + i] -= half;
      out[j * d + j] -= half;
    }
}
