// Small dense linear algebra in float64. Matrices are row-major; sums run in index order, so the
// bits are the same everywhere.

/**
 * A lower triangular factor L of a symmetric matrix, n × n, row-major. The pivot of a dependent
 * column is 0.
 */
export interface Cholesky {
  readonly n: number;
  readonly lower: Float64Array;
  /**
   * Number of columns that depend on earlier ones; solving sets their unknowns to 0. A regular
   * matrix has none.
   */
  readonly dependent: number;
}

/**
 * Cholesky factor of a symmetric positive semidefinite matrix (n × n, only the lower half is read).
 * A column whose pivot is at most `tolerance` times its diagonal element counts as dependent on the
 * columns before it.
 */
export function cholesky(matrix: Float64Array, n: number, tolerance = 1e-12, pulse: () => void = () => {}): Cholesky {
  const lower = new Float64Array(n * n);
  let dependent = 0;
  for (let j = 0; j < n; j++) {
    pulse();
    let pivot = matrix[j * n + j];
    for (let k = 0; k < j; k++) pivot -= lower[j * n + k] * lower[j * n + k];
    if (!(pivot > tolerance * matrix[j * n + j])) {
      dependent += 1;
      for (let k = 0; k < j; k++) lower[j * n + k] = 0;
      continue;
    }
    const root = Math.sqrt(pivot);
    lower[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k];
      lower[i * n + j] = sum / root;
    }
  }
  return { n, lower, dependent };
}

/**
 * Solves A x = b for `columns` right-hand sides at once: `right` is n × columns, row-major, and the
 * result has the same shape.
 */
export function solveCholesky(
  { n, lower }: Cholesky,
  right: Float64Array,
  columns = 1,
  pulse: () => void = () => {},
): Float64Array {
  const x = right.slice();
  if (columns > 1) {
    solveColumns(lower, x, columns, pulse);
    return x;
  }
  for (let i = 0; i < n; i++) {
    const pivot = lower[i * n + i];
    let sum = x[i];
    for (let k = 0; k < i; k++) sum -= lower[i * n + k] * x[k];
    x[i] = pivot === 0 ? 0 : sum / pivot;
  }
  for (let i = n - 1; i >= 0; i--) {
    const pivot = lower[i * n + i];
    let sum = x[i];
    for (let k = i + 1; k < n; k++) sum -= lower[k * n + i] * x[k];
    x[i] = pivot === 0 ? 0 : sum / pivot;
  }
  return x;
}

/**
 * Several right-hand sides: the same sums in the same order as for one, row by row, since columns
 * of a large matrix are far apart in memory.
 */
function solveColumns(lower: Float64Array, x: Float64Array, columns: number, pulse: () => void): void {
  const n = x.length / columns;
  for (let i = 0; i < n; i++) {
    pulse();
    const own = x.subarray(i * columns, (i + 1) * columns);
    for (let k = 0; k < i; k++) subtract(own, x.subarray(k * columns, (k + 1) * columns), lower[i * n + k]);
    divide(own, lower[i * n + i]);
  }
  for (let i = n - 1; i >= 0; i--) {
    pulse();
    const own = x.subarray(i * columns, (i + 1) * columns);
    for (let k = i + 1; k < n; k++) subtract(own, x.subarray(k * columns, (k + 1) * columns), lower[k * n + i]);
    divide(own, lower[i * n + i]);
  }
}

function subtract(from: Float64Array, other: Float64Array, factor: number): void {
  for (let c = 0; c < from.length; c++) from[c] -= factor * other[c];
}

function divide(row: Float64Array, pivot: number): void {
  for (let c = 0; c < row.length; c++) row[c] = pivot === 0 ? 0 : row[c] / pivot;
}

/** The inverse, n × n; rows and columns of dependent unknowns are 0. */
export function inverseCholesky(factor: Cholesky, pulse?: () => void): Float64Array {
  const { n } = factor;
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  return solveCholesky(factor, identity, n, pulse);
}

