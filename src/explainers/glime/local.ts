import type { Ask, Explainer, ExplainerContext } from '../explainer.ts';
import { askSizes, largestAsk } from '../lime/kernel.ts';
import { SCREENED } from '../lime/screened.ts';
import { overlap } from '../shared/overlap.ts';
import { createLocalFit, type LocalFit, type LocalSettings } from './fit.ts';

/** How an input is drawn around itself. */
export interface Locality extends Pick<LocalSettings, 'first' | 'count' | 'selection' | 'controls' | 'redraw'> {
  /** Rows in all, at most. */
  readonly mostRows: number;
  /** Pairs in the first ask. */
  readonly firstPairs: number;
  /**
   * The next `count` draws, pair after pair (the last may be alone), after the explained input if
   * `whole`.
   */
  draw(count: number, whole: boolean): { readonly ask: Ask; readonly design: Float64Array };
}

const LARGEST_ASK = 1000;

/** Asks for the explained input and for draws around it, and fits them as they come. */
export function* explainLocally(context: ExplainerContext, locality: Locality): Explainer {
  const { players, outputs, pulse } = context;
  const width = players + locality.controls;
  const settings = { ...locality, features: players, outputs, pulse };
  const most = 2 * Math.floor(largestAsk(players, LARGEST_ASK) / 2);
  // The explained input and whole pairs; later asks are whole pairs.
  const first = Math.min(2 * locality.firstPairs, most - 2) + 1;
  const sizes = askSizes(locality.mostRows, first, most);
  let local: LocalFit | undefined;
  // About numeric columns, the two draws of a mirrored pair say the same.
  const needed = 2 * (Math.min(players, SCREENED) + 1) + 1;
  let drawn = 0;
  let known = 0;
  const hurried = { rough: () => (local as LocalFit).rough(), effort: () => (local as LocalFit).effort() };
  yield* overlap(
    () => {
      const { value: size } = sizes.next();
      if (size === undefined) return null;
      const whole = drawn === 0;
      drawn += size;
      const { ask, design } = locality.draw(whole ? size - 1 : size, whole);
      return { ask: { ...ask, wanting: Math.max(0, Math.min(1 + needed, locality.mostRows) - drawn) }, batch: design };
    },
    (design, values) => {
      const whole = local === undefined;
      local ??= createLocalFit(settings, values.slice(0, outputs));
      local.add(design, whole ? values.slice(outputs) : values);
      known += design.length / width;
    },
    () => (local && known >= needed ? local.fit : undefined),
    { hurried: pulse || players > SCREENED ? hurried : undefined },
  );
  return (local ?? createLocalFit(settings, new Float64Array(outputs))).fit();
}
