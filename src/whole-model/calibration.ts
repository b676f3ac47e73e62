import { type Measure, proportion } from './measure.ts';
import { quantileOf } from './quantiles.ts';

/** Rows whose scores are alike: what was said of them, and what was found. */
export interface CalibrationBin {
  /** Scores above `from` up to `to`. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Mean score. */
  readonly predicted: number;
  /** The share of positive rows, with Wilson's interval. */
  readonly observed: Measure;
}

export type BinKind = 'uniform' | 'quantile';

/**
 * How often positive rows are found among rows of like scores, as scikit-learn's calibration_curve
 * counts them; bins without rows are left out.
 * @param truth rows: 1 for a positive row, 0 for a negative one.
 * @param scores rows: in [0, 1].
 */
export function calibrationOf(
  truth: ArrayLike<number>,
  scores: Float64Array,
  { kind, bins = 10 }: { readonly kind: BinKind; readonly bins?: number },
): CalibrationBin[] {
  const edges = kind === 'uniform' ? evenEdges(bins) : quantileEdges(scores, bins);
  const [rows, sums, positives] = [0, 1, 2].map(() => new Float64Array(bins));
  for (let row = 0; row < scores.length; row++) {
    const bin = binOf(edges, scores[row]);
    rows[bin]++;
    sums[bin] += scores[row];
    positives[bin] += truth[row];
  }
  return Array.from(rows, (count, bin) => ({
    from: edges[bin],
    to: edges[bin + 1],
    rows: count,
    predicted: sums[bin] / count,
    observed: proportion(positives[bin], count),
  })).filter((bin) => bin.rows > 0);
}

/** Equal steps from 0 to 1, with the bits of numpy's linspace. */
const evenEdges = (bins: number): Float64Array =>
  Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? 1 : i * (1 / bins)));

function quantileEdges(scores: Float64Array, bins: number): Float64Array {
  const sorted = scores.slice().sort();
  return evenEdges(bins).map((share) => quantileOf(sorted, share));
}

/** The bin whose inner edges have the score between them: above the lower one, up to the upper. */
function binOf(edges: Float64Array, score: number): number {
  let [low, high] = [1, edges.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle] < score) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The mean distance of what is said from what is found, over all rows (expected calibration error).
 */
export function calibrationError(bins: readonly CalibrationBin[]): number | null {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  if (rows === 0) return null;
  return bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.predicted - (bin.observed.value ?? 0)), 0) / rows;
}
