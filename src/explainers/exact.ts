import { MOST_PLAYERS } from './exact/most-players.ts';
import type { ExplainerDescription } from './explainer.ts';

/**
 * Shapley values by valuing every coalition. No sampling error; the cost doubles with each player.
 */
export const exact: ExplainerDescription = {
  name: 'exact',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {},
  nested: true,
  defaultSamples: () => Number.POSITIVE_INFINITY,
  maxPlayers: MOST_PLAYERS,
  links: true,
  create: async (context, options) => (await import('./exact/create.ts')).create(context, options),
};
