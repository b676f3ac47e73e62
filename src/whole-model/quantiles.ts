/**
 * A quantile of sorted values by linear interpolation, as numpy's percentile has it (Hyndman and
 * Fan's type 7). NaN of no values.
 */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * share;
  const below = Math.min(Math.floor(place), sorted.length - 1);
  const above = Math.min(below + 1, sorted.length - 1);
  const part = place - below;
  const step = sorted[above] - sorted[below];
  return part >= 0.5 ? sorted[above] - step * (1 - part) : sorted[below] + step * part;
}

/** Values that are numbers, in rising order. */
export const sortedNumbers = (values: Float64Array): Float64Array =>
  values.filter((value) => !Number.isNaN(value)).sort();
