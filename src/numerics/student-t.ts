/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;
/**
 * 97.5 % quantiles of Student's t with 1 and 2 degrees of freedom, where the expansion below is not
 * accurate enough.
 */
const T1 = 12.706204736174707;
const T2 = 4.302652729749464;

/**
 * Degrees of freedom that the players' mean variance counts for when it is combined with a player's
 * own; chosen on synthetic games.
 */
const PRIOR = 4;

/**
 * Variances of single observations, each player's shrunk toward the mean of all players, as in the
 * moderated t statistic (Smyth 2004): with few observations, a player that seldom matters may have
 * shown no spread at all.
 * @param squares m: sum of squared differences from each player's mean.
 * @param counts m: number of observations of each player.
 */
export function moderatedVariances(squares: ArrayLike<number>, counts: ArrayLike<number>): Float64Array {
  let all = 0;
  let freedom = 0;
  for (let j = 0; j < counts.length; j++) {
    all += squares[j];
    freedom += Math.max(0, counts[j] - 1);
  }
  const pooled = freedom > 0 ? all / freedom : 0;
  return Float64Array.from(counts, (count, j) => (squares[j] + PRIOR * pooled) / (Math.max(0, count - 1) + PRIOR));
}

/** `smallSampleFactor` for a standard error from `moderatedVariances` of `count` observations. */
export const moderatedFactor = (count: number): number => smallSampleFactor(count - 1 + PRIOR);

/**
 * The factor by which to enlarge a standard error that was itself estimated with `freedom` degrees
 * of freedom, so that ± 1.96 standard errors cover the truth as often as with a known standard
 * error: t / z at 97.5 %. Cornish and Fisher's expansion (Abramowitz and Stegun 26.7.5), off by
 * less than 1 % from 3 degrees on.
 */
export function smallSampleFactor(freedom: number): number {
  if (freedom < 1) return Number.POSITIVE_INFINITY;
  if (freedom < 2) return T1 / Z;
  if (freedom < 3) return T2 / Z;
  const z2 = Z * Z;
  const first = (z2 + 1) / 4;
  const second = ((5 * z2 + 16) * z2 + 3) / 96;
  const third = (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
  const fourth = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
  return 1 + (first + (second + (third + fourth / freedom) / freedom) / freedom) / freedom;
}
