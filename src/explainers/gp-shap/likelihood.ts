import {
  factorInPlace,
  inverseProduct,
  inverseTransposed,
  solveLower,
  solveUpper,
} from '../../numerics/large-cholesky.ts';
import { log } from '../../numerics/math.ts';
import { addRest, addRow, type Prior, type SignRows } from './kernel.ts';
import type { RegionPrior } from './region-types.ts';
import { eachRow, formsOf } from './row-pairs.ts';

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
  const matrices = (): Float64Array[] => Array.from({ length: count }, () => new Float64Array(n * n));
  /** Of each component: of the prior's parity, and of the other. */
  const [own, other] = [matrices(), matrices()];
  const [factor, inverse, product] = [0, 1, 2].map(() => new Float64Array(n * n));
  let sums: Float64Array | null = null;

  return (prior) => {
    const { parity, low } = prior;
    if (parity === 'even') sums ??= new Float64Array(n * n);
    factor.fill(0);
    eachRow(rows, prior, (at, row) => {
      const start = at * n;
      addRow(prior, row, at + 1, factor, start);
      const [same, opposite] = parity === 'odd' ? [row.odd, row.even] : [row.even, row.odd];
      for (let q = 0; q < count; q++) {
        copyRow(same[q], at + 1, own[q], start);
        copyRow(opposite[q], at + 1, other[q], start);
      }
      if (sums) copyRow(row.low, at + 1, sums, start);
    });
    addRest(rows, prior, factor);
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
    const [byLow, ...byT] = formsOf(rows, (at, [lowest, ...rest]) => {
      const start = at * n;
      for (let b = 0; b <= at; b++) lowest[b] = sums ? product[start + b] * sums[start + b] : product[start + b];
      for (let q = 0; q < count; q++)
        for (let b = 0; b <= at; b++) rest[q][b] = product[start + b] * other[q][start + b];
    });
    return {
      value,
      low: parity === 'odd' ? byLow : pairForms(byLow, low, product, n),
      components: prior.components.map(({ weight, t }, q) => {
        const sum = dotLower(product, own[q], n);
        // s / (1 + t s) = (s − t) / (1 − t²) for s = ±1.
        return { weight: sum, t: byT[q].map((form, j) => (weight * (form - t[j] * sum)) / (1 - t[j] * t[j])) };
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

function copyRow(from: Float64Array, count: number, to: Float64Array, at: number): void {
  for (let b = 0; b < count; b++) to[at + b] = from[b];
}

function dotLower(x: Float64Array, y: Float64Array, n: number): number {
  let sum = 0;
  for (let a = 0; a < n; a++) for (let i = a * n; i <= a * n + a; i++) sum += x[i] * y[i];
  return sum;
}

/** By what pairs' effects are made of: d/da_j Σ_{i<l} a_i a_l s_i s_l = s_j Σ_i a_i s_i − a_j. */
function pairForms(forms: Float64Array, low: Float64Array, w: Float64Array, n: number): Float64Array {
  let all = 0;
  for (let a = 0; a < n; a++) for (let b = 0; b <= a; b++) all += w[a * n + b];
  return forms.map((form, j) => form - low[j] * all);
}
