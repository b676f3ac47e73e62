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
  help: 'Changes parts of the input at random, keeping the others, and fits a linear model to the answers: what matters around this input.',
  family: 'lime',
  inputs: ['tabular', 'image'],
  options: {
    discretize: {
      type: 'boolean',
      default: true,
      label: 'Cut numbers into ranges',
      help: 'Tables: whether a numeric column is explained by "is what it is, rather than in another quarter of the data", or by how it rises and falls close by. Models with steps, such as trees, need ranges.',
      alias: 'discretize_continuous',
    },
    keep: {
      type: 'number',
      default: 0.5,
      min: 0.5,
      max: 0.99,
      label: 'How often a column stays',
      help: 'Tables: the share of draws in which a column keeps its value; else it is given one of another range or category.',
    },
    width: {
      type: 'number',
      default: 0.5,
      min: 0.001,
      max: 10,
      label: 'How far numbers move',
      help: "Tables, without ranges: the standard deviation of the changes to a numeric column, in the column's own standard deviations.",
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
