import type { ExplainerDescription } from './explainer.ts';

const SAMPLES = 64;

/** Derivatives at the input with noise on it, averaged (Smilkov et al. 2017). */
export const smoothGrad: ExplainerDescription = {
  name: 'smooth-grad',
  family: 'other',
  inputs: ['tabular', 'image'],
  options: {
    noise: {
      type: 'number',
      default: 0.15,
      min: 0.001,
      max: 1,
    },
  },
  nested: true,
  defaultSamples: () => SAMPLES,
  table: true,
  links: false,
  derivatives: 'input',
  create: async (context, options) => (await import('./smooth-grad/create.ts')).create(context, options),
};
