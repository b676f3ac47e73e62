import { has } from '../../games/coalitions.ts';
import { choose } from '../kernel-shap/combinations.ts';
import type { PairBatch, SizeClass } from '../kernel-shap/pair-plan.ts';

// Two indices of what two players i and j do together, both a mean of Δ_ij(T) = v(T+i+j) − v(T+i) −
// v(T+j) + v(T) over all T without them, weighted by the size of T, and both least-squares fits of
// pairs to cuts (`regression.ts`).

/**
 * `shapley`: the Shapley interaction index (Grabisch and Roubens 1999). `faithful`: Faith-Shap of
 * order 2 (Tsai, Yeh and Ravikumar 2023).
 */
export type InteractionIndex = 'shapley' | 'faithful';

/**
 * Weight of Δ_ij(T) for |T| = 0 … m − 2 of m ≥ 2 players: t! (m − t − 2)! / (m − 1)!, or 6 (t + 1)!
 * (m − t − 1)! / (m + 1)! for the faithful index. Over all T they sum to 1.
 */
export function deltaWeights(index: InteractionIndex, m: number): Float64Array {
  return Float64Array.from({ length: m - 1 }, (_, t) =>
    index === 'shapley' ? 1 / ((m - 1) * choose(m - 2, t)) : 6 / ((m + 1) * choose(m, t + 1)),
  );
}

/** Stands for an unlimited weight: a condition to be met exactly. */
const BINDING = 1e6;

/**
 * Share of each size class in the regression that gives the index. Faithful: the Shapley kernel.
 * Shapley interaction index: 1 / C(m − 4, s − 2) for each coalition of size s from 2 to m − 2, and
 * exact on those of one player and of all but one (KernelSHAP-IQ, Fumagalli et al. 2024): a
 * player's interactions sum to v(N) − v(N∖i) − v(i) + v(∅).
 */
export function cutMasses(index: InteractionIndex, m: number, classes: readonly SizeClass[]): Float64Array {
  if (index === 'faithful') return Float64Array.from(classes, ({ mass }) => mass);
  const raw = classes.map(({ size: s }) =>
    s === 1 ? 0 : (2 * s === m ? 1 : 2) / (s * (s - 1) * (m - s) * (m - s - 1)),
  );
  const sum = raw.reduce((all, mass) => all + mass, 0);
  return Float64Array.from(raw, (mass, c) => (classes[c].size === 1 ? BINDING : mass / sum));
}

/** A batch of complementary pairs; `cuts` holds v(N) + v(∅) − v(S) − v(N∖S), pairs × K. */
export interface CutBatch {
  readonly batch: PairBatch;
  readonly cuts: Float64Array;
}

/**
 * The index from all pairs of coalitions: K × m × m. In the weighted mean of Δ_ij, S and N∖S have
 * the same weight: plus where S holds both players or none, minus where it holds one. All weights
 * sum to 0, so that cuts do.
 */
export function exactInteractions(
  index: InteractionIndex,
  m: number,
  outputs: number,
  batches: readonly CutBatch[],
): Float64Array {
  const count = (m * (m - 1)) / 2;
  const sums = new Float64Array(outputs * count);
  const delta = m > 1 ? deltaWeights(index, m) : new Float64Array(0);
  const inside = new Uint8Array(m);
  for (const { batch, cuts } of batches) {
    for (let row = 0; row < batch.coalitions.count; row++) {
      let size = 0;
      for (let j = 0; j < m; j++) size += inside[j] = has(batch.coalitions, row, j) ? 1 : 0;
      let at = 0;
      for (let j = 1; j < m; j++) {
        for (let i = 0; i < j; i++, at++) {
          const held = inside[i] + inside[j];
          const weight = held === 1 ? delta[size - 1] : -delta[size - held];
          for (let k = 0; k < outputs; k++) sums[k * count + at] += weight * cuts[row * outputs + k];
        }
      }
    }
  }
  return symmetric(sums, m, outputs);
}

/** K × the pairs i < j, ordered by j, then i, as K × m × m with both halves. */
export function symmetric(pairs: Float64Array, m: number, outputs: number): Float64Array {
  const full = new Float64Array(outputs * m * m);
  const count = (m * (m - 1)) / 2;
  let at = 0;
  for (let j = 1; j < m; j++) {
    for (let i = 0; i < j; i++, at++) {
      for (let k = 0; k < outputs; k++) {
        full[(k * m + i) * m + j] = pairs[k * count + at];
        full[(k * m + j) * m + i] = pairs[k * count + at];
      }
    }
  }
  return full;
}
