// What an explainer says of its samples: whether a smaller number of them only cuts the sequence.

import { describe, expect, test } from 'vitest';
import type { Ask } from '../../../src/explainers/explainer.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import { coalitionKeys, coalitionsIn, contextOf, valuesOf } from '../support/drive.ts';
import { type AtHand, explainers } from '../support/explainers.ts';
import { forestGame } from '../support/games.ts';

const asking = explainers.filter(({ structural, derivatives }) => !structural && !derivatives);
const SMALLER = [64, 100, 512];
const LARGEST = 1024;

/** The coalitions that an explainer asks for, in their order. */
function sequence(description: AtHand, players: number, samples: number): string[] {
  const game = forestGame(players, 60, 4, 3);
  const kind = description.inputs.includes('text') ? 'text' : 'image';
  const context = contextOf(game, { samples, input: { kind } });
  const explainer = description.create(context, readOptions(description, {}));
  const asks: Ask[] = [];
  for (let step = explainer.next(); !step.done; step = explainer.next(valuesOf(game, coalitionsIn(step.value))))
    asks.push(step.value);
  return coalitionKeys(asks);
}

/** Whether every smaller number of samples asks for the first coalitions of the largest. */
function cuts(description: AtHand, players: number): boolean {
  const all = sequence(description, players, LARGEST);
  return SMALLER.every((samples) =>
    sequence(description, players, samples).every((coalition, at) => coalition === all[at]),
  );
}

describe('where samples are said to be nested', () => {
  const cases = asking
    .filter(({ nested }) => nested)
    .flatMap((description) => [9, 40].map((players) => ({ name: description.name, players, description })))
    .filter(({ players, description: { maxPlayers = 1000 } }) => players <= maxPlayers);
  test.each(cases)('$name cuts one sequence, $players players', ({ players, description }) => {
    expect(cuts(description, players)).toBe(true);
  });
});

test('those that are not said to be nested do go other ways', () => {
  const others = asking.filter(({ nested }) => !nested);
  expect(others.map(({ name }) => name)).toEqual(['bifurcation-shap', 'rise']);
  for (const description of others) expect([9, 40].every((players) => cuts(description, players))).toBe(false);
});
