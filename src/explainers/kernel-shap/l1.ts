import { has } from '../../games/coalitions.ts';
import { cholesky, solveCholesky } from '../../numerics/linear-algebra.ts';
import { log } from '../../numerics/math.ts';
import { type LeastSquares, lassoPath } from '../lime/lasso-path.ts';
import type { PairBatch, SizeClass } from './pair-plan.ts';

/** How players are selected: a number of them, or by an information criterion. */
export type L1 = { readonly kind: 'num_features'; readonly count: number } | { readonly kind: 'aic' | 'bic' };

export interface L1Selection {
  /** Takes in a batch: half the differences and half the sums of its pairs' values, pairs × K. */
  add(batch: PairBatch, differences: Float64Array, sums: Float64Array): void;
  /**
   * Selected players of each output, ascending; all of them where none would be left or there are
   * too few pairs. `weights` is a pair's weight by size class, `base` the empty coalition's value,
   * `totals` what is shared out (K each).
   */
  select(method: L1, weights: Float64Array, base: Float64Array, totals: Float64Array): Int32Array[];
}

/**
 * Selects players as shap's KernelExplainer (`l1_reg`) does, on its augmented data: each coalition
 * z gives the row z with target v(z) − base and weight w (m − s), and the row z − 1 with target
 * v(z) − prediction and weight w s. `num_features` takes the first of the least angle path, `aic`
 * and `bic` the knot of the lasso path (columns scaled to one standard deviation) with the least
 * criterion, as scikit-learn's LassoLarsIC.
 */
export function l1Selection(m: number, outputs: number, classes: readonly SizeClass[]): L1Selection {
  const batches: { batch: PairBatch; differences: Float64Array; sums: Float64Array }[] = [];

  /**
   * A pair's four rows together: columns have mean 0, since the rows of a coalition and its
   * complement are opposite.
   */
  function equations(weights: Float64Array, base: Float64Array, totals: Float64Array) {
    const gram = new Float64Array(m * m);
    const products = new Float64Array(outputs * m);
    const squares = new Float64Array(outputs);
    const level = new Float64Array(outputs);
    const side = new Uint8Array(m);
    let rows = 0;
    for (const { batch, differences, sums } of batches) {
      for (let row = 0; row < batch.coalitions.count; row++) {
        const { size } = classes[batch.classes[row]];
        const weight = weights[batch.classes[row]];
        const inner = weight * (m - size);
        const outer = weight * size;
        rows += 4;
        for (let j = 0; j < m; j++) side[j] = has(batch.coalitions, row, j) ? 1 : 0;
        for (let j = 0; j < m; j++) {
          const own = 2 * (side[j] ? inner : outer);
          for (let l = 0; l < m; l++) if (side[l] === side[j]) gram[j * m + l] += own;
        }
        for (let k = 0; k < outputs; k++) {
          const half = totals[k] / 2;
          const odd = differences[row * outputs + k];
          const even = sums[row * outputs + k] - base[k] - half;
          for (let j = 0; j < m; j++)
            products[k * m + j] += 2 * (side[j] ? inner * (half + odd) : outer * (half - odd));
          const [up, down] = [half + odd, half - odd];
          squares[k] += 2 * (inner * (up * up + even * even) + outer * (down * down + even * even));
          level[k] += 2 * even * (Math.sqrt(inner) + Math.sqrt(outer));
        }
      }
    }
    for (let k = 0; k < outputs; k++) squares[k] -= rows > 0 ? (level[k] * level[k]) / rows : 0;
    return { gram, products, squares, rows };
  }

  return {
    add(batch, differences, sums) {
      batches.push({ batch, differences, sums });
    },
    select(method, weights, base, totals) {
      const { gram, products, squares, rows } = equations(weights, base, totals);
      const all = Int32Array.from({ length: m }, (_, j) => j);
      return Array.from({ length: outputs }, (_, k) => {
        if (rows === 0 || !(squares[k] > 0)) return all;
        // The path ends where correlations are small, which should not depend on the unit of the
        // values.
        const unit = Math.sqrt(squares[k]);
        const own = Float64Array.from(products.subarray(k * m, (k + 1) * m), (x) => x / unit);
        const chosen =
          method.kind === 'num_features'
            ? leastAngle({ gram, products: own, rows }, method.count)
            : leastCriterion({ gram, products: own, rows }, method.kind);
        return chosen.length > 0 ? Int32Array.from(chosen) : all;
      });
    },
  };
}

function leastAngle(equations: LeastSquares, count: number): readonly number[] {
  const knots = lassoPath(equations, { drops: false });
  return knots[Math.min(count, knots.length - 1)];
}

/** Targets have sum of squares 1. Empty where there are no more rows than unknowns. */
function leastCriterion({ gram, products, rows }: LeastSquares, kind: 'aic' | 'bic'): readonly number[] {
  const m = products.length;
  if (rows <= m + 1) return [];
  const scale = Float64Array.from({ length: m }, (_, j) => Math.sqrt(gram[j * m + j] / rows) || 1);
  const scaled = gram.map((x, i) => x / (scale[Math.floor(i / m)] * scale[i % m]));
  const moments = products.map((x, j) => x / scale[j]);
  const full = solveCholesky(cholesky(scaled, m), moments);
  const noise =
    Math.max(
      1e-15,
      full.reduce((left, x, j) => left - x * moments[j], 1),
    ) /
    (rows - m - 1);
  const price = kind === 'aic' ? 2 : log(rows);
  let least = 1 / noise;
  let chosen: number[] = [];
  lassoPath(
    { gram: scaled, products: moments, rows },
    {
      visit(coefficients) {
        let residual = 1;
        let size = 0;
        for (let j = 0; j < m; j++) {
          if (coefficients[j] === 0) continue;
          size += 1;
          let fitted = 0;
          for (let l = 0; l < m; l++) fitted += scaled[j * m + l] * coefficients[l];
          residual += coefficients[j] * (fitted - 2 * moments[j]);
        }
        const criterion = residual / noise + price * size;
        if (criterion >= least) return;
        least = criterion;
        chosen = Array.from(coefficients.keys()).filter((j) => coefficients[j] !== 0);
      },
    },
  );
  return chosen;
}
