import { add, addAll, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';
import type { Explainer, ExplainerContext } from '../explainer.ts';
import type { Issued } from '../overlap.ts';
import { binaryWeight, PICTURE } from './binary.ts';
import type { Selection } from './feature-selection.ts';
import { askSizes, fitAsTheyCome, type Neighbourhood, rowLimit } from './kernel.ts';
import { createSurrogate } from './surrogate.ts';

export interface LimeImageOptions {
  /** 0: 0.25. */
  readonly kernelWidth: number;
  /** 0: all. */
  readonly numSegments: number;
  readonly featureSelection: Selection;
}

const FIRST_ASK = 64;
const LARGEST_ASK = 256;

/**
 * LIME on a picture. Asks for coalitions, the whole picture first, then a fair coin for each segment; the distance is
 * the cosine distance to the whole. Reference: lime 0.2.0.1, LimeImageExplainer.
 */
export function* limeImage(context: ExplainerContext, options: LimeImageOptions): Explainer {
  const { players, outputs, random } = context;
  const measure = { ...PICTURE, width: options.kernelWidth > 0 ? options.kernelWidth : PICTURE.width };
  const surrogate = createSurrogate({ features: players, outputs, count: options.numSegments, selection: options.featureSelection });
  const sizes = askSizes(rowLimit(context.samples, players, outputs), FIRST_ASK, LARGEST_ASK);
  let drawn = 0;
  const issue = (): Issued<Neighbourhood> | null => {
    const { value: count } = sizes.next();
    if (count === undefined) return null;
    const coalitions: Coalitions = coalitionsOf(players, count);
    const design = new Float64Array(count * players);
    const weights = new Float64Array(count);
    for (let row = 0; row < count; row++) {
      const whole = drawn + row === 0;
      if (whole) addAll(coalitions, row);
      let size = 0;
      let bits = 0;
      for (let player = 0; player < players; player++) {
        if (player % 32 === 0 && !whole) bits = random.bits();
        const present = whole || ((bits >>> (player % 32)) & 1) === 1;
        if (!present) continue;
        if (!whole) add(coalitions, row, player);
        design[row * players + player] = 1;
        size += 1;
      }
      weights[row] = binaryWeight(size, players, measure);
    }
    drawn += count;
    return { ask: { kind: 'coalitions', coalitions }, batch: { design, weights } };
  };
  yield* fitAsTheyCome(surrogate, players, issue);
  return surrogate.fit();
}
