import type { ExplainerDescription, StructuralMethod } from './explainer.ts';
import { createStructural, readingsOf } from './shared/structural.ts';

/** Shapley values read from the trees themselves: no sampling, no error. */
export const treeShap: ExplainerDescription & { readonly structural: StructuralMethod } = {
  name: 'tree-shap',
  family: 'shap',
  inputs: ['tabular'],
  options: {
    perturbation: {
      type: 'choice',
      default: 'interventional',
      choices: ['interventional', 'path-dependent'],
      synonyms: { tree_path_dependent: 'path-dependent' },
      alias: 'feature_perturbation',
    },
    interactions: {
      type: 'boolean',
      default: false,
    },
  },
  nested: true,
  defaultSamples: () => 0,
  links: true,
  structural: {
    needs: 'trees',
    exactFor: (structure, selected, space) =>
      structure.kind === 'trees' &&
      structure.trees.aggregate === 'sum' &&
      readingsOf(structure, selected, space) !== null,
    prepare: async (context, options) => (await import('./tree-shap/prepare.ts')).prepare(context, options),
  },
  create: createStructural({ name: 'tree-shap', needs: 'trees' }),
};
