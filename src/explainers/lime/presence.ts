import { add, addAll, coalitionsOf } from '../../games/coalitions.ts';
import type { Explainer, ExplainerContext } from '../explainer.ts';
import type { Issued } from '../shared/overlap.ts';
import { type BinaryMeasure, binaryWeight } from './binary.ts';
import { askSizes, fitAsTheyCome, type Neighbourhood, rowLimit } from './kernel.ts';
import type { FeatureSelection } from './selections.ts';
import { createSurrogate } from './surrogate.ts';

export interface PresenceOptions {
  readonly measure: BinaryMeasure;
  /** 0: the measure's own. */
  readonly kernelWidth: number;
  /** Players in the surrogate; 0: all. */
  readonly count: number;
  readonly selection: FeatureSelection;
}

const FIRST_ASK = 64;
const LARGEST_ASK = 256;

/**
 * LIME on players that are present or hidden, such as segments and words. Asks for coalitions:
 * first the full one, then those of `draw`, which takes each player that stays, in any order.
 * Distances are cosine distances to the full coalition.
 */
export function* limePresence(
  context: ExplainerContext,
  { measure, kernelWidth, count: features, selection }: PresenceOptions,
  draw: (take: (player: number) => void) => void,
): Explainer {
  const { players, outputs } = context;
  const own = { ...measure, width: kernelWidth > 0 ? kernelWidth : measure.width };
  const surrogate = createSurrogate({ features: players, outputs, count: features, selection, pulse: context.pulse });
  const most = rowLimit(context.samples, players, outputs);
  const sizes = askSizes(most, FIRST_ASK, LARGEST_ASK);
  let drawn = 0;
  const issue = (): Issued<Neighbourhood> | null => {
    const { value: count } = sizes.next();
    if (count === undefined) return null;
    const coalitions = coalitionsOf(players, count);
    const design = new Float64Array(count * players);
    const weights = new Float64Array(count);
    for (let row = 0; row < count; row++) {
      let size = 0;
      if (drawn + row === 0) {
        addAll(coalitions, row);
        design.fill(1, 0, players);
        size = players;
      } else {
        draw((player) => {
          add(coalitions, row, player);
          design[row * players + player] = 1;
          size++;
        });
      }
      weights[row] = binaryWeight(size, players, own);
    }
    drawn += count;
    return { ask: { kind: 'coalitions', coalitions }, batch: { design, weights } };
  };
  yield* fitAsTheyCome(surrogate, { features: players, most }, issue);
  return surrogate.fit();
}
