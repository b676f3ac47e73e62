import type { CreateExplainer } from '../explainer.ts';
import type { FeatureSelection } from '../lime/selections.ts';
import { glimeImage } from './image.ts';
import { glimeTabular } from './tabular.ts';

export const create: CreateExplainer = (context, options) => {
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
};
