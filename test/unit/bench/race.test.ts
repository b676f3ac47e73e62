// The rivals of the race: what each has exactly.

import { describe, expect, test } from 'vitest';
import { readOptions } from '../../../src/explainers/options.ts';
import { sizeOf } from '../../../src/games/coalitions.ts';
import { rivals } from '../../bench/race/rivals/index.ts';
import { largestDifference } from '../support/attributions.ts';
import { coalitionsIn, contextOf, driveAll, valuesOf } from '../support/drive.ts';
import { byCoalitions, conjunctionGame, joinedGame, linearGame, type TestGame, tableGame } from '../support/games.ts';

async function valuesBy(name: string, game: TestGame, samples: number): Promise<Float64Array> {
  const rival = rivals.find((each) => each.name === name);
  if (!rival) throw new Error(`${name} does not race`);
  const explainer = await rival.create(contextOf(game, { samples, seed: 3 }), readOptions(rival));
  const { result, asks } = driveAll(explainer, (ask) => valuesOf(game, coalitionsIn(ask)));
  let asked = 0;
  for (const ask of asks) {
    const coalitions = coalitionsIn(ask);
    for (let row = 0; row < coalitions.count; row++) {
      const size = sizeOf(coalitions, row);
      if (size > 0 && size < game.players) asked += 1;
    }
  }
  expect(asked).toBeLessThanOrEqual(samples);
  expect(asked).toBeGreaterThan(0.9 * Math.min(samples, 2 ** game.players - 2));
  if (!result) throw new Error('it has no end');
  return result.values;
}

const additive = joinedGame([
  linearGame([3, -1, 4, 1, -5, 9, 2, -6, 5, 3], 7),
  linearGame([1, 0, 0, 2, 0, 0, 3, 0, 0, 1]),
]);

describe('additive games', () => {
  test.each(['leverage-shap', 'odd-shap'])('%s is exact', async (name) => {
    expect(largestDifference(await valuesBy(name, additive, 120), additive.shapley)).toBeLessThan(1e-5);
  });
  test('shapl-eig comes near', async () => {
    expect(largestDifference(await valuesBy('shapl-eig', additive, 120), additive.shapley)).toBeLessThan(0.3);
  });
});

test('leverage-shap is exact once it has all coalitions', async () => {
  const game = tableGame(7, 2, 4);
  expect(largestDifference(await valuesBy('leverage-shap', game, 126), byCoalitions(game))).toBeLessThan(1e-6);
});

test('odd-shap finds interactions of three, shapl-eig has what all coalitions say', async () => {
  const three = conjunctionGame(10, [{ worth: 2, present: [1, 4, 7], absent: [] }]);
  expect(largestDifference(await valuesBy('odd-shap', three, 400), three.shapley)).toBeLessThan(1e-5);
  const game = tableGame(6, 1, 4);
  expect(largestDifference(await valuesBy('shapl-eig', game, 62), byCoalitions(game))).toBeLessThan(0.01);
});
