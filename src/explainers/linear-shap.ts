import type { ExplainerDescription, StructuralMethod } from './explainer.ts';
import { createStructural, readingsOf } from './shared/structural.ts';

/** Shapley values read from a linear model's coefficients. */
export const linearShap: ExplainerDescription & { readonly structural: StructuralMethod } = {
  name: 'linear-shap',
  family: 'shap',
  inputs: ['tabular'],
  options: {
    perturbation: {
      type: 'choice',
      default: 'independent',
      choices: ['independent', 'correlated'],
      synonyms: { interventional: 'independent', correlation_dependent: 'correlated' },
      alias: 'feature_perturbation',
    },
  },
  nested: true,
  defaultSamples: () => 0,
  links: true,
  structural: {
    needs: 'linear',
    exactFor: (structure, selected, space) =>
      structure.kind === 'linear' && readingsOf(structure, selected, space) !== null,
    prepare: async (context, options) => (await import('./linear-shap/prepare.ts')).prepare(context, options),
  },
  create: createStructural({ name: 'linear-shap', needs: 'linear' }),
};
