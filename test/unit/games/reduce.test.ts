import { expect, test } from 'vitest';
import type { TabularGame } from '../../../src/games/game.ts';
import { idlePlayers, meanOverBackground } from '../../../src/games/reduce.ts';
import { logit } from '../../../src/numerics/math.ts';
import { createRandom } from '../../../src/numerics/random.ts';

test('means over the background in float64, of the outputs selected', () => {
  const random = createRandom(1);
  const [coalitions, rows, outputs] = [5, 7, 3];
  const values = Float32Array.from({ length: coalitions * rows * outputs }, () => random.uniform());
  const selected = [2, 0];
  const means = meanOverBackground(values, rows, outputs, selected, 'identity');
  const links = meanOverBackground(values, rows, outputs, selected, 'logit');
  expect(means).toHaveLength(coalitions * selected.length);
  for (let coalition = 0; coalition < coalitions; coalition++) {
    for (const [k, output] of selected.entries()) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += values[(coalition * rows + row) * outputs + output];
      expect(means[coalition * 2 + k]).toBe(sum / rows);
      expect(links[coalition * 2 + k]).toBe(logit(sum / rows));
    }
  }
});

test('the sum is not kept in float32, and the link comes after the mean', () => {
  const values = Float32Array.from({ length: 100_001 }, (_, at) => (at === 0 ? 16777216 : 0.25));
  expect(meanOverBackground(values, values.length, 1, [0], 'identity')[0]).toBe((16777216 + 25000) / 100_001);
  expect(meanOverBackground(Float32Array.of(0, 1), 2, 1, [0], 'logit')[0]).toBe(0);
});

test('what a chunk holds beside a coalition does not change its value', () => {
  const random = createRandom(2);
  const values = Float32Array.from({ length: 6 * 10 * 2 }, () => random.normal());
  const whole = meanOverBackground(values, 10, 2, [0, 1], 'identity');
  const parts = [0, 1, 2, 3, 4, 5].flatMap((at) => [
    ...meanOverBackground(values.slice(at * 20, at * 20 + 20), 10, 2, [0, 1], 'identity'),
  ]);
  expect([...whole]).toEqual(parts);
});

test('players equal to the whole background are idle', () => {
  const nan = Number.NaN;
  const game: TabularGame = {
    kind: 'tabular',
    players: 5,
    playerOf: Int32Array.of(0, 1, 2, 3, 2, 4),
    instance: Float32Array.of(1, 2, 3, nan, 5, nan),
    background: { count: 2, columns: 6, data: Float32Array.of(1, 2, 3, nan, 5, nan, 1, 9, 3, nan, 6, 0) },
  };
  expect(idlePlayers(game)).toEqual([true, false, false, true, false]);
});
