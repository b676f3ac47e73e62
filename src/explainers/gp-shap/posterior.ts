import { factorInPlace, inverseTransposed, solveLower, solveUpper } from '../../numerics/large-cholesky.ts';
import type { FunctionalOf } from './functional.ts';
import { gramOf, type Prior, type Seen, type SignRows } from './kernel.ts';

/** Values of functionals of K outputs and their standard errors, K × functionals. */
export interface Posterior {
  readonly values: Float64Array;
  readonly errors: Float64Array;
  /** K × n: weights of the rows in predictions elsewhere (`predictRows`). */
  readonly alpha: Float64Array;
}

/**
 * Up to this many rows, each row is predicted from all others; beyond, each row of the later half
 * from those before it.
 */
const LEFT_OUT = 512;
/**
 * Since the prior was fitted to the rows, variances are larger by about this factor, for r players
 * per row; and by more where such a prior chose them, which then looks as good as it can. Found on
 * synthetic games.
 */
const fitted = (r: number, chosen: boolean): number => (chosen ? 1.3 : 1) + 2 * r + 4 * r * r;

/**
 * The posterior of some functionals of the game given g at the rows (K × n). Null where the prior's
 * covariance has no factor.
 *
 * Each output has a variance of its own: the larger of what the marginal likelihood says, and of
 * the mean squared error of predicted rows in units of the expected one. For small n, rows are
 * predicted from all others (leave-one-out, closed form: Rasmussen and Williams 2006, 5.4.2), for
 * large n from those before, which the factor's whitened values give.
 */
export function posterior(
  rows: SignRows,
  { y, outputs, chosen = false, pulse }: Seen,
  prior: Prior,
  functional: FunctionalOf,
): Posterior | null {
  const { m: players, count: n } = rows;
  const lower = gramOf(rows, prior);
  if (!factorInPlace(lower, n, pulse)) return null;
  const whitened = y.slice();
  solveLower(lower, n, whitened, outputs);
  const alpha = whitened.slice();
  solveUpper(lower, n, alpha, outputs);
  const { covariance, variance } = functional(rows, prior, pulse);
  const m = variance.length;
  const values = new Float64Array(outputs * m);
  for (let k = 0; k < outputs; k++)
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += covariance[j * n + i] * alpha[k * n + i];
      values[k * m + j] = sum;
    }

  solveLower(lower, n, covariance, m, pulse);
  const left = variance.map((all, j) => {
    let rest = all;
    for (let i = 0; i < n; i++) rest -= covariance[j * n + i] * covariance[j * n + i];
    return Math.max(0, rest);
  });
  const scales = scalesOf(lower, n, whitened, alpha);
  const wider = fitted(players / n, chosen);
  const errors = Float64Array.from({ length: outputs * m }, (_, i) =>
    Math.sqrt(wider * scales[Math.floor(i / m)] * left[i % m]),
  );
  return { values, errors, alpha };
}

/** Variance of each output in units of the prior's. */
function scalesOf(lower: Float64Array, n: number, whitened: Float64Array, alpha: Float64Array): Float64Array {
  const outputs = alpha.length / n;
  const precision = n <= LEFT_OUT ? inverseDiagonal(lower, n) : null;
  const from = n >> 1;
  return Float64Array.from({ length: outputs }, (_, k) => {
    let all = 0;
    let predicted = 0;
    for (let i = 0; i < n; i++) {
      const square = whitened[k * n + i] * whitened[k * n + i];
      all += square / n;
      if (precision) predicted += (alpha[k * n + i] * alpha[k * n + i]) / precision[i] / n;
      else if (i >= from) predicted += square / (n - from);
    }
    return Math.max(all, predicted);
  });
}

function inverseDiagonal(lower: Float64Array, n: number): Float64Array {
  const u = new Float64Array(n * n);
  inverseTransposed(lower, n, u);
  const diagonal = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let k = i; k < n; k++) diagonal[i] += u[i * n + k] * u[i * n + k];
  return diagonal;
}
