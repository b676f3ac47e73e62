import type { ExplainerDescription } from './explainer.ts';

/** Shapley values of very many players: those that matter are found first. */
export const bifurcationShap: ExplainerDescription = {
  name: 'bifurcation-shap',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  nested: false,
  defaultSamples: (_, players) => 2048 + 2 * players,
  links: true,
  create: async (context, options) => (await import('./bifurcation-shap/create.ts')).create(context, options),
};
