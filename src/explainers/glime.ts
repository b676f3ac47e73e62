import type { ExplainerDescription } from './explainer.ts';
import { glimeImage } from './glime/image.ts';
import { glimeTabular } from './glime/tabular.ts';
import type { Selection } from './lime/feature-selection.ts';
import { lime } from './lime.ts';

const { numFeatures, numSegments, featureSelection } = lime.options;

/** Local surrogates from a sample that is local itself. */
export const glime: ExplainerDescription = {
  name: 'glime',
  label: 'GLIME',
  help: 'Changes the input a little at random and fits a linear model to the answers: what matters right here. Best for models without steps; trees need larger changes.',
  family: 'lime',
  inputs: ['tabular', 'image'],
  options: {
    width: {
      type: 'number',
      default: 0.5,
      min: 0.001,
      max: 10,
      label: 'How far numbers move',
      help: "Tables: the standard deviation of the changes to a numeric column, in the column's own standard deviations.",
    },
    keepCategory: {
      type: 'number',
      default: 0.75,
      min: 0.5,
      max: 0.99,
      label: 'How often a category stays',
      help: 'Tables: the share of draws in which a column of categories keeps its own; else it is given another one.',
    },
    keepSegment: {
      type: 'number',
      default: 0.9,
      min: 0.5,
      max: 0.99,
      label: 'How often a segment is shown',
      help: 'Pictures: the share of draws in which a segment is shown; else it is hidden.',
    },
    numFeatures,
    numSegments,
    featureSelection,
  },
  defaultSamples: () => 1000,
  links: false,
  create(context, options) {
    // The choices of the option are these very names.
    const featureSelection = String(options.featureSelection) as Selection;
    if (context.input.kind === 'image')
      return glimeImage(context, { keep: Number(options.keepSegment), numSegments: Number(options.numSegments), featureSelection });
    return glimeTabular(context, {
      width: Number(options.width),
      keep: Number(options.keepCategory),
      numFeatures: Number(options.numFeatures),
      featureSelection,
    });
  },
};
