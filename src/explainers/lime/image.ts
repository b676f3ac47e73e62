import type { Explainer, ExplainerContext } from '../explainer.ts';
import { PICTURE } from './binary.ts';
import { limePresence } from './presence.ts';
import type { FeatureSelection } from './selections.ts';

export interface LimeImageOptions {
  /** 0: 0.25. */
  readonly kernelWidth: number;
  /** 0: all. */
  readonly numSegments: number;
  readonly featureSelection: FeatureSelection;
}

/** LIME on a picture: a fair coin for each segment. Reference: lime 0.2.0.1, LimeImageExplainer. */
export function limeImage(context: ExplainerContext, options: LimeImageOptions): Explainer {
  const { players, random } = context;
  const { kernelWidth, numSegments: count, featureSelection: selection } = options;
  return limePresence(context, { measure: PICTURE, kernelWidth, count, selection }, (take) => {
    let bits = 0;
    for (let player = 0; player < players; player++) {
      if (player % 32 === 0) bits = random.bits();
      if ((bits >>> (player % 32)) & 1) take(player);
    }
  });
}
