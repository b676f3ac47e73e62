import type { ExplainerDescription } from './explainer.ts';

/**
 * What one part alone does to the prediction (Zeiler and Fergus 2014, with segments or features in
 * place of a square).
 */
export const occlusion: ExplainerDescription = {
  name: 'occlusion',
  family: 'other',
  inputs: ['tabular', 'image', 'text'],
  options: {
    from: {
      type: 'choice',
      default: 'full',
      choices: ['full', 'empty'],
    },
  },
  nested: true,
  defaultSamples: (_, players) => players,
  links: true,
  create: async (context, options) => (await import('./occlusion/create.ts')).create(context, options),
};
