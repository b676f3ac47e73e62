import type { CreateExplainer, Explainer, ExplainerContext } from '../explainer.ts';
import { pairPlan } from '../kernel-shap/pair-plan.ts';
import { pairedShapley } from '../kernel-shap/paired-shapley.ts';
import { activePlayers } from '../shared/shapley.ts';
import { oddGame } from './estimate.ts';

export const create: CreateExplainer = (context) => gaussianShapley(context);

/**
 * Estimates from half the difference within complementary pairs, which is the game's odd part and
 * all that Shapley values depend on (`oddGame`). An estimate depends on the seen pairs, not on
 * earlier estimates. Once every pair was seen, the values are exact.
 */
function gaussianShapley(context: ExplainerContext): Explainer {
  const m = activePlayers(context).length;
  const plan = pairPlan(m, context.random, () => 1);
  const game = oddGame(m, context.outputs, plan, context.pulse);
  return pairedShapley(context, plan, {
    add: game.add,
    solve: ({ totals }) => game.solve(totals),
    hurried: { rough: ({ totals }) => game.rough(totals), effort: game.effort },
  });
}
