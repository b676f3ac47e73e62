import type { Explainer, ExplainerContext, OptionValues } from '../explainer.ts';
import { pairPlan } from '../kernel-shap/pair-plan.ts';
import { pairedShapley } from '../kernel-shap/paired-shapley.ts';
import { activePlayers } from '../shared/shapley.ts';
import type { choosingPlan } from './choosing-plan.ts';
import { oddGame } from './estimate.ts';

/**
 * Where a model is as fast as tables' are, choosing pairs takes more time than it saves. Neither
 * the model's speed nor the samples can decide: the first would change bits from run to run, and
 * with the second a smaller budget would no longer cut a larger one's sequence.
 */
export const isChosen = ({ input }: Pick<ExplainerContext, 'input'>, { pairs }: OptionValues): boolean =>
  pairs === 'chosen' || (pairs === 'auto' && input.kind !== 'tabular');

/**
 * Estimates from half the difference within complementary pairs, which is the game's odd part and
 * all that Shapley values depend on (`oddGame`). An estimate depends on the seen pairs, not on
 * earlier estimates. Once every pair was seen, the values are exact. `choose` makes a plan of pairs
 * that teach most; without it they come as they fall.
 */
export function gaussianShapley(context: ExplainerContext, choose?: typeof choosingPlan): Explainer {
  const m = activePlayers(context).length;
  const chosen = choose?.(m, context.outputs, context);
  const plan = chosen ?? pairPlan(m, context.random, () => 1);
  const game = oddGame(m, context.outputs, plan, context.pulse);
  return pairedShapley(context, plan, {
    add(batch, halves, _, { totals }) {
      game.add(batch, halves);
      chosen?.learn({ batch, halves }, totals);
    },
    solve: ({ totals }) => game.solve(totals),
    hurried: { rough: ({ totals }) => game.rough(totals), effort: game.effort },
  });
}
