import { prunedHierarchy } from '../../games/hierarchy.ts';
import type { Explainer, ExplainerContext, OptionValues } from '../explainer.ts';
import { pairPlan } from '../kernel-shap/pair-plan.ts';
import { pairedShapley } from '../kernel-shap/paired-shapley.ts';
import { activePlayers } from '../shared/shapley.ts';
import type { choosingPlan } from './choosing-plan.ts';
import { oddGame } from './estimate.ts';

/**
 * Which pairs are asked for. Where a model is as fast as tables' are, choosing them takes more time
 * than it saves; pictures are looked at from coarse to fine. Neither the model's speed nor the
 * samples can decide: the first would change bits from run to run, and with the second a smaller
 * budget would no longer cut a larger one's sequence.
 */
export const kindOfPairs = ({ input }: Pick<ExplainerContext, 'input'>, { pairs }: OptionValues): PairKind => {
  if (pairs !== 'auto') return pairs as PairKind;
  return input.kind === 'image' ? 'regions' : input.kind === 'text' ? 'chosen' : 'even';
};

export type PairKind = 'regions' | 'chosen' | 'even';

/**
 * Estimates from half the difference within complementary pairs, which is the game's odd part and
 * all that Shapley values depend on (`oddGame`). An estimate depends on the seen pairs, not on
 * earlier estimates. Once every pair was seen, the values are exact. `choose` makes a plan of pairs
 * that teach most, with `regions` those of the players' tree first; 'even' pairs come as they fall.
 */
export function gaussianShapley(
  context: ExplainerContext,
  kind: PairKind = 'even',
  choose?: typeof choosingPlan,
): Explainer {
  const active = activePlayers(context);
  const m = active.length;
  // Two players make one pair, whatever comes first.
  const tree = kind === 'regions' && m > 2 ? prunedHierarchy(context.hierarchy(), active) : undefined;
  const { random } = context;
  const chosen = kind === 'even' ? undefined : choose?.(m, context.outputs, { random, tree });
  const plan = chosen ?? pairPlan(m, context.random, () => 1);
  const game = oddGame(m, context.outputs, plan, context.pulse);
  return pairedShapley(context, plan, {
    add(batch, halves, _, { totals }) {
      game.add(batch, halves);
      chosen?.learn({ batch, halves }, totals);
    },
    solve: ({ totals }) => game.solve(totals),
    hurried: {
      rough: ({ totals }) => game.rough(totals),
      errorsFirst: chosen?.divisions !== undefined,
      effort: game.effort,
      roughEffort: game.roughEffort,
    },
  });
}
