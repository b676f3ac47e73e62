import { exp } from '../../numerics/math.ts';
import type { Division, RegionPrior } from './region-types.ts';

// What the search for a prior has for regions, in one vector behind the parameters of the players:
// for each division an offset of each region's relevances, then the weight of the regions' own
// effects, then weight and scale of each component, all as logarithms.

/** Parameters of a division that has so many components. */
const widthOf = ({ sizes }: Division, components: number): number => sizes.length + 1 + 2 * components;

/** Parameters of all divisions. */
export const regionParameters = (divisions: readonly Division[], components: number): number =>
  divisions.reduce((sum, division) => sum + widthOf(division, components), 0);

/** Where the weight of each division's own effects stands, after the offsets of its regions. */
export function placesOf(divisions: readonly Division[], components: number, from: number): number[] {
  let at = from;
  return divisions.map((division) => {
    const own = at + division.sizes.length;
    at += widthOf(division, components);
    return own;
  });
}

/** m: each player's relevance, with the offsets of its regions. */
export function relevances(
  x: Float64Array,
  m: number,
  divisions: readonly Division[],
  places: readonly number[],
): Float64Array {
  const all = x.slice(0, m);
  divisions.forEach(({ region, sizes }, d) => {
    for (let j = 0; j < m; j++) all[j] += x[places[d] - sizes.length + region[j]];
  });
  return all;
}

/** The divisions' priors: a region is as relevant as its players together. */
export function regionPriors(
  x: Float64Array,
  relevance: Float64Array,
  divisions: readonly Division[],
  places: readonly number[],
  components: number,
): RegionPrior[] {
  return divisions.map(({ region, sizes }, d) => {
    const own = places[d];
    const together = new Float64Array(sizes.length);
    for (let j = 0; j < relevance.length; j++) together[region[j]] += exp(relevance[j]);
    const linear = exp(x[own]);
    return {
      linear: together.map((all) => linear * all),
      components: Array.from({ length: components }, (_, q) => {
        const scale = exp(Math.min(30, x[own + 2 + 2 * q]));
        return { weight: exp(x[own + 1 + 2 * q]), t: together.map((all) => (scale * all) / (1 + scale * all)) };
      }),
    };
  });
}

/**
 * Adds the likelihood's derivatives by all these parameters, and by the players' relevances, to a
 * gradient that has what players themselves add to the latter.
 */
export function addRegionGradient(
  gradient: Float64Array,
  relevance: Float64Array,
  priors: readonly RegionPrior[],
  found: readonly RegionPrior[],
  divisions: readonly Division[],
  places: readonly number[],
): void {
  const m = relevance.length;
  divisions.forEach(({ region, sizes }, d) => {
    const own = places[d];
    const { linear, components } = priors[d];
    const pulls = new Float64Array(sizes.length); // by the logarithm of what a region's players are together
    const together = new Float64Array(sizes.length);
    for (let r = 0; r < sizes.length; r++) {
      pulls[r] = linear[r] * found[d].linear[r];
      gradient[own] += pulls[r];
    }
    components.forEach(({ weight, t }, q) => {
      gradient[own + 1 + 2 * q] += weight * found[d].components[q].weight;
      for (let r = 0; r < sizes.length; r++) {
        const pull = t[r] * (1 - t[r]) * found[d].components[q].t[r];
        pulls[r] += pull;
        gradient[own + 2 + 2 * q] += pull;
      }
    });
    for (let j = 0; j < m; j++) together[region[j]] += exp(relevance[j]);
    for (let j = 0; j < m; j++) gradient[j] += (pulls[region[j]] * exp(relevance[j])) / together[region[j]];
  });
  const players = gradient.slice(0, m);
  divisions.forEach(({ region, sizes }, d) => {
    for (let j = 0; j < m; j++) gradient[places[d] - sizes.length + region[j]] += players[j];
  });
}
