import { factorInPlace, solveLower } from '../../numerics/large-cholesky.ts';
import { shapleyFunctional } from './functional.ts';
import { gramOf, kernelTo, type Prior, type SignRows, varianceOf } from './kernel.ts';
import { addRegionVariance } from './regions.ts';

/** A row whose value is known to this part of the prior's variance teaches nothing. */
const KNOWN = 1e-12;

/**
 * The candidates, `count` of them in the order of choice, that say most about the Shapley values
 * once the values at the seen rows are known: each is the one that most reduces the sum of the
 * values' posterior variances, given those before it. No values are needed, only the prior
 * (Bayesian experimental design, greedily, as ShaplEIG does, Rodemann et al. 2025). Null where the
 * prior's covariance has no factor.
 *
 * Knowing g at a row x takes cov(φ_j, g(x))² / var g(x) off the variance of player j's value, all
 * given what is known by then. Candidates are kept whitened by the rows before them, so that each
 * choice adds one number to each.
 */
export function chooseRows(seen: SignRows, candidates: SignRows, prior: Prior, count: number): Int32Array | null {
  const { m, count: n } = seen;
  const { count: all } = candidates;
  const lower = gramOf(seen, prior);
  if (!factorInPlace(lower, n)) return null;
  const width = n + count;
  const white = whitened(seen, candidates, { prior, lower, width });
  const { covariance } = shapleyFunctional(candidates, prior);

  const variance = new Float64Array(all).fill(varianceOf(prior));
  prior.regions?.forEach((own, d) => {
    addRegionVariance(candidates.regions[d], own, variance);
  });
  const least = KNOWN * variance.reduce((most, own) => Math.max(most, own), 0);
  const pulls = new Float64Array(all * m); // cov(φ_j, g) at each candidate
  for (let c = 0; c < all; c++) {
    variance[c] -= dot(white, c * width, c * width, n);
    for (let j = 0; j < m; j++)
      pulls[c * m + j] = covariance[j * all + c] - dot(white, (all + j) * width, c * width, n);
  }

  const toCandidates = kernelTo(candidates, prior);
  const kernel = new Float64Array(all);
  const chosen = new Int32Array(Math.min(count, all));
  const isChosen = new Uint8Array(all);
  for (let at = 0; at < chosen.length; at++) {
    let best = -1;
    let most = -1;
    for (let c = 0; c < all; c++) {
      if (isChosen[c]) continue;
      const gain = variance[c] > least ? dot(pulls, c * m, c * m, m) / variance[c] : 0;
      if (gain > most) {
        best = c;
        most = gain;
      }
    }
    chosen[at] = best;
    isChosen[best] = 1;
    if (variance[best] <= least) continue;
    const deviation = Math.sqrt(variance[best]);
    toCandidates(candidates, best, kernel);
    for (let c = 0; c < all; c++) {
      if (isChosen[c]) continue;
      const share = (kernel[c] - dot(white, c * width, best * width, n + at)) / deviation;
      white[c * width + n + at] = share;
      variance[c] -= share * share;
      const off = share / deviation;
      for (let j = 0; j < m; j++) pulls[c * m + j] -= pulls[best * m + j] * off;
    }
  }
  return chosen;
}

/**
 * Candidates, and after them the players' values, whitened by the seen rows; each is a row of
 * `width` numbers, of which those beyond the seen rows are still 0.
 */
function whitened(
  seen: SignRows,
  candidates: SignRows,
  { prior, lower, width }: { readonly prior: Prior; readonly lower: Float64Array; readonly width: number },
): Float64Array {
  const { m, count: n } = seen;
  const { count: all } = candidates;
  const rows = new Float64Array((all + m) * n);
  const toSeen = kernelTo(seen, prior);
  for (let c = 0; c < all; c++) toSeen(candidates, c, rows.subarray(c * n, (c + 1) * n));
  rows.set(shapleyFunctional(seen, prior).covariance, all * n);
  solveLower(lower, n, rows, all + m);
  const white = new Float64Array((all + m) * width);
  for (let row = 0; row < all + m; row++) white.set(rows.subarray(row * n, (row + 1) * n), row * width);
  return white;
}

/** Σ of products of `length` numbers from `i` and from `j` on; four sums keep a core busy. */
function dot(a: Float64Array, i: number, j: number, length: number): number {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  let at = 0;
  for (; at + 3 < length; at += 4) {
    s += a[i + at] * a[j + at];
    t += a[i + at + 1] * a[j + at + 1];
    u += a[i + at + 2] * a[j + at + 2];
    v += a[i + at + 3] * a[j + at + 3];
  }
  for (; at < length; at++) s += a[i + at] * a[j + at];
  return s + t + u + v;
}
