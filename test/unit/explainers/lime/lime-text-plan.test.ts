// Which words LIME hides: the whole text first, then any number of them alike, and a smaller budget
// only cuts the plan.

import { expect, test } from 'vitest';
import type { Ask } from '../../../../src/explainers/explainer.ts';
import { limeText } from '../../../../src/explainers/lime/text.ts';
import { has } from '../../../../src/games/coalitions.ts';
import { contextOf, driveAll } from '../../support/drive.ts';

const players = 6;
const options = { kernelWidth: 0, numFeatures: 0, featureSelection: 'none' as const };

/** The sets asked for, as texts of ones and noughts. */
function asked(samples: number, seed = 5): string[] {
  const sets: string[] = [];
  const answer = (ask: Ask): Float64Array => {
    if (ask.kind !== 'coalitions') throw new Error('texts ask for coalitions');
    const { coalitions } = ask;
    if (coalitions.players !== players) return new Float64Array(0);
    for (let row = 0; row < coalitions.count; row++)
      sets.push(Array.from({ length: players }, (_, player) => (has(coalitions, row, player) ? '1' : '0')).join(''));
    return new Float64Array(coalitions.count).fill(0.5);
  };
  driveAll(limeText(contextOf({ players, outputs: 1 }, { samples, seed, input: { kind: 'text' } }), options), answer);
  return sets;
}

test('the whole text comes first, and a smaller budget cuts the plan', () => {
  const many = asked(1000);
  expect(many).toHaveLength(1000);
  expect(many[0]).toBe('111111');
  expect(asked(300)).toEqual(many.slice(0, 300));
  expect(asked(300, 6)).not.toEqual(many.slice(0, 300));
});

test('any number of words is hidden as often, at least one, and each word as often as another', () => {
  const sets = asked(12_001).slice(1);
  const hidden = new Float64Array(players + 1);
  const kept = new Float64Array(players);
  for (const set of sets) {
    hidden[[...set].filter((bit) => bit === '0').length] += 1;
    for (const [player, bit] of [...set].entries()) kept[player] += Number(bit);
  }
  expect(hidden[0]).toBe(0);
  // Five standard deviations of 12,000 draws.
  for (const count of hidden.slice(1)) expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt((12_000 * 5) / 36));
  for (const count of kept) expect(Math.abs(count - 5000)).toBeLessThan(5 * Math.sqrt(12_000 / 4));
});
