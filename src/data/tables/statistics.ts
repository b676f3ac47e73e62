import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Rows } from '../../games/game.ts';
import type { Column } from './table.ts';

/**
 * What LIME needs to know about a column, from the training rows. Empty cells count only in the bin
 * `MISSING_BIN`.
 */
export interface ColumnStatistics {
  readonly kind: 'numeric' | 'categorical';
  /** 0 for categories. */
  readonly mean: number;
  /**
   * Population standard deviation; 1 where it is 0, as in scikit-learn's StandardScaler, and for
   * categories.
   */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  /** Quartile edges, equal ones merged; empty for categories. */
  readonly edges: Float64Array;
  /**
   * For numbers, the bins in order, including empty ones; for categories, one bin for each code.
   * The training frequencies sum to 1.
   */
  readonly bins: readonly BinStatistics[];
}

export interface BinStatistics {
  /** Index of the bin (numbers), code (categories), or `MISSING_BIN`. */
  readonly value: number;
  readonly frequency: number;
  readonly mean: number;
  /** Population standard deviation; 0 for a bin of equal values or none. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

/** `value` of the bin for a column's empty cells, which exists only where there are any. */
export const MISSING_BIN = -1;

/**
 * Statistics of each column over the rows, in float64. Numeric columns are cut at their quartiles
 * (linear interpolation, as in numpy.percentile) into bins (edge[i − 1], edge[i]], of which the
 * outermost end at the column's least and greatest value. Throws `data-too-few-rows` without rows.
 * Reference: lime 0.2.0.1, QuartileDiscretizer.
 */
export function columnStatistics(rows: Rows, columns: readonly Column[]): ColumnStatistics[] {
  if (rows.count === 0) throw new OrielError('data-too-few-rows', { file: message('data.theTable'), rows: 0 });
  return columns.map(({ kind }, column) => {
    const present = new Float64Array(rows.count);
    let count = 0;
    for (let row = 0; row < rows.count; row++) {
      const value = rows.data[row * rows.columns + column];
      if (!Number.isNaN(value)) present[count++] = value;
    }
    const sorted = present.subarray(0, count).sort();
    return kind === 'numeric' ? numericStatistics(sorted, rows.count) : categoricalStatistics(sorted, rows.count);
  });
}

/** Index of the bin of `value`: the number of edges below it; `MISSING_BIN` for an empty cell. */
export function binOf(edges: Float64Array, value: number): number {
  if (Number.isNaN(value)) return MISSING_BIN;
  let bin = 0;
  while (bin < edges.length && edges[bin] < value) bin++;
  return bin;
}

function numericStatistics(sorted: Float64Array, rows: number): ColumnStatistics {
  const count = sorted.length;
  if (count === 0)
    return { kind: 'numeric', mean: 0, deviation: 1, min: 0, max: 0, edges: new Float64Array(), bins: [missing(1)] };
  const min = sorted[0];
  const max = sorted[count - 1];
  const edges = new Float64Array(new Set([0.25, 0.5, 0.75].map((share) => quantile(sorted, share))));
  const bins: BinStatistics[] = [];
  let from = 0;
  for (let bin = 0; bin <= edges.length; bin++) {
    let to = from;
    while (to < count && (bin === edges.length || sorted[to] <= edges[bin])) to++;
    bins.push({
      value: bin,
      frequency: (to - from) / rows,
      ...moments(sorted.subarray(from, to)),
      min: bin === 0 ? min : edges[bin - 1],
      max: bin === edges.length ? max : edges[bin],
    });
    from = to;
  }
  if (count < rows) bins.push(missing((rows - count) / rows));
  const { mean, deviation } = moments(sorted);
  return {
    kind: 'numeric',
    mean,
    deviation: isConstant(mean, deviation, count) ? 1 : deviation,
    min,
    max,
    edges,
    bins,
  };
}

function categoricalStatistics(sorted: Float64Array, rows: number): ColumnStatistics {
  const bins: BinStatistics[] = [];
  let from = 0;
  while (from < sorted.length) {
    const code = sorted[from];
    let to = from;
    while (to < sorted.length && sorted[to] === code) to++;
    bins.push({ value: code, frequency: (to - from) / rows, mean: code, deviation: 0, min: code, max: code });
    from = to;
  }
  if (sorted.length < rows) bins.push(missing((rows - sorted.length) / rows));
  const min = sorted.length > 0 ? sorted[0] : 0;
  const max = sorted.length > 0 ? sorted[sorted.length - 1] : 0;
  return { kind: 'categorical', mean: 0, deviation: 1, min, max, edges: new Float64Array(), bins };
}

const missing = (frequency: number): BinStatistics => ({
  value: MISSING_BIN,
  frequency,
  mean: Number.NaN,
  deviation: 0,
  min: Number.NaN,
  max: Number.NaN,
});

/**
 * Interpolates from the nearer neighbour, as numpy does, so that equal neighbours give exactly
 * their own value.
 */
function quantile(sorted: Float64Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const part = position - below;
  const a = sorted[below];
  const b = sorted[Math.min(below + 1, sorted.length - 1)];
  return part >= 0.5 ? b - (b - a) * (1 - part) : a + (b - a) * part;
}

function moments(values: Float64Array): { mean: number; deviation: number } {
  if (values.length === 0) return { mean: 0, deviation: 0 };
  // Measured from the first value, so that equal values have exactly their own mean and deviation
  // 0.
  const [origin] = values;
  let sum = 0;
  for (const value of values) sum += value - origin;
  const shift = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - origin - shift) * (value - origin - shift);
  return { mean: origin + shift, deviation: Math.sqrt(squares / values.length) };
}

/** Whether a deviation is mere rounding error, by StandardScaler's test. */
function isConstant(mean: number, deviation: number, count: number): boolean {
  const variance = deviation * deviation;
  const rounding = count * mean * Number.EPSILON;
  return variance <= count * Number.EPSILON * variance + rounding * rounding;
}
