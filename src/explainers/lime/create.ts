import type { CreateExplainer } from '../explainer.ts';
import { limeImage } from './image.ts';
import type { FeatureSelection } from './selections.ts';
import { limeTabular } from './tabular.ts';
import { limeText } from './text.ts';

export const create: CreateExplainer = (context, options) => {
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
};
