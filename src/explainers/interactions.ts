import type { ExplainerDescription } from './explainer.ts';

/**
 * Pairs grow with the players' square: beyond this, solving for them takes longer than the model.
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
  defaultSamples: (input) => (input.kind === 'image' ? 512 : 2048),
  // Solving for 30 players takes about 2 s with 2,048 samples.
  solving: 1,
  maxPlayers: MAX_PLAYERS,
  links: true,
  create: async (context, options) => (await import('./interactions/create.ts')).create(context, options),
};
