/**
 * How far one value of a column is from another.
 *
 * A number that becomes another costs `cost` × |change| / `scale`, where `scale` is the median
 * absolute deviation of the column (`deviationOf`). A change of a level costs `cost`. A missing
 * value is a level of its own: to and from it costs `cost`. The distance of a row is the sum over
 * its columns; a group of columns of which one stands for a level (one-hot) counts as one.
 */
export interface Measure {
  readonly scale: number;
  /** Weight of the column; 1 unless it was given. */
  readonly cost: number;
}

export function changeCost(from: number, to: number, { scale, cost }: Measure): number {
  const [was, is] = [Number.isNaN(from), Number.isNaN(to)];
  if (was || is) return was && is ? 0 : cost;
  return (cost * Math.abs(to - from)) / scale;
}

/**
 * The median of |value − median| over a column's values that are not missing; of an even number the
 * mean of the middle two. Where it is 0 (more than half of the values are equal), the mean of
 * |value − median|; where that is 0, too, or there are no values: 1.
 */
export function deviationOf(values: Float64Array): number {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  if (present.length === 0) return 1;
  const middle = median(present);
  const distances = present.map((value) => Math.abs(value - middle)).sort();
  const typical = median(distances);
  if (typical > 0) return typical;
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  return mean > 0 ? mean : 1;
}

/** Of sorted values. */
function median(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
