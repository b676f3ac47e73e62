import type { Functional } from './functional.ts';
import { NODES, WEIGHTS } from './quadrature.ts';
import type { RegionPrior, RegionRows } from './region-types.ts';

/**
 * Adds what regions make known: in the Walsh expansion of their part of g, no two players of a
 * region meet, and those of one region have equal coefficients. So the values are those of the game
 * of regions with these means in place of signs, and a region's is shared evenly by its players.
 */
export function addRegionFunctional(
  { division: { region, sizes }, count: n, means }: RegionRows,
  { linear, components }: RegionPrior,
  { covariance, variance }: Functional,
): void {
  const regions = sizes.length;
  const total = new Float64Array(regions);
  const scaled = new Float64Array(regions);
  for (let row = 0; row < n; row++) {
    const x = means.subarray(row * regions, (row + 1) * regions);
    total.fill(0);
    for (const { weight, t } of components) {
      for (let node = 0; node < NODES.length; node++) {
        let plus = (weight * WEIGHTS[node]) / 2;
        let minus = plus;
        for (let r = 0; r < regions; r++) {
          scaled[r] = NODES[node] * t[r] * x[r];
          plus *= 1 + scaled[r];
          minus *= 1 - scaled[r];
        }
        for (let r = 0; r < regions; r++) total[r] += t[r] * (plus / (1 + scaled[r]) + minus / (1 - scaled[r]));
      }
    }
    for (let r = 0; r < regions; r++) total[r] = (2 * x[r] * (linear[r] + total[r])) / sizes[r];
    for (let j = 0; j < region.length; j++) covariance[j * n + row] += total[region[j]];
  }
  total.set(linear);
  for (const { weight, t } of components) {
    for (let a = 0; a < NODES.length; a++) {
      for (let b = 0; b < NODES.length; b++) {
        const u = NODES[a] * NODES[b];
        let plus = (weight * WEIGHTS[a] * WEIGHTS[b]) / 2;
        let minus = plus;
        for (let r = 0; r < regions; r++) {
          plus *= 1 + u * t[r];
          minus *= 1 - u * t[r];
        }
        for (let r = 0; r < regions; r++) total[r] += t[r] * (plus / (1 + u * t[r]) + minus / (1 - u * t[r]));
      }
    }
  }
  for (let j = 0; j < region.length; j++) variance[j] += (4 * total[region[j]]) / (sizes[region[j]] * sizes[region[j]]);
}
