import type { ExplainerDescription } from './explainer.ts';

/** Shapley values as the posterior of a Gaussian process on the odd part of the game. */
export const gpShap: ExplainerDescription = {
  name: 'gp-shap',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {
    pairs: {
      type: 'choice',
      default: 'auto',
      choices: ['auto', 'regions', 'chosen', 'even'],
    },
  },
  nested: true,
  hierarchy: true,
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  // Solving for 30 players takes about 0.35 s with 512 samples and 0.8 s with 2,048.
  solving: 0.6,
  links: true,
  create: async (context, options) => (await import('./gp-shap/create.ts')).create(context, options),
};
