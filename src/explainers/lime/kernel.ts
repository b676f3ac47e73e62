import { exp } from '../../numerics/math.ts';
import type { Ask, Values } from '../explainer.ts';
import { type Issued, overlap } from '../shared/overlap.ts';
import { SCREENED } from './screened.ts';
import type { Surrogate } from './surrogate.ts';

/** LIME's exponential kernel: sqrt(exp(−d² / width²)). */
export const proximity = (distance: number, width: number): number =>
  Math.sqrt(exp(-(distance * distance) / (width * width)));

/**
 * Sizes of the asks of a plan of `total` rows: doubling from `first` up to `largest`; a smaller
 * total only cuts the plan.
 */
export function* askSizes(total: number, first: number, largest: number): Generator<number, undefined> {
  let size = Math.min(first, largest);
  for (let done = 0; done < total; done += size, size = Math.min(largest, size * 2)) yield Math.min(size, total - done);
  return undefined;
}

/**
 * Numbers drawn for an ask of very many features, so that a limit of time is looked at in between.
 */
const DRAWN = 1e5;

/** Most rows in an ask. */
export const largestAsk = (features: number, most: number): number =>
  features > SCREENED ? Math.min(most, Math.max(20, Math.floor(DRAWN / features))) : most;

/** Most rows kept where only time limits a plan: about half a gigabyte of design and values. */
export const rowLimit = (samples: number, players: number, outputs: number): number =>
  Number.isFinite(samples) ? Math.max(1, samples) : Math.floor(67108864 / (players + outputs));

/** Drawn rows as the surrogate sees them: rows × features, and a weight per row. */
export interface Neighbourhood {
  readonly design: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Asks for neighbourhoods and adds each to the surrogate; estimates need more rows than unknowns,
 * of which a fit in a hurry has fewer. `most` rows are drawn in all.
 */
export function* fitAsTheyCome(
  surrogate: Surrogate,
  { features, most }: { readonly features: number; readonly most: number },
  issue: () => Issued<Neighbourhood> | null,
): Generator<Ask, void, Values> {
  const needed = Math.min(features, SCREENED) + 2;
  let drawn = 0;
  let known = 0;
  yield* overlap(
    () => {
      const next = issue();
      if (!next) return null;
      drawn += next.batch.weights.length;
      return { ...next, ask: { ...next.ask, wanting: Math.max(0, Math.min(needed, most) - drawn) } };
    },
    ({ design, weights }, values) => {
      surrogate.add(design, weights, values);
      known += weights.length;
    },
    () => (known >= needed ? surrogate.fit : undefined),
    { hurried: surrogate.hurried },
  );
}
