import type { Explainer, ExplainerContext, ExplainerDescription } from './explainer.ts';
import { oddGame } from './gp-shap/estimate.ts';
import { pairPlan } from './kernel-shap/pair-plan.ts';
import { pairedShapley } from './kernel-shap/paired-shapley.ts';
import { activePlayers } from './shared/shapley.ts';

/** Shapley values as the posterior of a Gaussian process on the odd part of the game. */
export const gpShap: ExplainerDescription = {
  name: 'gp-shap',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  // Solving for 30 players takes about 0.35 s with 512 samples and 0.8 s with 2,048.
  solving: 0.6,
  links: true,
  create: (context) => gaussianShapley(context),
};

/**
 * Estimates from half the difference within complementary pairs, which is the game's odd part and
 * all that Shapley values depend on (`oddGame`). An estimate depends on the seen pairs, not on
 * earlier estimates. Once every pair was seen, the values are exact.
 */
function gaussianShapley(context: ExplainerContext): Explainer {
  const m = activePlayers(context).length;
  const plan = pairPlan(m, context.random, () => 1);
  const game = oddGame(m, context.outputs, plan);
  return pairedShapley(context, plan, {
    add: game.add,
    solve: ({ totals }) => game.solve(totals),
    hurried: { rough: ({ totals }) => game.rough(totals), effort: game.effort },
  });
}
