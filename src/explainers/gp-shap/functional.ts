import type { Prior, SignRows } from './kernel.ts';
import { NODES, WEIGHTS } from './quadrature.ts';

/** Some linear functionals of a game, seen from the rows where it is known. */
export interface Functional {
  /** Functionals × rows: covariance of each with g at each row. */
  readonly covariance: Float64Array;
  /** Of each functional. */
  readonly variance: Float64Array;
}

/** The functionals under a prior; `pulse` is called now and then. */
export type FunctionalOf = (rows: SignRows, prior: Prior, pulse?: () => void) => Functional;

/**
 * The Shapley value as a linear functional of a game's odd part g: its covariance with g(x) for
 * every row, and its variance, under the prior. In the Walsh expansion v(x) = Σ c_T Π_{j in T} x_j
 * the value of player i is Σ over odd T with i of 2 c_T / |T|. The weights 1 / |T| are the integral
 * of u^(|T| − 1) over [0, 1] (the diagonal of Owen's multilinear extension, 1972), so cov(φ_i,
 * g(x)) = 2 x_i (linear_i + Σ_q weight_q t_qi ∫ E_qi(u, x) du), with E_qi the even part of Π_{j ≠
 * i} (1 + u t_qj x_j), and var φ_i = 4 (linear_i + Σ_q weight_q t_qi ∫∫ E_qi(u u', 1) du du'). What
 * each pair has to itself counts with the pair's Shapley weight.
 */
export function shapleyFunctional(rows: SignRows, prior: Prior): Functional {
  const { m, count: n, signs } = rows;
  const covariance = new Float64Array(m * n);
  const variance = new Float64Array(m);
  const own = ownWeights(m);
  const total = new Float64Array(m);
  const scaled = new Float64Array(m);
  for (let row = 0; row < n; row++) {
    const x = signs.subarray(row * m, (row + 1) * m);
    total.fill(0);
    for (const { weight, t } of prior.components) {
      for (let node = 0; node < NODES.length; node++) {
        let plus = 1;
        let minus = 1;
        for (let j = 0; j < m; j++) {
          scaled[j] = NODES[node] * t[j] * x[j];
          plus *= 1 + scaled[j];
          minus *= 1 - scaled[j];
        }
        const h = (weight * WEIGHTS[node]) / 2;
        for (let j = 0; j < m; j++) total[j] += t[j] * h * (plus / (1 + scaled[j]) + minus / (1 - scaled[j]));
      }
    }
    let size = 0;
    for (let j = 0; j < m; j++) if (x[j] > 0) size += 1;
    for (let j = 0; j < m; j++) {
      const weight = x[j] > 0 ? own[size] : own[m - size];
      covariance[j * n + row] = x[j] * (2 * (prior.low[j] + total[j]) + prior.white * weight);
    }
  }
  for (const { weight, t } of prior.components) {
    for (let a = 0; a < NODES.length; a++) {
      for (let b = 0; b < NODES.length; b++) {
        const u = NODES[a] * NODES[b];
        let plus = 1;
        let minus = 1;
        for (let j = 0; j < m; j++) {
          plus *= 1 + u * t[j];
          minus *= 1 - u * t[j];
        }
        const h = 2 * weight * WEIGHTS[a] * WEIGHTS[b];
        for (let j = 0; j < m; j++) variance[j] += t[j] * h * (plus / (1 + u * t[j]) + minus / (1 - u * t[j]));
      }
    }
  }
  let alone = 0;
  // Coalitions of s with player i: (m − 1 choose s − 1), each weight squared; choose · own = 2 / m.
  for (let s = 1; s <= m; s++) alone += (2 / m) * own[s];
  for (let j = 0; j < m; j++) variance[j] += 4 * prior.low[j] + prior.white * alone;
  const found = { covariance, variance };
  prior.regions?.forEach((own, d) => {
    rows.regions[d].division.code.addRegionFunctional(rows.regions[d], own, found);
  });
  return found;
}

/** φ_i = Σ over coalitions S with i of own[|S|] g(S): 2 (s − 1)! (m − s)! / m!. */
function ownWeights(m: number): Float64Array {
  const own = new Float64Array(m + 1);
  own[m] = 2 / m;
  if (m > 0) own[1] = 2 / m;
  // own[s + 1] = own[s] · s / (m − s), from both ends so that nothing underflows early.
  for (let s = 1; 2 * s < m; s++) {
    own[s + 1] = (own[s] * s) / (m - s);
    own[m - s] = (own[m - s + 1] * s) / (m - s);
  }
  return own;
}
