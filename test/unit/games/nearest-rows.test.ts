import { describe, expect, test } from 'vitest';
import type { Rows } from '../../../src/games/game.ts';
import type { Numbers } from '../../../src/numerics/numbers.ts';
import { createRandom } from '../../../src/numerics/random.ts';
import { coalitionOf, conditionalGame, rowsBy, rowsOf, worthOf } from '../support/conditional.ts';
import { conditionalWorth, gaussianProblem } from '../support/gaussian.ts';

/** The share of each background row, by the letter of what `nearestDraws` says. */
function literalShares(
  instance: Numbers,
  { count, columns, data }: Rows,
  present: readonly number[],
  categorical: readonly number[],
): number[] {
  const value = (row: number, column: number) => data[row * columns + column];
  const all = Array.from({ length: count }, (_, row) => row);
  const apart = (a: number, b: number, column: number): number => {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) === Number.isNaN(b) ? 0 : 1;
    const difference = (x: number, y: number) => (categorical.includes(column) ? Number(x !== y) : (x - y) ** 2);
    const known = all.map((row) => value(row, column)).filter((x) => !Number.isNaN(x));
    // Its mean over all pairs of known values.
    const scale =
      known.reduce((sum, x) => sum + known.reduce((s, y) => s + difference(x, y), 0), 0) / known.length ** 2;
    return scale === 0 ? 0 : difference(a, b) / scale;
  };
  const states = (column: number) => new Set(all.map((row) => value(row, column))).size;
  const telling = present.filter((column) => states(column) > 1);
  const distances = all.map(
    (row) =>
      telling.reduce((sum, column) => sum + apart(instance[column], value(row, column), column), 0) / telling.length,
  );
  const m = Math.min(count, Math.ceil(2 * Math.sqrt(count)));
  const near = [...all].sort((a, b) => distances[a] - distances[b]).slice(0, m);
  const h = Math.sqrt(distances[near[m - 1]]) / 2;
  const weights = new Map(near.map((row) => [row, h > 0 ? Math.exp(-distances[row] / (2 * h * h)) : 1]));
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return all.map((row) => (weights.get(row) ?? 0) / total);
}

test('each row is drawn as often as its share is, rounded up or down, by the letter', async () => {
  for (let seed = 0; seed < 40; seed++) {
    const random = createRandom(seed);
    const row = (r: typeof random) => [
      r.normal(),
      100 * r.uniform(),
      r.integer(3),
      4,
      r.integer(5) === 0 ? Number.NaN : r.normal(),
      r.normal(),
    ];
    const background = rowsBy(9 + random.integer(60), row, random);
    const instance = Float64Array.from(row(random));
    const draws = 1 + random.integer(background.count);
    const game = conditionalGame({ imputer: 'nearest-rows', instance, background, draws, seed, categorical: [2] });
    // The first column has no two equal values: no two rows are equally far.
    const present = [0, ...[1, 2, 3, 4].filter(() => random.integer(2) === 0)];
    const rows = await rowsOf(game, coalitionOf(6, present));
    const shares = literalShares(instance, background, present, [2]);
    const last = (numbers: Numbers, at: number) => numbers[at * 6 + 5];
    for (const [at, share] of shares.entries()) {
      const times = Array.from({ length: draws }, (_, each) => last(rows, each)).filter(
        (x) => x === last(background.data, at),
      );
      expect(Math.abs(times.length - share * draws)).toBeLessThan(1 + 1e-9);
      if (share === 0) expect(times).toEqual([]);
    }
  }
});

test('a category that many rows have is met by these alone', async () => {
  const random = createRandom(2);
  const background = rowsBy(200, (r) => [r.integer(2), r.normal()], random);
  const game = conditionalGame({
    imputer: 'nearest-rows',
    instance: Float64Array.of(1, 0),
    background,
    categorical: [0],
  });
  const rows = await rowsOf(game, coalitionOf(2, [0]));
  const met = new Set(
    Array.from({ length: 200 }, (_, row) => row)
      .filter((row) => background.data[2 * row] === 1)
      .map((row) => background.data[2 * row + 1]),
  );
  expect(Array.from({ length: 100 }, (_, row) => met.has(rows[2 * row + 1]))).not.toContain(false);
});

describe('jointly normal columns and a linear model', () => {
  const random = createRandom(7);
  const problem = gaussianProblem(3, 0.8, random);
  // In the midst of the others: at the edge, all rows that are near lie on one side.
  const row = [0.7, 0, 0];
  const rms = async (rows: number, correlated: boolean) => {
    let sum = 0;
    for (let run = 0; run < 30; run++) {
      const background = rowsBy(rows, problem.row, random);
      const game = conditionalGame({
        imputer: 'nearest-rows',
        instance: Float64Array.from(row),
        background,
        draws: 400,
      });
      const worth = await worthOf(game, [0], (each) => problem.coefficients.reduce((s, c, at) => s + c * each[at], 0));
      const expected = correlated ? conditionalWorth(problem, row, [0]) : problem.coefficients[0] * row[0];
      sum += (worth - expected) ** 2;
    }
    return Math.sqrt(sum / 30);
  };

  test('come near the closed form, the nearer the more rows there are', async () => {
    const [few, many] = [await rms(50, true), await rms(2000, true)];
    expect(many).toBeLessThan(few / 1.5);
    // What takes no heed of what goes together is far away.
    expect(many).toBeLessThan((await rms(2000, false)) / 4);
  });

  test('that do not go together are worth what they are marginally', async () => {
    const apart = gaussianProblem(3, 0, createRandom(1));
    const errors: number[] = [];
    for (let run = 0; run < 40; run++) {
      const row = apart.row(random);
      const background = rowsBy(400, apart.row, random);
      const game = conditionalGame({
        imputer: 'nearest-rows',
        instance: Float64Array.from(row),
        background,
        seed: run,
      });
      errors.push((await worthOf(game, [0], (each) => each[1] + each[2])) - 0);
    }
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (errors.length - 1));
    expect(Math.abs(mean)).toBeLessThan((3 * deviation) / Math.sqrt(errors.length));
    // As the mean of 40 rows, whose weights are worth those of about 30: their deviation is √13.
    expect(deviation).toBeLessThan(1.3 * Math.sqrt(13 / 30));
  });
});
