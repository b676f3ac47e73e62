import { exp, log } from '../../numerics/math.ts';
import type { Prior, Seen, SignRows } from './kernel.ts';
import { type Likelihood, likelihoodOf } from './likelihood.ts';
import { maximise } from './maximise.ts';

// What is expected of a game before it is seen, with spreads in natural logarithms; found on
// synthetic networks, forests and saturating sums of 13 to 60 players. The results depend little on
// any of them.

/** Interactions of low order and of high order: the sum of ρ over the players. */
const SCALES = [0.3, 3];
const SCALE_SPREAD = 1.5;
const WEIGHT_SPREAD = 3;
/** What each pair of coalitions has to itself, in units of the game's variance. */
const WHITE = 1e-3;
const WHITE_SPREAD = 5;
/** Expected relevances lie halfway between equal ones and those that first values suggest. */
const SUGGESTED = 0.5;
const RELEVANCE_SPREAD = 1;
/** Relevance of a player whose first value is 0, in parts of the largest. */
const LEAST = 0.02;
/** Evaluations of the likelihood; more gain little. */
export const EVALUATIONS = 20;

/**
 * The prior whose marginal likelihood, times the expectations above, is greatest, found by a few
 * quasi-Newton steps. `first` (m, any unit) is the size of first estimates of the players' values.
 */
export function learnPrior(
  rows: SignRows,
  { y, outputs, pulse }: Seen,
  first: Float64Array,
  evaluations = EVALUATIONS,
): Prior {
  const { start, middle, spread } = expectations(first);
  const likelihood = likelihoodOf(rows, y, outputs, SCALES.length);
  const objective = (x: Float64Array): { value: number; gradient: Float64Array } | null => {
    pulse?.();
    const prior = priorAt(x, rows.m);
    const found = likelihood(prior);
    if (found === null || !Number.isFinite(found.value)) return null;
    const gradient = byLogarithms(prior, found);
    let { value } = found;
    for (let i = 0; i < x.length; i++) {
      // The likelihoods of the outputs multiply, so the expectations weigh as often.
      const off = (x[i] - middle[i]) / spread[i];
      value -= (outputs * off * off) / 2;
      gradient[i] -= (outputs * off) / spread[i];
    }
    return { value, gradient };
  };
  return priorAt(maximise(objective, start, evaluations), rows.m);
}

/**
 * The prior's parameters as one vector of logarithms: relevances r_j of the m players, weight of
 * the linear part, white, and weight and scale of each component. linear_j = e^(weight + r_j); ρ_qj
 * = e^(scale_q + r_j), t = ρ / (1 + ρ).
 */
function priorAt(x: Float64Array, m: number): Prior {
  return {
    linear: Float64Array.from({ length: m }, (_, j) => exp(x[m] + x[j])),
    white: exp(x[m + 1]),
    components: SCALES.map((_, q) => ({
      weight: exp(x[m + 2 + 2 * q]),
      t: Float64Array.from({ length: m }, (_, j) => {
        const rho = exp(Math.min(30, x[m + 3 + 2 * q] + x[j]));
        return rho / (1 + rho);
      }),
    })),
  };
}

/** Derivatives by the parameters of `priorAt`. */
function byLogarithms(prior: Prior, found: Likelihood): Float64Array {
  const m = prior.linear.length;
  const gradient = new Float64Array(m + 2 + 2 * SCALES.length);
  for (let j = 0; j < m; j++) {
    const own = prior.linear[j] * found.linear[j];
    gradient[j] += own;
    gradient[m] += own;
  }
  gradient[m + 1] = prior.white * found.white;
  prior.components.forEach(({ weight, t }, q) => {
    gradient[m + 2 + 2 * q] = weight * found.components[q].weight;
    for (let j = 0; j < m; j++) {
      const own = t[j] * (1 - t[j]) * found.components[q].t[j];
      gradient[j] += own;
      gradient[m + 3 + 2 * q] += own;
    }
  });
  return gradient;
}

/** Where the search starts, and middle and spread of what is expected. */
function expectations(first: Float64Array): { start: Float64Array; middle: Float64Array; spread: Float64Array } {
  const m = first.length;
  const start = new Float64Array(m + 2 + 2 * SCALES.length);
  const largest = first.reduce((most, value) => Math.max(most, value), 0);
  let mean = 0;
  for (let j = 0; j < m; j++) {
    start[j] = log((largest > 0 ? first[j] / largest : 1) + LEAST);
    mean += start[j] / m;
  }
  let all = 0;
  for (let j = 0; j < m; j++) {
    start[j] -= mean;
    all += exp(start[j]);
  }
  const spread = new Float64Array(start.length).fill(RELEVANCE_SPREAD);
  start[m] = log(1 / all);
  start[m + 1] = log(WHITE);
  spread[m] = WEIGHT_SPREAD;
  spread[m + 1] = WHITE_SPREAD;
  SCALES.forEach((scale, q) => {
    start[m + 2 + 2 * q] = log(1 / SCALES.length / scale);
    spread[m + 2 + 2 * q] = WEIGHT_SPREAD;
    start[m + 3 + 2 * q] = log(scale / all);
    spread[m + 3 + 2 * q] = SCALE_SPREAD;
  });
  const middle = start.map((value, i) => (i < m ? SUGGESTED * value : value));
  return { start, middle, spread };
}
