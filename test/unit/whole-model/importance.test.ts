// What a model goes by: against shap's stored values, and against a sampled model whose values are
// known.

import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/numerics/random.ts';
import { type Gap, gapsOf } from '../../../src/whole-model/gaps.ts';
import { importanceOf, leadersOf, permutationImportance } from '../../../src/whole-model/importance.ts';
import { magnitudeOf, smoothedSize } from '../../../src/whole-model/magnitude.ts';
import { moments } from '../../../src/whole-model/measure.ts';
import { golden } from '../support/golden.ts';
import { coverOf, model, PLAYERS, rowOf, sampledImportance, shapley } from '../support/sampled-importance.ts';

describe('of exact values', () => {
  test.each([
    ['breast_cancer-gbt', 'tree_interventional_raw'],
    ['diabetes-rf', 'tree_interventional_raw'],
  ])("importance is the mean size of shap's values: %s", (name, field) => {
    const phi = golden<Record<string, number[][]>>(`values/${name}.json`)[field];
    const players = phi[0].map((_, player) => `x${player}`);
    const given = { rows: phi.length, players, values: Float64Array.from(phi.flat()), errors: null };
    const found = importanceOf(given, phi.length);
    for (const [player, own] of players.entries()) {
      const mean = phi.reduce((sum, row) => sum + Math.abs(row[player]), 0) / phi.length;
      const { importance } = found.find((one) => one.name === own)!;
      expect(importance.value).toBeCloseTo(mean, 9);
      // All rows there are, without errors: nothing is left to be unsure of.
      expect(importance.low).toBe(importance.value);
    }
    const sizes = found.map(({ importance }) => importance.value as number);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(found.reduce((sum, { leads }) => sum + (leads.value as number), 0)).toBeCloseTo(1, 12);
  });
});

describe('of sampled values', () => {
  const sampled = sampledImportance(200);
  const cover = (player: number): number => coverOf(sampled, player);

  test('of every column, the intervals of mean |attribution| hold the truth in 93 to 97 % of 200 repetitions', () => {
    for (const player of [0, 1, 2, 3]) {
      expect(cover(player), PLAYERS[player]).toBeGreaterThanOrEqual(0.93);
      expect(cover(player), PLAYERS[player]).toBeLessThanOrEqual(0.97);
    }
    expect(cover(4)).toBe(1);
  });
});

describe('errors make sizes larger', () => {
  /** Estimates of a mean size: 40 times 200 values with errors as large as they are. */
  const draws = (value: (random: ReturnType<typeof createRandom>) => number, size: number) => {
    const found = Array.from({ length: 40 }, (_, seed) => {
      const random = createRandom(seed);
      const errors = Float64Array.from({ length: 200 }, () => size * (0.7 + 0.6 * random.uniform()));
      const values = errors.map((error) => value(random) + error * random.normal());
      return magnitudeOf(values, errors, { population: Number.POSITIVE_INFINITY });
    });
    const mean = (of: (one: (typeof found)[number]) => number) =>
      found.reduce((sum, one) => sum + of(one), 0) / found.length;
    return { plain: mean(({ plain }) => plain), own: mean(({ measure }) => measure.value!), found };
  };

  test.each<[string, number, Parameters<typeof draws>[0], number]>([
    ['values are normal', Math.sqrt(2 / Math.PI), (random) => random.normal(), 1],
    ['values are around 1', 1.0001, (random) => 1 + 0.3 * random.normal(), 0.5],
    ['values are 1 and -1', 1, (random) => (random.integer(2) === 0 ? 1 : -1), 0.5],
    ['half are 0', Math.sqrt(2 / Math.PI) / 2, (random) => (random.integer(2) === 0 ? 0 : random.normal()), 0.5],
    ['all are 0', 0, () => 0, 1],
  ])('four fifths of that and more are taken away: %s', (_, truth, value, size) => {
    const { plain, own } = draws(value, size);
    expect(plain - truth).toBeGreaterThan(0.005);
    // Within a fifth of it, and the chance of 40 means of 200.
    expect(Math.abs(own - truth)).toBeLessThan(0.22 * (plain - truth) + 0.01);
  });

  test('what may be nothing is said to be', () => {
    const { found } = draws(() => 0, 1);
    expect(found.filter(({ measure }) => measure.low === 0).length).toBeGreaterThanOrEqual(36);
  });

  test('the mean size of a number with an error', () => {
    const random = createRandom(1);
    for (const [x, s] of [
      [0, 1],
      [0.5, 2],
      [-3, 1],
    ]) {
      let sum = 0;
      for (let i = 0; i < 200_000; i++) sum += Math.abs(x + s * random.normal());
      expect(smoothedSize(x, s)).toBeCloseTo(sum / 200_000, 1);
    }
    expect(smoothedSize(-2, 0)).toBe(2);
  });
});

