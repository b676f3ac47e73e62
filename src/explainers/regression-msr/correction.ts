import { has } from '../../games/coalitions.ts';
import type { SizeClass } from '../kernel-shap/pair-plan.ts';
import { crossFit } from './proxy.ts';
import { FOLDS, type PairTable } from './table.ts';

/** A class with fewer sampled pairs is pooled with the next to determine its weight. */
const POOL = 6;

/**
 * How many pairs of its class each sampled pair stands for, itself included, by class (0 where none
 * was sampled): all of the class ÷ those sampled, classes of few samples pooled and weighed by the
 * inverse of their chance of being drawn.
 */
export function expansions(classes: readonly SizeClass[], taken: ArrayLike<number>): Float64Array {
  const factors = new Float64Array(classes.length);
  const groups: number[][] = [];
  let seen = POOL;
  for (let c = 0; c < classes.length; c++) {
    if (taken[c] >= classes[c].pairs) factors[c] = 1;
    else {
      if (seen >= POOL) {
        groups.push([]);
        seen = 0;
      }
      groups[groups.length - 1].push(c);
      seen += taken[c];
    }
  }
  if (seen < POOL && groups.length > 1) groups[groups.length - 2].push(...(groups.pop() as number[]));
  for (const group of groups) {
    let mass = 0;
    let reached = 0;
    for (const c of group) {
      mass += classes[c].mass;
      reached += (taken[c] * classes[c].mass) / classes[c].draws;
    }
    for (const c of group)
      if (taken[c] > 0) factors[c] = Math.max(1, ((mass / reached) * classes[c].pairs) / classes[c].draws);
  }
  return factors;
}

/** Fewest sampled pairs to fit and correct proxies from. */
const FEWEST = 4 * FOLDS;

export interface Adjusted {
  /** K × m. */
  readonly values: Float64Array;
  /** K × m. */
  readonly standardErrors: Float64Array;
  /** K: trees of each proxy. */
  readonly trees: Int32Array;
}

/**
 * Shapley values of cross-fitted proxies, plus those of what they leave of the game (Witter, Liu,
 * Musco et al. 2025, with maximum sample reuse: each pair serves all players). Null while too few
 * pairs were sampled.
 *
 * What the mean proxy leaves is known at the seen pairs and counts as it is; what it leaves at the
 * unseen pairs is estimated from proxies at pairs they were not fitted to, so that a close fit does
 * not bias it. The errors are those of that estimate: residual × weight, with the finite
 * population's correction.
 */
export function adjusted(
  table: PairTable,
  classes: readonly SizeClass[],
  totals: Float64Array,
  pulse?: () => void,
): Adjusted | null {
  const seen = table.read();
  const { list, pairs, outputs, folds, taken } = seen;
  if (folds.reduce((count, fold) => (fold < 0 ? count : count + 1), 0) < FEWEST) return null;
  const { shapley: values, inside, outside, trees } = crossFit(seen, totals, pulse);
  const m = list.coalitions.players;
  const factors = expansions(classes, taken);
  const variance = new Float64Array(values.length);
  for (let i = 0; i < pairs; i++) {
    const c = seen.classes[i];
    const { size, pairs: all } = classes[c];
    // Twice the Shapley weights of a coalition of this size: for its members, and for the others.
    const subsets = 2 * size === m ? 2 * all : all;
    const own = 2 / (size * subsets);
    const other = -2 / ((m - size) * subsets);
    const open = 1 - taken[c] / all;
    for (let k = 0; k < outputs; k++) {
      const far = outside[i * outputs + k];
      const sum = inside[i * outputs + k] + (factors[c] - 1) * far;
      const spread = open * factors[c] * factors[c] * far * far;
      for (let j = 0; j < m; j++) {
        const weight = has(list.coalitions, 2 * i, j) ? own : other;
        values[k * m + j] += weight * sum;
        variance[k * m + j] += weight * weight * spread;
      }
    }
  }
  return { values, standardErrors: variance.map(Math.sqrt), trees };
}
