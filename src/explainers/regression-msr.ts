import type { ExplainerDescription } from './explainer.ts';

/**
 * Shapley values of fitted proxies, corrected by maximum sample reuse (regression-adjusted Monte
 * Carlo, Witter et al. 2025).
 */
export const regressionMsr: ExplainerDescription = {
  name: 'regression-msr',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  nested: true,
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  solving: 1.5,
  links: true,
  create: async (context, options) => (await import('./regression-msr/create.ts')).create(context, options),
};
