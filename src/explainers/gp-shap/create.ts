import type { CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { pairPlan } from '../kernel-shap/pair-plan.ts';
import { pairedShapley } from '../kernel-shap/paired-shapley.ts';
import { activePlayers } from '../shared/shapley.ts';
import { choosingPlan } from './choosing-plan.ts';
import { oddGame } from './estimate.ts';

/** Choosing pairs takes more time than the calls it saves where a model is as fast as tables' are. */
export const create: CreateExplainer = (context, { pairs }) =>
  gaussianShapley(context, pairs === 'chosen' || (pairs === 'auto' && context.input.kind !== 'tabular'));

/**
 * Estimates from half the difference within complementary pairs, which is the game's odd part and
 * all that Shapley values depend on (`oddGame`). An estimate depends on the seen pairs, not on
 * earlier estimates. Once every pair was seen, the values are exact.
 */
function gaussianShapley(context: ExplainerContext, isChosen: boolean): Explainer {
  const m = activePlayers(context).length;
  const chosen = isChosen ? choosingPlan(m, context.outputs, context) : null;
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