interface RidgeProblem {
  /** Number of observations. */
  readonly rows: number;
  /** Number of predictors P. */
  readonly columns: number;
  /** Number of right-hand sides K. */
  readonly outputs: number;
  /** rows × columns. */
  readonly design: ArrayLike<number>;
  /** rows × outputs. */
  readonly targets: ArrayLike<number>;
  /** One a row, not negative. */
  readonly weights: ArrayLike<number>;
  /** Ridge penalty on all coefficients except the intercept; 0 is weighted least squares. */
  readonly alpha: number;
  readonly intercept: boolean;
}

interface RidgeFit {
  /** K × P. */
  readonly coefficients: Float64Array;
  /** K; zeros without intercept. */
  readonly intercepts: Float64Array;
  /**
   * K: weighted R², as scikit-learn's `score` with sample weights; 0 where the target is constant.
   */
  readonly scores: Float64Array;
}

/**
 * Weighted ridge regression with several right-hand sides: minimises Σ w (y − a − x·β)² + alpha
 * |β|² for each output. The intercept is not penalised (predictors and targets are centred on their
 * weighted means), as in scikit-learn's Ridge. With alpha 0, predictors that depend on earlier ones
 * get the coefficient 0.
 */
export function weightedRidge(problem: RidgeProblem): RidgeFit {
  const { rows, columns: p, outputs: k, design, targets, weights, alpha, intercept } = problem;
  const centre = new Float64Array(p);
  const level = new Float64Array(k);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    total += weights[i];
    for (let j = 0; j < p; j++) centre[j] += weights[i] * design[i * p + j];
    for (let c = 0; c < k; c++) level[c] += weights[i] * targets[i * k + c];
  }
  for (let j = 0; j < p; j++) centre[j] = total > 0 ? centre[j] / total : 0;
  for (let c = 0; c < k; c++) level[c] = total > 0 ? level[c] / total : 0;
  const origin = intercept ? centre : new Float64Array(p);
  const height = intercept ? level : new Float64Array(k);

  const gram = new Float64Array(p * p);
  const moments = new Float64Array(p * k);
  const row = new Float64Array(p);
  for (let i = 0; i < rows; i++) {
    const w = weights[i];
    if (w === 0) continue;
    for (let j = 0; j < p; j++) row[j] = design[i * p + j] - origin[j];
    for (let j = 0; j < p; j++) {
      const wx = w * row[j];
      if (wx === 0) continue;
      for (let l = 0; l <= j; l++) gram[j * p + l] += wx * row[l];
      for (let c = 0; c < k; c++) moments[j * k + c] += wx * (targets[i * k + c] - height[c]);
    }
  }
  for (let j = 0; j < p; j++) gram[j * p + j] += alpha;
  const solution = solveCholesky(cholesky(gram, p), moments, k);

  const coefficients = new Float64Array(k * p);
  const intercepts = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    intercepts[c] = height[c];
    for (let j = 0; j < p; j++) {
      coefficients[c * p + j] = solution[j * k + c];
      intercepts[c] -= origin[j] * solution[j * k + c];
    }
  }
  return { coefficients, intercepts, scores: weightedScores(problem, coefficients, intercepts, level) };
}

/** Weighted R² of each output. */
function weightedScores(
  problem: RidgeProblem,
  coefficients: Float64Array,
  intercepts: Float64Array,
  level: Float64Array,
): Float64Array {
  const { rows, columns: p, outputs: k, design, targets, weights } = problem;
  const scores = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    let residual = 0;
    let spread = 0;
    for (let i = 0; i < rows; i++) {
      let fitted = intercepts[c];
      for (let j = 0; j < p; j++) fitted += coefficients[c * p + j] * design[i * p + j];
      const y = targets[i * k + c];
      residual += weights[i] * (y - fitted) * (y - fitted);
      spread += weights[i] * (y - level[c]) * (y - level[c]);
    }
    scores[c] = spread > 0 ? 1 - residual / spread : 0;
  }
  return scores;
}
