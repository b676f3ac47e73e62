import type { ExplainerDescription } from './explainer.ts';

const SAMPLES = 256;

/**
 * Integrated gradients from many baselines at once (GradientSHAP; Erion et al. 2021): paths start
 * at the background's rows.
 */
export const expectedGradients: ExplainerDescription = {
  name: 'expected-gradients',
  family: 'other',
  inputs: ['tabular', 'image'],
  options: {},
  nested: true,
  defaultSamples: () => SAMPLES,
  links: false,
  derivatives: 'input',
  create: async (context, options) => (await import('./expected-gradients/create.ts')).create(context, options),
};
