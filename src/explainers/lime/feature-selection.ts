import { cholesky, solveCholesky } from '../../numerics/linear-algebra.ts';
import { lassoPath } from './lasso-path.ts';
import type { FeatureSelection } from './selections.ts';

/** Weighted least squares in its normal equations, centred on the weighted means. */
export interface NormalEquations {
  /** Number of features P. */
  readonly features: number;
  /** Number of outputs K. */
  readonly outputs: number;
  /** Observations behind them. */
  readonly rows: number;
  /** P × P. */
  readonly gram: Float64Array;
  /** P × K. */
  readonly products: Float64Array;
}

const PREFERS_FORWARD = 6;
const RIDGE = 0.01;

/**
 * Features that each output's surrogate may use, in increasing order: K lists of at most `count`
 * (0: all). `first` is the explained row of the design (P). Reference: lime 0.2.0.1,
 * LimeBase.feature_selection: `auto` is forward selection up to 6 features and the highest |weight
 * × value| of a ridge above; `lasso_path` takes the last knot of the path that has few enough.
 */
export function selectFeatures(
  equations: NormalEquations,
  first: Float64Array,
  count: number,
  selection: FeatureSelection,
): number[][] {
  const { features, outputs } = equations;
  const all = Array.from({ length: features }, (_, index) => index);
  if (selection === 'none' || count === 0 || count >= features) return Array.from({ length: outputs }, () => all);
  const method =
    selection === 'auto' ? (count <= PREFERS_FORWARD ? 'forward_selection' : 'highest_weights') : selection;
  if (method === 'highest_weights') return highestWeights(equations, first, count);
  return Array.from({ length: outputs }, (_, output) => {
    const products = Float64Array.from(all, (j) => equations.products[j * outputs + output]);
    return method === 'lasso_path' ? lasso(equations, products, count) : forward(equations, products, count);
  }).map((chosen) => [...chosen].sort((a, b) => a - b));
}

function highestWeights(
  { features, outputs, gram, products }: NormalEquations,
  first: Float64Array,
  count: number,
): number[][] {
  const penalised = gram.slice();
  for (let j = 0; j < features; j++) penalised[j * features + j] += RIDGE;
  const weights = solveCholesky(cholesky(penalised, features), products, outputs);
  return Array.from({ length: outputs }, (_, output) => {
    const share = Float64Array.from(first, (value, j) => Math.abs(weights[j * outputs + output] * value));
    // The sort is stable: among equals, the earlier column wins.
    const order = Array.from(share.keys()).sort((a, b) => share[b] - share[a]);
    return order.slice(0, count).sort((a, b) => a - b);
  });
}

/**
 * Each step adds the feature that explains most of what is left, by least squares; Gram–Schmidt on
 * the normal equations.
 */
function forward({ features, gram }: NormalEquations, products: Float64Array, count: number): number[] {
  const spread = Float64Array.from(products, (_, j) => gram[j * features + j]);
  const left = products.slice();
  const directions: Float64Array[] = [];
  const chosen: number[] = [];
  while (chosen.length < count) {
    let best = -1;
    let most = -1;
    for (let j = 0; j < features; j++) {
      if (chosen.includes(j)) continue;
      // A combination of the chosen features adds nothing.
      const gain = spread[j] > 1e-12 * gram[j * features + j] ? (left[j] * left[j]) / spread[j] : 0;
      if (gain > most) {
        most = gain;
        best = j;
      }
    }
    chosen.push(best);
    if (!(most > 0)) continue;
    const root = Math.sqrt(spread[best]);
    const share = left[best] / root;
    const direction = new Float64Array(features);
    for (let j = 0; j < features; j++) {
      let sum = gram[best * features + j];
      for (const earlier of directions) sum -= earlier[best] * earlier[j];
      direction[j] = sum / root;
    }
    for (let j = 0; j < features; j++) {
      spread[j] -= direction[j] * direction[j];
      left[j] -= direction[j] * share;
    }
    directions.push(direction);
  }
  return chosen;
}

function lasso({ gram, rows }: NormalEquations, products: Float64Array, count: number): readonly number[] {
  const knots = lassoPath({ gram, products, rows });
  for (let i = knots.length - 1; i > 0; i--) if (knots[i].length <= count || i === 1) return knots[i];
  return knots[0];
}
