/** Means of draws of `width` numbers each, and the means' standard errors (Welford 1962). */
export function runningMeans(width: number) {
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(draw: Float64Array): void {
      count++;
      for (let i = 0; i < width; i++) {
        const off = draw[i] - mean[i];
        mean[i] += off / count;
        squares[i] += off * (draw[i] - mean[i]);
      }
    },
    means: (): Float64Array => mean.slice(),
    /** null with fewer than two draws. */
    errors: (): Float64Array | null => (count < 2 ? null : squares.map((sum) => Math.sqrt(sum / (count - 1) / count))),
  };
}
