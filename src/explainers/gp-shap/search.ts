import { exp, log } from '../../numerics/math.ts';
import { divisionsOf, type Parity, type Prior, type Seen, type SignRows } from './kernel.ts';
import { type Likelihood, likelihoodOf } from './likelihood.ts';
import { maximise } from './maximise.ts';
import type { Division } from './region-types.ts';

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
  { y, outputs, parity = 'odd', pulse }: Seen,
  first: Float64Array,
  evaluations = EVALUATIONS,
): Prior {
  const divisions = divisionsOf(rows.regions);
  const { start, middle, spread } = expectations(first, divisions);
  const likelihood = likelihoodOf(rows, y, outputs, SCALES.length);
  const objective = (x: Float64Array): { value: number; gradient: Float64Array } | null => {
    pulse?.();
    const prior = priorAt(x, rows.m, parity, divisions);
    const found = likelihood(prior);
    if (found === null || !Number.isFinite(found.value)) return null;
    const gradient = byLogarithms(x, prior, found, divisions);
    let { value } = found;
    for (let i = 0; i < x.length; i++) {
      // The likelihoods of the outputs multiply, so the expectations weigh as often.
      const off = (x[i] - middle[i]) / spread[i];
      value -= (outputs * off * off) / 2;
      gradient[i] -= (outputs * off) / spread[i];
    }
    return { value, gradient };
  };
  return priorAt(maximise(objective, start, evaluations), rows.m, parity, divisions);
}

/**
 * The prior's parameters as one vector of logarithms: relevances r_j of the m players, weight of
 * the linear part, white, and weight and scale of each component. linear_j = e^(weight + r_j); ρ_qj
 * = e^(scale_q + r_j), t = ρ / (1 + ρ). Those of regions follow (`region-search.ts`).
 */
function priorAt(x: Float64Array, m: number, parity: Parity, divisions: readonly Division[]): Prior {
  const places = placesOf(divisions, m);
  const r = divisions[0]?.code.relevances(x, m, divisions, places) ?? x;
  return {
    parity,
    low: Float64Array.from({ length: m }, (_, j) => exp(x[m] + r[j])),
    white: exp(x[m + 1]),
    components: SCALES.map((_, q) => ({
      weight: exp(x[m + 2 + 2 * q]),
      t: Float64Array.from({ length: m }, (_, j) => {
        const rho = exp(Math.min(30, x[m + 3 + 2 * q] + r[j]));
        return rho / (1 + rho);
      }),
    })),
    ...(divisions.length > 0 && {
      regions: divisions[0].code.regionPriors(x, r, divisions, places, SCALES.length),
    }),
  };
}

/** Parameters without those of regions. */
const ownParameters = (m: number): number => m + 2 + 2 * SCALES.length;

/** Where each division's own parameters stand. */
const placesOf = (divisions: readonly Division[], m: number): readonly number[] =>
  divisions[0]?.code.placesOf(divisions, SCALES.length, ownParameters(m)) ?? [];

/** Derivatives by the parameters of `priorAt`. */
function byLogarithms(x: Float64Array, prior: Prior, found: Likelihood, divisions: readonly Division[]): Float64Array {
  const m = prior.low.length;
  const gradient = new Float64Array(x.length);
  for (let j = 0; j < m; j++) {
    const own = prior.low[j] * found.low[j];
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
  if (prior.regions && found.regions) {
    const places = placesOf(divisions, m);
    const { code } = divisions[0];
    const r = code.relevances(x, m, divisions, places);
    code.addRegionGradient(gradient, r, prior.regions, found.regions, divisions, places);
  }
  return gradient;
}

/** Where the search starts, and middle and spread of what is expected. */
function expectations(
  first: Float64Array,
  divisions: readonly Division[],
): { start: Float64Array; middle: Float64Array; spread: Float64Array } {
  const m = first.length;
  const start = new Float64Array(
    ownParameters(m) + (divisions[0]?.code.regionParameters(divisions, SCALES.length) ?? 0),
  );
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
  start[m + 1] = log(WHITE);
  spread[m + 1] = WHITE_SPREAD;
  /** Each kind of effects is expected to make up as much of the game. */
  const effects = (weight: number, components: number): void => {
    start[weight] = log(1 / all);
    spread[weight] = WEIGHT_SPREAD;
    SCALES.forEach((scale, q) => {
      start[components + 2 * q] = log(1 / SCALES.length / scale);
      spread[components + 2 * q] = WEIGHT_SPREAD;
      start[components + 1 + 2 * q] = log(scale / all);
      spread[components + 1 + 2 * q] = SCALE_SPREAD;
    });
  };
  effects(m, m + 2);
  for (const own of placesOf(divisions, m)) effects(own, own + 1);
  const middle = start.map((value, i) => (i < m ? SUGGESTED * value : value));
  return { start, middle, spread };
}
