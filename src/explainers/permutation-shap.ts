import type { ExplainerDescription } from './explainer.ts';

/**
 * Shapley values as the mean contribution over random orders (Castro, Gómez and Tejada 2009), each
 * order walked forward and in reverse (antithetic; Mitchell, Cooper, Frank and Holmes 2022), as
 * shap's Permutation explainer does.
 */
export const permutationShap: ExplainerDescription = {
  name: 'permutation-shap',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  nested: true,
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  links: true,
  create: async (context, options) => (await import('./permutation-shap/create.ts')).create(context, options),
};
