import { ANY, byInfluence, type Measure, meanOf, moments, POSITIVE, UNDEFINED, Z } from './measure.ts';
import { quantileOf } from './quantiles.ts';

/** How far answers are from what is known, in the model's own units. */
export interface RegressionPerformance {
  readonly rows: number;
  /** The share of the known values' variance that is explained; below 0: worse than their mean. */
  readonly r2: Measure;
  readonly explainedVariance: Measure;
  readonly mae: Measure;
  readonly rmse: Measure;
  readonly medianAbsoluteError: Measure;
  /** Known minus answered. */
  readonly residuals: ResidualSummary;
  /** Residuals of rows with like answers, least first. */
  readonly byAnswer: readonly ResidualBin[];
}

export interface ResidualSummary {
  readonly mean: Measure;
  readonly standardDeviation: number | null;
  /** Least, 5 %, 25 %, 50 %, 75 %, 95 %, largest. */
  readonly quantiles: readonly number[];
}

export interface ResidualBin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly mean: Measure;
}

const SHARES = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];
const BELOW_ONE = [Number.NEGATIVE_INFINITY, 1] as const;

/**
 * @param truth rows: what is known.
 * @param answers rows: what the model answers.
 */
export function regressionPerformance(truth: Float64Array, answers: Float64Array): RegressionPerformance {
  const rows = truth.length;
  const residuals = truth.map((known, row) => known - answers[row]);
  const distances = residuals.map(Math.abs);
  const squares = residuals.map((residual) => residual * residual);
  const mse = moments(squares).mean;
  const rmse = Math.sqrt(mse);
  const { mean, error } = moments(residuals);
  const sorted = residuals.slice().sort();
  return {
    rows,
    r2: explained(truth, squares),
    explainedVariance: explained(
      truth,
      residuals.map((residual) => (residual - mean) * (residual - mean)),
    ),
    mae: meanOf(distances, POSITIVE),
    rmse: byInfluence(
      rmse,
      squares.map((square) => (rmse === 0 ? 0 : (square - mse) / (2 * rmse))),
      POSITIVE,
    ),
    medianAbsoluteError: medianOf(distances),
    residuals: {
      mean: meanOf(residuals, ANY),
      standardDeviation: rows < 2 ? null : error * Math.sqrt(rows),
      quantiles: rows === 0 ? [] : SHARES.map((share) => quantileOf(sorted, share)),
    },
    byAnswer: binned(answers, residuals),
  };
}

/** 1 − mean of squares over the variance of what is known. */
function explained(truth: Float64Array, squares: Float64Array): Measure {
  const { mean } = moments(truth);
  const off = truth.map((known) => (known - mean) * (known - mean));
  const [above, below] = [moments(squares).mean, moments(off).mean];
  if (!(below > 0)) return UNDEFINED;
  const influence = squares.map((square, row) => (above / below / below) * off[row] - square / below);
  return byInfluence(1 - above / below, influence, BELOW_ONE);
}

/** The median, with the order statistics that hold it in 95 % of samples. */
function medianOf(values: Float64Array): Measure {
  const n = values.length;
  if (n === 0) return UNDEFINED;
  const sorted = values.slice().sort();
  const half = (Z * Math.sqrt(n)) / 2;
  const low = Math.floor(n / 2 - half) - 1;
  const high = Math.ceil(n / 2 + half);
  return { value: quantileOf(sorted, 0.5), low: low < 0 ? null : sorted[low], high: high >= n ? null : sorted[high] };
}

/** Residuals in ten parts of rows by their answers; equal answers stay together. */
function binned(answers: Float64Array, residuals: Float64Array, parts = 10): ResidualBin[] {
  const rows = answers.length;
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort((a, b) => answers[a] - answers[b] || a - b);
  const bins: ResidualBin[] = [];
  for (let from = 0, part = 1; from < rows; part++) {
    let to = Math.max(from + 1, Math.round((rows * part) / parts));
    while (to < rows && answers[order[to]] === answers[order[to - 1]]) to++;
    const own = Float64Array.from(order.subarray(from, to), (row) => residuals[row]);
    bins.push({ from: answers[order[from]], to: answers[order[to - 1]], rows: to - from, mean: meanOf(own) });
    from = to;
  }
  return bins;
}
