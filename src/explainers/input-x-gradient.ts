import type { ExplainerDescription } from './explainer.ts';

/**
 * The input times its derivatives (Shrikumar et al. 2016): integrated gradients from 0 with a
 * single step at the input.
 */
export const inputXGradient: ExplainerDescription = {
  name: 'input-x-gradient',
  family: 'other',
  inputs: ['tabular', 'image'],
  options: {},
  nested: true,
  defaultSamples: () => 1,
  links: false,
  derivatives: 'input',
  create: async (context, options) => (await import('./input-x-gradient/create.ts')).create(context, options),
};
