import { exp } from '../numerics/math.ts';

/** How values are distributed that are known with errors. */
export interface Distribution {
  /** Values that there may be. */
  readonly places: Float64Array;
  /** rows × places: how likely each row's value is at each place, given its estimate. */
  readonly weights: Float64Array;
}

const PLACES = 40;
const ROUNDS = 300;

/**
 * The distribution of values behind estimates with normal errors, on a grid: the nonparametric
 * maximum-likelihood estimate (Kiefer and Wolfowitz 1956) by expectation and maximisation (Laird
 * 1978), begun with equal weights. Zero is a place of its own.
 * @param values rows: estimates.
 * @param errors rows: their standard errors, some of them above 0.
 */
export function distributionOf(values: Float64Array, errors: Float64Array): Distribution {
  const rows = values.length;
  const places = placesOf(values);
  const width = places.length;
  const likelihood = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    // An error below the grid's step would have every place be unlikely.
    const s = Math.max(errors[row], (places[width - 1] - places[0]) / width / 2);
    let best = 0;
    for (let place = 0; place < width; place++) {
      const t = (values[row] - places[place]) / s;
      const one = exp(-0.5 * t * t);
      likelihood[row * width + place] = one;
      best = Math.max(best, one);
    }
    for (let place = 0; place < width; place++) likelihood[row * width + place] /= best;
  }
  let shares = new Float64Array(width).fill(1 / width);
  const weights = new Float64Array(rows * width);
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(width);
    for (let row = 0; row < rows; row++) {
      const from = row * width;
      let sum = 0;
      for (let place = 0; place < width; place++) sum += shares[place] * likelihood[from + place];
      for (let place = 0; place < width; place++) {
        const weight = (shares[place] * likelihood[from + place]) / sum;
        weights[from + place] = weight;
        next[place] += weight / rows;
      }
    }
    shares = next;
  }
  return { places, weights };
}

/** From the least to the largest estimate, in equal steps, with 0 among them. */
function placesOf(values: Float64Array): Float64Array {
  let [least, most] = [0, 0];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const step = (most - least) / PLACES || 1;
  const from = Math.floor(least / step);
  const to = Math.ceil(most / step);
  return Float64Array.from({ length: to - from + 1 }, (_, i) => (from + i) * step);
}
