import type { Explainer, ExplainerContext } from '../explainer.ts';
import { SENTENCE } from './binary.ts';
import { limePresence } from './presence.ts';
import type { FeatureSelection } from './selections.ts';

export interface LimeTextOptions {
  /** 0: 25. */
  readonly kernelWidth: number;
  /** 0: all. */
  readonly numFeatures: number;
  readonly featureSelection: FeatureSelection;
}

/**
 * LIME on a text: hides a random number of words, from one to all, chosen at random. Reference:
 * lime 0.2.0.1, LimeTextExplainer.
 */
export function limeText(context: ExplainerContext, options: LimeTextOptions): Explainer {
  const { players, random } = context;
  const { kernelWidth, numFeatures: count, featureSelection: selection } = options;
  const order = Int32Array.from({ length: players }, (_, player) => player);
  return limePresence(context, { measure: SENTENCE, kernelWidth, count, selection }, (take) => {
    const kept = players - 1 - random.integer(players);
    for (let at = 0; at < kept; at++) {
      const other = at + random.integer(players - at);
      const player = order[other];
      order[other] = order[at];
      order[at] = player;
      take(player);
    }
  });
}
