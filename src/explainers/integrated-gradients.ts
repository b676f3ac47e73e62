import type { ExplainerDescription } from './explainer.ts';

/**
 * Derivatives along the straight path from a baseline to the input (Sundararajan, Taly and Yan
 * 2017).
 */
export const integratedGradients: ExplainerDescription = {
  name: 'integrated-gradients',
  family: 'other',
  inputs: ['tabular', 'image', 'text'],
  options: {
    baseline: {
      type: 'choice',
      default: 'mean',
      choices: ['mean', 'zero'],
    },
  },
  nested: false,
  defaultSamples: () => 64,
  links: false,
  derivatives: 'input',
  create: async (context, options) => (await import('./integrated-gradients/create.ts')).create(context, options),
};