test('who leads: the largest attribution of each row, and nobody where all are 0', () => {
  const values = Float64Array.of(1, -3, 2, 1, 0, 0);
  const given = { rows: 3, players: ['x', 'y'], values, errors: null };
  expect([...leadersOf(given)]).toEqual([1, 0, -1]);
  const [y, x] = importanceOf(given, 3).toSorted((a, b) => (a.name < b.name ? 1 : -1));
  expect(x).toMatchObject({ name: 'x', leads: { value: 1 / 3 }, raises: { value: 1 } });
  expect(y).toMatchObject({ name: 'y', leads: { value: 1 / 3 }, raises: { value: 0 } });
});

test('permutation importance is the mean increase of the loss', () => {
  const { increase } = permutationImportance('x', Float64Array.of(1, 2, 3, 4), [
    Float64Array.of(2, 2, 4, 4),
    Float64Array.of(2, 4, 4, 4),
  ]);
  expect(increase.value).toBeCloseTo((1 + 1 + 1 + 0) / 4, 12);
  expect(increase.low).toBeLessThan(0.75);
});

test('the columns of a gap add up to the difference of the mean answers', () => {
  const rows = Array.from({ length: 80 }, (_, row) => rowOf(createRandom(row)));
  const given = {
    rows: 80,
    players: PLAYERS,
    values: Float64Array.from(rows.flatMap(shapley)),
    errors: null,
  };
  const first = Int32Array.from(rows.keys()).filter((row) => rows[row][0] > 0.3);
  const second = Int32Array.from(rows.keys()).filter((row) => rows[row][0] <= 0.3);
  const mean = (own: Int32Array) => own.reduce((sum, row) => sum + model(rows[row]), 0) / own.length;
  const [{ difference, columns }] = gapsOf(given, [first]) as [Gap];
  expect(Math.abs(difference - (mean(first) - mean(second)))).toBeLessThan(1e-12);
  expect(columns[0].name).toBe('a');
  expect(columns[0].difference.low).toBeGreaterThan(0);
});

test('gaps have the means and errors of both sides, by their definitions', () => {
  const rows = Array.from({ length: 60 }, (_, row) => rowOf(createRandom(100 + row)));
  const values = Float64Array.from(rows.flatMap(shapley));
  const given = { rows: 60, players: PLAYERS, values, errors: null };
  // One row, most rows, some that are in no set, and a set of none.
  const sets = [[7], Array.from({ length: 45 }, (_, at) => at + 10), [0, 1, 2], []].map((set) => Int32Array.from(set));
  const [single, most, few, none] = gapsOf(given, sets);
  expect(none).toBeNull();
  expect(single!.columns.every(({ difference: { low, high } }) => low === null && high === null)).toBe(true);
  for (const [gap, own] of [
    [most!, sets[1]],
    [few!, sets[2]],
  ] as const) {
    const others = Array.from({ length: 60 }, (_, row) => row).filter((row) => !own.includes(row));
    expect(gap.rows).toEqual([own.length, others.length]);
    for (const { name, first, second, difference } of gap.columns) {
      const player = PLAYERS.indexOf(name);
      const [a, b] = [[...own], others].map((some) =>
        moments(some.map((row) => values[row * PLAYERS.length + player])),
      );
      expect(first).toBeCloseTo(a.mean, 12);
      expect(second).toBeCloseTo(b.mean, 12);
      const half = 1.959963984540054 * Math.hypot(a.error, b.error);
      expect(difference.high! - difference.value!).toBeCloseTo(half, 12);
    }
  }
});
