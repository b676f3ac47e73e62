import type { Explainer, ExplainerContext, ExplainerDescription, OptionValues } from './explainer.ts';
import { type L1, l1Selection } from './kernel-shap/l1.ts';
import { pairPlan } from './kernel-shap/pair-plan.ts';
import { pairedRegression } from './kernel-shap/paired-regression.ts';
import { pairedShapley } from './kernel-shap/paired-shapley.ts';
import { activePlayers } from './shared/shapley.ts';

/**
 * Shapley values by weighted regression on sampled coalitions (KernelSHAP, Lundberg and Lee 2017;
 * paired as in Covert and Lee 2021).
 */
export const kernelShap: ExplainerDescription = {
  name: 'kernel-shap',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {
    l1: {
      type: 'choice',
      default: 'off',
      choices: ['off', 'num_features', 'aic', 'bic', 'auto'],
      numbered: { num_features: 'features' },
      alias: 'l1_reg',
    },
    features: {
      type: 'integer',
      default: 10,
      min: 1,
      max: 10000,
    },
  },
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  links: true,
  create: (context, options) => kernelShapley(context, options),
};

/**
 * The constrained regression of `pairedRegression` on the pairs of `pairedShapley`. Errors are null
 * where the budget is too small for any (less than two samples a player and four more), and where
 * players were selected (`l1`): what the choice adds to them is not known.
 */
function kernelShapley(context: ExplainerContext, options: OptionValues): Explainer {
  const { outputs } = context;
  const m = activePlayers(context).length;
  const plan = pairPlan(m, context.random);
  const regression = pairedRegression(m, outputs, plan);
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
    hurried: { rough: ({ totals }) => regression.rough(totals), effort: regression.effort },
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
