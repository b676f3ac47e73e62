import { message } from '../../catalogue/message.ts';
import { add, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';
import type { Attribution, ExplainerContext } from '../explainer.ts';
import { activePlayers, settle, shapleyAttribution, totalsOf } from './shapley.ts';

/** Coalitions that each leave one region out; `region` holds the region of each player. */
export function withoutEach(region: Int32Array, regions: number): Coalitions {
  const coalitions = coalitionsOf(region.length, regions);
  for (let out = 0; out < regions; out++)
    for (let player = 0; player < region.length; player++) if (region[player] !== out) add(coalitions, out, player);
  return coalitions;
}

/** What is known of a game whose regions were left out one by one. */
export interface CoarseValues {
  readonly base: Float64Array;
  readonly prediction: Float64Array;
  /** Region of each player. */
  readonly region: Int32Array;
  /** Regions × K: values of `withoutEach`. */
  readonly without: Float64Array;
}

/**
 * A first impression from a few large regions: what a region's absence takes away is spread evenly
 * over its players, and so is what is left of the sum over all. The errors are those of not knowing
 * which players of a region matter: as large as if one of them, any of them, held all of it.
 */
export function coarseAttribution(
  context: Pick<ExplainerContext, 'players' | 'outputs' | 'idle'>,
  { base, prediction, region, without }: CoarseValues,
): Attribution {
  const { players, outputs } = context;
  const active = activePlayers(context);
  const sizes = new Float64Array(without.length / outputs);
  for (const player of active) sizes[region[player]] += 1;
  const values = new Float64Array(outputs * players);
  for (let k = 0; k < outputs; k++)
    for (const player of active) {
      const at = region[player];
      values[k * players + player] = (prediction[k] - without[at * outputs + k]) / sizes[at];
    }
  settle(values, totalsOf(base, prediction), active);
  const standardErrors = new Float64Array(outputs * players);
  for (let k = 0; k < outputs; k++)
    for (const player of active) {
      const at = k * players + player;
      standardErrors[at] = Math.abs(values[at]) * Math.sqrt(sizes[region[player]] - 1);
    }
  return shapleyAttribution(context, {
    base,
    prediction,
    values,
    standardErrors,
    fidelity: {},
    coalitions: 0,
    complete: false,
    note: message('explaining.coarse', { regions: sizes.length }),
  });
}
