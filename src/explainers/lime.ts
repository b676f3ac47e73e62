import type { ExplainerDescription } from './explainer.ts';
import { FEATURE_SELECTIONS } from './lime/selections.ts';

/** LIME for tables, pictures and texts, as the lime package does it. */
export const lime: ExplainerDescription = {
  name: 'lime',
  family: 'lime',
  inputs: ['tabular', 'image', 'text'],
  options: {
    discretize: {
      type: 'boolean',
      default: true,
      alias: 'discretize_continuous',
    },
    sampleAroundInstance: {
      type: 'boolean',
      default: false,
      alias: 'sample_around_instance',
    },
    kernelWidth: {
      type: 'number',
      default: 0,
      min: 0,
      max: 1000000,
      alias: 'kernel_width',
    },
    numFeatures: {
      type: 'integer',
      default: 10,
      min: 0,
      max: 100000,
      alias: 'num_features',
    },
    numSegments: {
      type: 'integer',
      default: 0,
      min: 0,
      max: 100000,
    },
    featureSelection: {
      type: 'choice',
      default: 'auto',
      choices: FEATURE_SELECTIONS,
      alias: 'feature_selection',
    },
    tiedValues: {
      type: 'choice',
      default: 'value',
      choices: ['value', 'zero'],
    },
  },
  nested: true,
  defaultSamples: (input) => (input.kind === 'image' ? 1000 : 5000),
  table: true,
  links: false,
  create: async (context, options) => (await import('./lime/create.ts')).create(context, options),
};
