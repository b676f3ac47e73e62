import type { Ask, Explainer, ExplainerContext } from '../explainer.ts';
import type { Selection } from '../lime/feature-selection.ts';
import { askSizes, rowLimit } from '../lime/kernel.ts';
import { overlap } from '../overlap.ts';
import { createLocalFit, type LocalFit } from './fit.ts';

/** How an input is drawn around itself. */
export interface Locality {
  /** The explained input's design (P). */
  readonly first: Float64Array;
  /** Features that a surrogate may use; 0 is all. */
  readonly count: number;
  readonly selection: Selection;
  /** Pairs in the first ask. */
  readonly firstPairs: number;
  /** The next `count` draws, pair after pair (a last one may be alone), and before them the explained input if `whole`. */
  draw(count: number, whole: boolean): { readonly ask: Ask; readonly design: Float64Array };
}

const LARGEST_ASK = 1000;

/** Asks for the explained input and for draws around it, and fits them as they come. */
export function* explainLocally({ players, outputs, samples }: ExplainerContext, locality: Locality): Explainer {
  const { first, count, selection, firstPairs } = locality;
  const settings = { features: players, outputs, count, selection };
  const sizes = askSizes(rowLimit(samples, players, outputs), 2 * firstPairs + 1, LARGEST_ASK);
  let local: LocalFit | undefined;
  let drawn = 0;
  let known = 0;
  yield* overlap(
    () => {
      const { value: size } = sizes.next();
      if (size === undefined) return null;
      const whole = drawn === 0;
      drawn += size;
      const { ask, design } = locality.draw(whole ? size - 1 : size, whole);
      return { ask, batch: design };
    },
    (design, values) => {
      const whole = local === undefined;
      local ??= createLocalFit(settings, first, values.slice(0, outputs));
      local.add(design, whole ? values.slice(outputs) : values);
      known += design.length / players;
    },
    // Mirrored pairs tell one thing about numeric columns, not two.
    () => (local && known > 2 * (players + 1) ? local.fit : undefined),
  );
  return (local ?? createLocalFit(settings, first, new Float64Array(outputs))).fit();
}
