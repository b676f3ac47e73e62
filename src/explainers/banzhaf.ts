import type { ExplainerDescription } from './explainer.ts';

/**
 * Banzhaf values (Banzhaf 1965): the mean change a player makes, with all coalitions of the others
 * weighted the same.
 */
export const banzhaf: ExplainerDescription = {
  name: 'banzhaf',
  family: 'other',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  nested: true,
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  links: true,
  create: async (context, options) => (await import('./banzhaf/create.ts')).create(context, options),
};
