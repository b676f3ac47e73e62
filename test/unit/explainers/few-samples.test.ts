import { expect, it } from 'vitest';
import { explainers } from '../../../src/explainers/index.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import { contextOf, drive } from '../support/drive.ts';
import { forestGame } from '../support/games.ts';

const played = explainers.filter(
  ({ name, structural, derivatives, inputs }) => !structural && !derivatives && name !== 'exact' && inputs.includes('image'),
);

// What a short deadline leaves of a slow model.
it.each(played.flatMap((explainer) => [2, 6, 20].map((samples) => ({ name: explainer.name, explainer, samples }))))(
  '$name says something finite after $samples samples of 40 players',
  ({ explainer, samples }) => {
    const game = forestGame(40, 200, 4, 5);
    const context = contextOf(game, { samples, input: { kind: 'image' } });
    const found = drive(explainer.create(context, readOptions(explainer, {})), game);
    for (const values of [found.values, found.base, found.prediction, found.standardErrors ?? []])
      expect(Array.from(values).every(Number.isFinite)).toBe(true);
  },
);
