import type { CreateExplainer, Explainer, ExplainerContext, OptionValues } from '../explainer.ts';
import { activePlayers } from '../shared/shapley.ts';
import { type L1, l1Selection } from './l1.ts';
import { pairPlan } from './pair-plan.ts';
import { pairedRegression } from './paired-regression.ts';
import { pairedShapley } from './paired-shapley.ts';

export const create: CreateExplainer = (context, options) => kernelShapley(context, options);

/**
 * The constrained regression of `pairedRegression` on the pairs of `pairedShapley`. Errors are null
 * where the budget is too small for any (less than two samples a player and four more), and where
 * players were selected (`l1`): what the choice adds to them is not known.
 */
function kernelShapley(context: ExplainerContext, options: OptionValues): Explainer {
  const { outputs, pulse } = context;
  const m = activePlayers(context).length;
  const plan = pairPlan(m, context.random);
  const regression = pairedRegression(m, outputs, plan, pulse);
  const selection = (options.l1 ?? 'off') === 'off' ? null : l1Selection(m, outputs, plan.classes);
  return pairedShapley(context, plan, {
    add(batch, halves, values) {
      regression.add(batch, halves);
      // (a + b) / 2 = (a − b) / 2 + b
      selection?.add(
        batch,
        halves,
        halves.map((half, i) => half + values[(2 * Math.floor(i / outputs) + 1) * outputs + (i % outputs)]),
      );
    },
    solve({ base, totals }, done) {
      const method = l1Method(options, done / plan.total);
      const selected = selection && method ? selection.select(method, regression.weights(), base, totals) : undefined;
      return { ...regression.solve(totals, selected), sharing: selected };
    },
    hurried: {
      rough: ({ totals }) => regression.rough(totals),
      effort: regression.effort,
      roughEffort: regression.roughEffort,
    },
  });
}

/**
 * How players are selected once `part` of all coalitions was seen; null: not at all. As in shap,
 * `auto` is AIC below a fifth.
 */
function l1Method(options: OptionValues, part: number): L1 | null {
  switch (options.l1) {
    case 'num_features':
      return { kind: 'num_features', count: Number(options.features) };
    case 'aic':
    case 'bic':
      return { kind: options.l1 };
    case 'auto':
      return part < 0.2 ? { kind: 'aic' } : null;
    default:
      return null;
  }
}
