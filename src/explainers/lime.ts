import type { ExplainerDescription } from './explainer.ts';
import { SELECTIONS, type Selection } from './lime/feature-selection.ts';
import { limeImage } from './lime/image.ts';
import { limeTabular } from './lime/tabular.ts';
import { limeText } from './lime/text.ts';

/** LIME for tables, pictures and texts, as the lime package does it. */
export const lime: ExplainerDescription = {
  name: 'lime',
  label: 'LIME',
  help: 'Fits a small linear model to the predictions around this one: what would matter if the input changed a little.',
  family: 'lime',
  inputs: ['tabular', 'image', 'text'],
  options: {
    discretize: {
      type: 'boolean',
      default: true,
      label: 'Cut numbers into ranges',
      help: 'Tables: whether each numeric column is cut at its quartiles and explained by "lies in this range", or enters as it is.',
      alias: 'discretize_continuous',
    },
    sampleAroundInstance: {
      type: 'boolean',
      default: false,
      label: 'Draw around this row',
      help: 'Tables, without ranges: whether rows are drawn around the explained one instead of the average one.',
      alias: 'sample_around_instance',
    },
    kernelWidth: {
      type: 'number',
      default: 0,
      min: 0,
      max: 1000000,
      label: 'Kernel width',
      help: 'How far the neighbourhood reaches. 0: 0.75 times the square root of the number of columns; 0.25 for pictures; 25 for texts.',
      alias: 'kernel_width',
    },
    numFeatures: {
      type: 'integer',
      default: 10,
      min: 0,
      max: 100000,
      label: 'Columns or words in the explanation',
      help: 'Tables and texts: how many columns or words the linear model of each output may use. 0: all.',
      alias: 'num_features',
    },
    numSegments: {
      type: 'integer',
      default: 0,
      min: 0,
      max: 100000,
      label: 'Segments in the explanation',
      help: 'Pictures: how many segments the linear model of each output may use. 0: all.',
    },
    featureSelection: {
      type: 'choice',
      default: 'auto',
      choices: SELECTIONS,
      label: 'How they are chosen',
      help: 'auto: forward selection up to 6, above that the largest weight times value.',
      alias: 'feature_selection',
    },
    tiedValues: {
      type: 'choice',
      default: 'zero',
      choices: ['zero', 'value'],
      label: 'Ranges that hold one value',
      help: 'Tables, with ranges: what is drawn where at least a quarter of the data is tied at the least value. zero: 0, as the lime package does; value: that value.',
    },
  },
  defaultSamples: (input) => (input.kind === 'image' ? 1000 : 5000),
  links: false,
  create(context, options) {
    const kernelWidth = Number(options.kernelWidth);
    // The choices of the option are these very names.
    const featureSelection = String(options.featureSelection) as Selection;
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
      tiedValues: options.tiedValues === 'value' ? 'value' : 'zero',
    });
  },
};
