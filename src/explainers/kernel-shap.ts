import type { ExplainerDescription } from './explainer.ts';

/**
 * Shapley values by weighted regression on sampled coalitions (KernelSHAP, Lundberg and Lee 2017;
 * paired as in Covert and Lee 2021).
 */
export const kernelShap: ExplainerDescription = {
  name: 'kernel-shap',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {
    l1: {
      type: 'choice',
      default: 'off',
      choices: ['off', 'num_features', 'aic', 'bic', 'auto'],
      numbered: { num_features: 'features' },
      alias: 'l1_reg',
    },
    features: {
      type: 'integer',
      default: 10,
      min: 1,
      max: 10000,
    },
  },
  nested: true,
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  links: true,
  create: async (context, options) => (await import('./kernel-shap/create.ts')).create(context, options),
};
