import { expect, test } from 'vitest';
import { meanOverBackground } from '../../../src/games/background-mean.ts';
import { logit } from '../../../src/numerics/math.ts';
import { createRandom } from '../../../src/numerics/random.ts';

test('means over the background in float64, of the outputs selected', () => {
  const random = createRandom(1);
  const [coalitions, rows, outputs] = [5, 7, 3];
  const values = Float32Array.from({ length: coalitions * rows * outputs }, () => random.uniform());
  const selected = [2, 0];
  const means = meanOverBackground(values, { rows, outputs, selected, logOdds: false });
  const logOdds = meanOverBackground(values, { rows, outputs, selected, logOdds: true });
  expect(means).toHaveLength(coalitions * selected.length);
  for (let coalition = 0; coalition < coalitions; coalition++) {
    for (const [k, output] of selected.entries()) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += values[(coalition * rows + row) * outputs + output];
      expect(means[coalition * 2 + k]).toBe(sum / rows);
      expect(logOdds[coalition * 2 + k]).toBe(logit(sum / rows));
    }
  }
});

test('the sum is kept in float64, and log-odds are taken of the mean', () => {
  const values = Float32Array.from({ length: 100_001 }, (_, at) => (at === 0 ? 16777216 : 0.25));
  const one = { outputs: 1, selected: [0] };
  expect(meanOverBackground(values, { ...one, rows: values.length, logOdds: false })[0]).toBe(
    (16777216 + 25000) / 100_001,
  );
  expect(meanOverBackground(Float32Array.of(0, 1), { ...one, rows: 2, logOdds: true })[0]).toBe(0);
});

test('a coalition’s value does not depend on what else its chunk holds', () => {
  const random = createRandom(2);
  const values = Float32Array.from({ length: 6 * 10 * 2 }, () => random.normal());
  const options = { rows: 10, outputs: 2, selected: [0, 1], logOdds: false };
  const whole = meanOverBackground(values, options);
  const parts = [0, 1, 2, 3, 4, 5].flatMap((at) => [
    ...meanOverBackground(values.slice(at * 20, at * 20 + 20), options),
  ]);
  expect([...whole]).toEqual(parts);
});
