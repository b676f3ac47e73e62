import type { ExplainerDescription } from './explainer.ts';

/**
 * Shapley values player by player, as the mean contribution to random sets of predecessors
 * (Štrumbelj and Kononenko 2014), with more samples for the players whose contributions vary more,
 * as shap's Sampling explainer does.
 */
export const samplingShap: ExplainerDescription = {
  name: 'sampling-shap',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  nested: true,
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  links: true,
  create: async (context, options) => (await import('./sampling-shap/create.ts')).create(context, options),
};
