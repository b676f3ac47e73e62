import { add, addAll, coalitionsOf } from '../../games/coalitions.ts';
import type { Explainer, ExplainerContext } from '../explainer.ts';
import { rowLimit } from '../lime/kernel.ts';
import type { FeatureSelection } from '../lime/selections.ts';
import { explainLocally } from './local.ts';

export interface GlimeImageOptions {
  /** How often a segment is shown. */
  readonly keep: number;
  /** 0: all. */
  readonly numSegments: number;
  readonly featureSelection: FeatureSelection;
}

/**
 * GLIME-Binomial on a picture: each segment is shown with probability `keep`, every coalition has
 * weight 1, and the fit is plain least squares. Where one of a pair of coalitions hides a segment,
 * the other shows it (while `keep` is at least ½). Reference: Tan, Tian and Li, NeurIPS 2023 (arXiv
 * 2311.15722).
 */
export function* glimeImage(
  context: ExplainerContext,
  { keep, numSegments, featureSelection }: GlimeImageOptions,
): Explainer {
  const { players, random, idle } = context;
  return yield* explainLocally(context, {
    first: new Float64Array(players).fill(1),
    count: numSegments,
    selection: featureSelection,
    controls: 0,
    mostRows: rowLimit(context.samples, players, context.outputs),
    firstPairs: 32,
    draw(count, whole) {
      const skip = whole ? 1 : 0;
      const coalitions = coalitionsOf(players, count + skip);
      const design = new Float64Array(count * players);
      if (whole) addAll(coalitions, 0);
      for (let row = 0; row < count; row += 2) {
        for (let p = 0; p < players; p++) {
          const uniform = random.uniform();
          for (let side = 0; side < 2 && row + side < count; side++) {
            if (!idle[p] && (side === 0 ? uniform : 1 - uniform) >= keep) continue;
            add(coalitions, row + side + skip, p);
            design[(row + side) * players + p] = 1;
          }
        }
      }
      return { ask: { kind: 'coalitions', coalitions }, design };
    },
  });
}
