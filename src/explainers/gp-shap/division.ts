import { addRegionFunctional } from './region-functional.ts';
import { addRegionGradient, placesOf, regionParameters, regionPriors, relevances } from './region-search.ts';
import type { Division, RegionCode } from './region-types.ts';
import { addRegionGram, addRegionKernel, regionDerivatives, regionRows } from './regions.ts';

const code: RegionCode = {
  addRegionFunctional,
  addRegionGradient,
  addRegionGram,
  addRegionKernel,
  placesOf,
  regionDerivatives,
  regionParameters,
  regionPriors,
  regionRows,
  relevances,
};

/** A division from the region of each player, numbered from 0. */
export function divisionOf(region: Int32Array): Division {
  const sizes = new Float64Array(region.reduce((most, at) => Math.max(most, at), 0) + 1);
  for (const at of region) sizes[at] += 1;
  return { region, sizes, code };
}
