import type { ExplainerDescription } from './explainer.ts';

/**
 * Importance from random masks (RISE, Petsiuk, Das and Saenko 2018), with masks made of segments
 * instead of a soft grid.
 */
export const rise: ExplainerDescription = {
  name: 'rise',
  family: 'other',
  inputs: ['image'],
  options: {
    shown: {
      type: 'number',
      default: 0.5,
      min: 0.05,
      max: 0.95,
      alias: 'p1',
    },
    centred: {
      type: 'boolean',
      default: true,
    },
  },
  nested: false,
  defaultSamples: () => 512,
  links: true,
  create: async (context, options) => (await import('./rise/create.ts')).create(context, options),
};
