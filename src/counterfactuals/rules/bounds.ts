import { exp, log } from '../../numerics/math.ts';

/** Steps of halving: the bounds are known to about 1e-7. */
const STEPS = 24;

/** Kullback–Leibler divergence of two coins. */
function divergence(p: number, q: number): number {
  const part = (share: number, other: number) => (share <= 0 ? 0 : share * log(share / other));
  return part(p, q) + part(1 - p, 1 - q);
}

/** The largest share that `hits` of `draws` are compatible with at a level (Kaufmann, 2013). */
export function upperBound(hits: number, draws: number, level: number): number {
  const mean = hits / draws;
  let [least, most] = [mean, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (least + most) / 2;
    if (middle < 1 && draws * divergence(mean, middle) <= level) least = middle;
    else most = middle;
  }
  return most;
}

/** The least share that `hits` of `draws` are compatible with at a level. */
export const lowerBound = (hits: number, draws: number, level: number): number =>
  1 - upperBound(draws - hits, draws, level);

/** Of KL-LUCB: so that the bounds of all arms hold at all times but with probability `delta`. */
export function exploration(arms: number, time: number, delta: number): number {
  const level = log((405.5 * arms * exp(1.1 * log(time))) / delta);
  return level + log(level);
}
