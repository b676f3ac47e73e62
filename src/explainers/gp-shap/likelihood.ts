import {
  factorInPlace,
  inverseProduct,
  inverseTransposed,
  solveLower,
  solveUpper,
} from '../../numerics/large-cholesky.ts';
import { log } from '../../numerics/math.ts';
import { addLowGram, CHUNK, CODES, componentGram, type Prior, type SignRows } from './kernel.ts';
import type { RegionPrior } from './region-types.ts';

/** Logarithm of the marginal likelihood, and its derivatives by what the prior holds. */
export interface Likelihood {
  readonly value: number;
  readonly low: Float64Array;
  readonly components: readonly { readonly weight: number; readonly t: Float64Array }[];
  readonly white: number;
  readonly regions?: readonly RegionPrior[] | undefined;
}

/**
 * Log marginal likelihood of K outputs' values at the rows (y, K × n; each output with a scale of
 * its own, put at its maximum), up to a constant: −Σ_k n/2 log(y_k' C⁻¹ y_k) − K/2 log |C|. The
 * function returned takes priors of `count` components, and gives null where C is not positive
 * definite.
 */
export function likelihoodOf(
  rows: SignRows,
  y: Float64Array,
  outputs: number,
  count: number,
): (prior: Prior) => Likelihood | null {
  const { count: n } = rows;
  const odds = Array.from({ length: count }, () => new Float64Array(n * n));
  const evens = Array.from({ length: count }, () => new Float64Array(n * n));
  const factor = new Float64Array(n * n);
  const inverse = new Float64Array(n * n);
  const product = new Float64Array(n * n);

  const sums = new Float64Array(n * n);

  return (prior) => {
    const { parity, low } = prior;
    const [own, other] = parity === 'odd' ? [odds, evens] : [evens, odds];
    factor.fill(0);
    prior.components.forEach(({ weight, t }, q) => {
      componentGram(rows, t, odds[q], evens[q]);
      addLower(factor, own[q], weight, n);
    });
    addLowGram(rows, prior, factor, sums);
    prior.regions?.forEach((each, d) => {
      rows.regions[d].division.code.addRegionGram(rows.regions[d], each, factor);
    });
    for (let a = 0; a < n; a++) factor[a * n + a] += prior.white;
    if (!factorInPlace(factor, n)) return null;

    const alpha = y.slice();
    solveLower(factor, n, alpha, outputs);
    solveUpper(factor, n, alpha, outputs);
    let value = 0;
    for (let i = 0; i < n; i++) value -= outputs * log(factor[i * n + i]);
    const precision = new Float64Array(outputs);
    for (let k = 0; k < outputs; k++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += y[k * n + i] * alpha[k * n + i];
      value -= (n / 2) * log(sum);
      precision[k] = n / sum;
    }

    inverseTransposed(factor, n, inverse);
    inverseProduct(inverse, n, product);
    const white = derivative(product, alpha, precision, n);
    return {
      value,
      low: parity === 'odd' ? forms(rows, product, null) : pairForms(rows, product, sums, low),
      components: prior.components.map(({ weight, t }, q) => {
        const sum = dotLower(product, own[q], n);
        // s / (1 + t s) = (s − t) / (1 − t²) for s = ±1.
        const byT = forms(rows, product, other[q]).map((form, j) => (weight * (form - t[j] * sum)) / (1 - t[j] * t[j]));
        return { weight: sum, t: byT };
      }),
      white,
      regions: prior.regions?.map((each, d) =>
        rows.regions[d].division.code.regionDerivatives(rows.regions[d], each, product),
      ),
    };
  };
}

/**
 * Turns C⁻¹ into W with dL = Σ over the lower half of W dC: (Σ_k precision_k α_k α_k' − K C⁻¹) / 2,
 * off the diagonal twice. Returns its trace.
 */
function derivative(w: Float64Array, alpha: Float64Array, precision: Float64Array, n: number): number {
  const outputs = precision.length;
  let trace = 0;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = -outputs * w[a * n + b];
      for (let k = 0; k < outputs; k++) sum += precision[k] * alpha[k * n + a] * alpha[k * n + b];
      w[a * n + b] = sum;
    }
    w[a * n + a] /= 2;
    trace += w[a * n + a];
  }
  return trace;
}

function addLower(to: Float64Array, from: Float64Array, weight: number, n: number): void {
  for (let a = 0; a < n; a++) for (let i = a * n; i <= a * n + a; i++) to[i] += weight * from[i];
}

function dotLower(x: Float64Array, y: Float64Array, n: number): number {
  let sum = 0;
  for (let a = 0; a < n; a++) for (let i = a * n; i <= a * n + a; i++) sum += x[i] * y[i];
  return sum;
}

/**
 * The same by what pairs' effects are made of: d/da_j Σ_{i<l} a_i a_l s_i s_l = s_j Σ_i a_i s_i −
 * a_j.
 */
function pairForms(rows: SignRows, w: Float64Array, sums: Float64Array, low: Float64Array): Float64Array {
  let all = 0;
  for (let a = 0; a < rows.count; a++) for (let b = 0; b <= a; b++) all += w[a * rows.count + b];
  return forms(rows, w, sums).map((form, j) => form - low[j] * all);
}

/**
 * For every player j, Σ over the lower half of w · e · s_j (e = 1 where null). Summed by the set of
 * a chunk's players on which the two rows differ first, and only then by player.
 */
function forms({ m, count: n, chunks, codes }: SignRows, w: Float64Array, e: Float64Array | null): Float64Array {
  const sums = new Float64Array(chunks * CODES);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      const i = a * n + b;
      const part = e === null ? w[i] : w[i] * e[i];
      for (let c = 0; c < chunks; c++) sums[c * CODES + (codes[a * chunks + c] ^ codes[b * chunks + c])] += part;
    }
  }
  const result = new Float64Array(m);
  for (let j = 0; j < m; j++) {
    const start = Math.floor(j / CHUNK) * CODES;
    const bit = 1 << (j % CHUNK);
    let sum = 0;
    for (let code = 0; code < CODES; code++) sum += (code & bit) === 0 ? sums[start + code] : -sums[start + code];
    result[j] = sum;
  }
  return result;
}
