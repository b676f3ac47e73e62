import type { ExplainerDescription } from './explainer.ts';

/** Where the last convolution found what speaks for an answer (Selvaraju et al. 2017). */
export const gradCam: ExplainerDescription = {
  name: 'grad-cam',
  family: 'other',
  inputs: ['image'],
  options: {},
  nested: true,
  defaultSamples: () => 1,
  links: false,
  derivatives: 'convolution',
  create: async (context, options) => (await import('./grad-cam/create.ts')).create(context, options),
};
