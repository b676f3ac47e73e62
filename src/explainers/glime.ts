import type { ExplainerDescription } from './explainer.ts';
import { lime } from './lime.ts';

const { numFeatures, numSegments, featureSelection } = lime.options;

/** Local surrogates from a sample that is local itself. */
export const glime: ExplainerDescription = {
  name: 'glime',
  family: 'lime',
  inputs: ['tabular', 'image'],
  options: {
    discretize: {
      type: 'boolean',
      default: true,
      alias: 'discretize_continuous',
    },
    keep: {
      type: 'number',
      default: 0.5,
      min: 0.5,
      max: 0.99,
    },
    width: {
      type: 'number',
      default: 0.5,
      min: 0.001,
      max: 10,
    },
    keepSegment: {
      type: 'number',
      default: 0.9,
      min: 0.5,
      max: 0.99,
    },
    numFeatures,
    numSegments,
    featureSelection,
  },
  nested: true,
  defaultSamples: () => 1000,
  table: true,
  links: false,
  create: async (context, options) => (await import('./glime/create.ts')).create(context, options),
};
