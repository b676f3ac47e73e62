import type { Functional, FunctionalOf } from '../gp-shap/functional.ts';
import type { Prior, SignRows } from '../gp-shap/kernel.ts';
import { NODES, WEIGHTS } from '../gp-shap/quadrature.ts';
import { choose } from '../kernel-shap/combinations.ts';
import { deltaWeights, type InteractionIndex } from './indices.ts';

/**
 * The pairs' interactions as linear functionals of a game's even part e: their covariance with e(x)
 * for every row, and their variance, under an even prior; pairs i < j ordered by j, then i. In the
 * Walsh expansion v(x) = Σ c_T Π_{l in T} x_l the interaction of i and j is Σ over even T with both
 * of 4 c_T E[z^(|T| − 2)], where z is evenly distributed in [0, 1] for the Shapley interaction
 * index, with density 3/2 (1 − z²) for the faithful one (2 u − 1 for Owen's chance u of taking
 * part). So cov(I_ij, e(x)) = 4 x_i x_j (low_i low_j + Σ_q weight_q t_qi t_qj E[F_qij(z, x)]), with
 * F_qij the even part of Π_{l ≠ i, j} (1 + z t_ql x_l), and var I_ij = 16 (low_i low_j + Σ_q
 * weight_q t_qi t_qj E[F_qij(z z', 1)]). What each pair of coalitions has to itself counts with its
 * weight in the index.
 */
export const pairFunctional =
  (index: InteractionIndex): FunctionalOf =>
  (rows, prior, pulse) =>
    functional(rows, prior, { index, pulse });

interface Asked {
  readonly index: InteractionIndex;
  readonly pulse?: (() => void) | undefined;
}

function functional(rows: SignRows, prior: Prior, { index, pulse }: Asked): Functional {
  const { m, count: n, signs } = rows;
  const count = (m * (m - 1)) / 2;
  const covariance = new Float64Array(count * n);
  const weights = NODES.map((z, a) => WEIGHTS[a] * (index === 'shapley' ? 1 : 1.5 * (1 - z * z)));
  const delta = deltaWeights(index, m);
  const { low, white, components } = prior;
  const total = new Float64Array(count);
  for (let row = 0; row < n; row++) {
    pulse?.();
    const x = signs.subarray(row * m, (row + 1) * m);
    let size = 0;
    for (let j = 0; j < m; j++) if (x[j] > 0) size += 1;
    total.fill(0);
    for (const { weight, t } of components)
      for (let a = 0; a < NODES.length; a++) addOthers(total, weight * weights[a], { t, signs: x, z: NODES[a] });
    let at = 0;
    for (let j = 1; j < m; j++)
      for (let i = 0; i < j; i++, at++) {
        const same = x[i] === x[j];
        const alone = same ? delta[x[i] > 0 ? size - 2 : size] : -delta[size - 1];
        covariance[at * n + row] = (same ? 4 : -4) * (low[i] * low[j] + total[at]) + 2 * white * alone;
      }
  }

  total.fill(0);
  const signsOfAll = new Float64Array(m).fill(1);
  for (const { weight, t } of components)
    for (let a = 0; a < NODES.length; a++)
      for (let b = 0; b < NODES.length; b++)
        addOthers(total, weight * weights[a] * weights[b], { t, signs: signsOfAll, z: NODES[a] * NODES[b] });
  let alone = 0;
  for (let t = 0; t < delta.length; t++) alone += 8 * choose(m - 2, t) * delta[t] * delta[t];
  const variance = new Float64Array(count);
  let at = 0;
  for (let j = 1; j < m; j++)
    for (let i = 0; i < j; i++, at++) variance[at] = 16 * (low[i] * low[j] + total[at]) + white * alone;
  return { covariance, variance };
}

interface Factors {
  readonly t: Float64Array;
  readonly signs: Float64Array;
  readonly z: number;
}

/**
 * Adds t_i t_j times the even part of Π_{l ≠ i, j} (1 + z t_l x_l), times `weight`, for each pair.
 */
function addOthers(total: Float64Array, weight: number, { t, signs, z }: Factors): void {
  const m = t.length;
  const up = new Float64Array(m);
  const down = new Float64Array(m);
  let plus = weight / 2;
  let minus = weight / 2;
  for (let j = 0; j < m; j++) {
    const own = z * t[j] * signs[j];
    plus *= 1 + own;
    minus *= 1 - own;
    up[j] = t[j] / (1 + own);
    down[j] = t[j] / (1 - own);
  }
  let at = 0;
  for (let j = 1; j < m; j++) {
    const p = plus * up[j];
    const q = minus * down[j];
    for (let i = 0; i < j; i++) total[at++] += p * up[i] + q * down[i];
  }
}
