import type { ExplainerDescription } from './explainer.ts';
import { FEATURE_SELECTIONS, type FeatureSelection } from './lime/feature-selection.ts';
import { limeImage } from './lime/image.ts';
import { limeTabular } from './lime/tabular.ts';
import { limeText } from './lime/text.ts';

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
  defaultSamples: (input) => (input.kind === 'image' ? 1000 : 5000),
  links: false,
  create(context, options) {
    const kernelWidth = Number(options.kernelWidth);
    // The option's choices are exactly these names.
    const featureSelection = String(options.featureSelection) as FeatureSelection;
    if (context.input.kind === 'image')
      return limeImage(context, { kernelWidth, numSegments: Number(options.numSegments), featureSelection });
    if (context.input.kind === 'text')
      return limeText(context, { kernelWidth, numFeatures: Number(options.numFeatures), featureSelection });
    return limeTabular(context, {
      discretize: options.discretize === true,
      sampleAroundInstance: options.sampleAroundInstance === true,
      kernelWidth,
      numFeatures: Number(options.numFeatures),
      featureSelection,
      tiedValues: options.tiedValues === 'zero' ? 'zero' : 'value',
    });
  },
};
