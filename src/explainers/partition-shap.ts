import type { ExplainerDescription } from './explainer.ts';

/**
 * Owen values over a hierarchy of the players, the most important branches first (Owen 1977; like
 * shap's PartitionExplainer).
 */
export const partitionShap: ExplainerDescription = {
  name: 'partition-shap',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  nested: true,
  hierarchy: true,
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  table: true,
  links: true,
  create: async (context, options) => (await import('./partition-shap/create.ts')).create(context, options),
};
