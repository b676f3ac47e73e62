import { add, addAll, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';
import type { Explainer, ExplainerContext } from '../explainer.ts';
import type { Issued } from '../overlap.ts';
import { binaryWeight, SENTENCE } from './binary.ts';
import type { Selection } from './feature-selection.ts';
import { askSizes, fitAsTheyCome, type Neighbourhood, rowLimit } from './kernel.ts';
import { createSurrogate } from './surrogate.ts';

export interface LimeTextOptions {
  /** 0: 25. */
  readonly kernelWidth: number;
  /** 0: all. */
  readonly numFeatures: number;
  readonly featureSelection: Selection;
}

const FIRST_ASK = 64;
const LARGEST_ASK = 256;

/**
 * LIME on a text. Asks for coalitions, the whole text first; then a number of words from one to all of them is drawn, and which
 * ones, and these are hidden. The distance is a hundred times the cosine distance to the whole. Reference: lime 0.2.0.1,
 * LimeTextExplainer.
 */
export function* limeText(context: ExplainerContext, options: LimeTextOptions): Explainer {
  const { players, outputs, random } = context;
  const measure = { ...SENTENCE, width: options.kernelWidth > 0 ? options.kernelWidth : SENTENCE.width };
  const surrogate = createSurrogate({ features: players, outputs, count: options.numFeatures, selection: options.featureSelection });
  const sizes = askSizes(rowLimit(context.samples, players, outputs), FIRST_ASK, LARGEST_ASK);
  const order = Int32Array.from({ length: players }, (_, player) => player);
  let drawn = 0;

  const issue = (): Issued<Neighbourhood> | null => {
    const { value: count } = sizes.next();
    if (count === undefined) return null;
    const coalitions: Coalitions = coalitionsOf(players, count);
    const design = new Float64Array(count * players);
    const weights = new Float64Array(count);
    for (let row = 0; row < count; row++) {
      const whole = drawn + row === 0;
      const kept = whole ? players : players - 1 - random.integer(players);
      if (whole) addAll(coalitions, row);
      for (let at = 0; at < kept; at++) {
        const other = whole ? at : at + random.integer(players - at);
        const player = order[other];
        order[other] = order[at];
        order[at] = player;
        if (!whole) add(coalitions, row, player);
        design[row * players + player] = 1;
      }
      weights[row] = binaryWeight(kept, players, measure);
    }
    drawn += count;
    return { ask: { kind: 'coalitions', coalitions }, batch: { design, weights } };
  };
  yield* fitAsTheyCome(surrogate, players, issue);
  return surrogate.fit();
}
