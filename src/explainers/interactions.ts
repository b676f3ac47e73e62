import type { ExplainerDescription } from './explainer.ts';

/**
 * Each pair of players is an unknown: beyond this, solving for them takes longer than the model.
 */
const MAX_PLAYERS = 60;

/** Shapley values, and what each two players do together. */
export const interactions: ExplainerDescription = {
  name: 'interactions',
  family: 'shap',
  inputs: ['tabular', 'image', 'text'],
  options: {
    index: {
      type: 'choice',
      default: 'shapley',
      choices: ['shapley', 'faithful'],
    },
  },
  nested: true,
  defaultSamples: (_, players) => Math.max(2048, 2 * players * (players + 1)),
  maxPlayers: MAX_PLAYERS,
  links: true,
  create: async (context, options) => (await import('./interactions/create.ts')).create(context, options),
};
