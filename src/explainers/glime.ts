import type { ExplainerDescription } from './explainer.ts';
import { glimeImage } from './glime/image.ts';
import { glimeTabular } from './glime/tabular.ts';
import type { FeatureSelection } from './lime/feature-selection.ts';
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
  defaultSamples: () => 1000,
  links: false,
  create(context, options) {
    // The option's choices are exactly these names.
    const featureSelection = String(options.featureSelection) as FeatureSelection;
    if (context.input.kind === 'image')
      return glimeImage(context, {
        keep: Number(options.keepSegment),
        numSegments: Number(options.numSegments),
        featureSelection,
      });
    return glimeTabular(context, {
      discretize: options.discretize === true,
      keep: Number(options.keep),
      width: Number(options.width),
      numFeatures: Number(options.numFeatures),
      featureSelection,
    });
  },
};
