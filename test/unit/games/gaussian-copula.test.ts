import { describe, expect, test } from 'vitest';
import { fitCopula } from '../../../src/games/gaussian-copula.ts';
import { createRandom, type Random } from '../../../src/numerics/random.ts';
import { conditionalGame, rowsBy, worthOf } from '../support/conditional.ts';
import { conditionalShapley, type GaussianProblem, gaussianProblem, shapleyOf } from '../support/gaussian.ts';

/** Mean, its standard error, and root mean square of the errors of several runs. */
function summary(errors: readonly number[]) {
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (errors.length - 1);
  const rms = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
  return { mean, error: Math.sqrt(variance / errors.length), deviation: Math.sqrt(variance), rms };
}

const linear =
  ({ coefficients }: GaussianProblem) =>
  (row: ArrayLike<number>) =>
    coefficients.reduce((sum, coefficient, column) => sum + coefficient * row[column], 0);

/** Shapley values of every set's worth as it is drawn from a background of its own, less the true ones. */
async function errorsOf(problem: GaussianProblem, row: readonly number[], rows: number, random: Random) {
  const game = conditionalGame({
    imputer: 'gaussian-copula',
    instance: Float64Array.from(row),
    background: rowsBy(rows, problem.row, random),
    seed: random.bits(),
  });
  const worth = new Map<string, number>();
  const columns = [...row.keys()];
  for (let set = 0; set < 2 ** columns.length; set++) {
    const present = columns.filter((column) => (set >> column) & 1);
    worth.set(String(present), await worthOf(game, present, linear(problem)));
  }
  const found = shapleyOf(columns.length, (present) => worth.get(String(present)) as number);
  const exact = conditionalShapley(problem, row);
  return found.map((value, column) => value - exact[column]);
}

describe('jointly normal columns and a linear model', () => {
  const random = createRandom(11);
  const problem = gaussianProblem(4, 0.6, random);
  const row = problem.row(random);

  test('give the conditional Shapley values of the closed form, to sampling error', async () => {
    const runs: number[][] = [];
    for (let run = 0; run < 30; run++) runs.push(await errorsOf(problem, row, 800, random));
    for (const column of row.keys()) {
      const { mean, error } = summary(runs.map((errors) => errors[column]));
      expect(Math.abs(mean)).toBeLessThan(3 * error);
    }
    // The values that take no heed of what goes together are far outside of that.
    const marginal = row.map((value, column) => problem.coefficients[column] * value);
    const exact = conditionalShapley(problem, row);
    const far = Math.max(...marginal.map((value, column) => Math.abs(value - exact[column])));
    expect(summary(runs.flat()).rms).toBeLessThan(far / 10);
  });

  test('err less with more rows to learn from: as the root of their number', async () => {
    const rms = async (rows: number) => {
      const runs: number[][] = [];
      for (let run = 0; run < 20; run++) runs.push(await errorsOf(problem, row, rows, random));
      return summary(runs.flat()).rms;
    };
    const [few, many] = [await rms(100), await rms(1600)];
    expect(many).toBeLessThan(few / 2.5); // 4 in theory
  });
});

test('an answer that is not linear has the expected value, and errs less with more draws', async () => {
  const random = createRandom(12);
  const problem = gaussianProblem(3, 0.5, random);
  const row = [1.5, 0, 0];
  // E[x₁x₂ | x₀] = E[x₁ | x₀] E[x₂ | x₀] + Cov(x₁, x₂ | x₀), of deviations 1, 2 and 3.
  const expected = 0.5 * 2 * 1.5 * (0.5 * 3 * 1.5) + 2 * 3 * (0.5 - 0.5 * 0.5);
  const runs = async (draws: number) => {
    const errors: number[] = [];
    for (let run = 0; run < 60; run++) {
      const background = rowsBy(1000, problem.row, random);
      const instance = Float64Array.from(row);
      const game = conditionalGame({ imputer: 'gaussian-copula', instance, background, draws, seed: run });
      errors.push((await worthOf(game, [0], ([, a, b]) => a * b)) - expected);
    }
    return summary(errors);
  };
  const [few, many] = [await runs(10), await runs(1000)];
  for (const { mean, error } of [few, many]) expect(Math.abs(mean)).toBeLessThan(3 * error);
  expect(many.deviation).toBeLessThan(few.deviation / 3);
});

test('columns that do not go together are worth what they are marginally', async () => {
  const random = createRandom(13);
  const problem = gaussianProblem(4, 0, random);
  const row = problem.row(random);
  const errors: number[] = [];
  for (let run = 0; run < 40; run++) {
    const background = rowsBy(400, problem.row, random);
    const game = conditionalGame({ imputer: 'gaussian-copula', instance: Float64Array.from(row), background });
    const values = Array.from(background.data);
    const means = row.map(
      (_, column) => values.filter((_value, at) => at % 4 === column).reduce((sum, value) => sum + value) / 400,
    );
    const marginal = linear(problem)(row.map((value, column) => (column < 2 ? value : means[column])));
    errors.push((await worthOf(game, [0, 1], linear(problem))) - marginal);
  }
  const { mean, error, rms } = summary(errors);
  expect(Math.abs(mean)).toBeLessThan(3 * error);
  expect(rms).toBeLessThan(0.5);
});

describe('the fit', () => {
  const random = createRandom(14);

  test('finds covariances whatever the columns’ own distributions are', () => {
    const { covariances } = fitCopula(
      rowsBy(
        20_000,
        (r) => {
          const [a, b] = [r.normal(), r.normal()];
          return [Math.exp(2 * a), (0.8 * a + 0.6 * b) ** 3];
        },
        random,
      ),
    );
    expect(covariances[1]).toBeCloseTo(0.8, 2);
    for (const at of [0, 3]) expect(covariances[at]).toBeCloseTo(1, 12);
    expect(covariances[2]).toBe(covariances[1]);
  });

  test('makes covariances smaller where few rows tell of them', () => {
    const kept = (rows: number) => {
      const problem = gaussianProblem(10, 0.3, createRandom(1));
      const { covariances } = fitCopula(rowsBy(rows, problem.row, createRandom(2)));
      return covariances.reduce((sum, value, at) => sum + (at % 11 === 0 ? 0 : value), 0) / 90;
    };
    expect(kept(5000)).toBeCloseTo(0.3, 1);
    expect(kept(20)).toBeLessThan(0.25);
    expect(kept(2)).toBe(0);
    expect(kept(1)).toBe(0);
  });

  test('gives the shrinkage of Schäfer and Strimmer, computed pair by pair', () => {
    const [count, columns] = [30, 4];
    const rows = rowsBy(count, gaussianProblem(columns, 0.5, random).row, random);
    const { covariances } = fitCopula(rows);
    const scores = Array.from({ length: columns }, (_, column) => {
      const own = Array.from({ length: count }, (_, row) => rows.data[row * columns + column]);
      const ranks = own.map((value) => own.filter((other) => other <= value).length);
      const raw = ranks.map((rank) => quantile(rank / (count + 1)));
      const size = Math.sqrt(raw.reduce((sum, z) => sum + z * z, 0) / count);
      return raw.map((z) => z / size);
    });
    let [variances, squares] = [0, 0];
    const plain: number[] = [];
    for (let i = 0; i < columns; i++)
      for (let j = 0; j < columns; j++) {
        const products = scores[i].map((z, row) => z * scores[j][row]);
        const r = products.reduce((sum, w) => sum + w, 0) / count;
        plain.push(r);
        if (i === j) continue;
        variances += products.reduce((sum, w) => sum + (w - r) ** 2, 0) / (count * (count - 1));
        squares += r * r;
      }
    const lambda = variances / squares;
    expect(lambda).toBeGreaterThan(0.01);
    for (const [at, r] of plain.entries())
      expect(covariances[at]).toBeCloseTo(at % (columns + 1) === 0 ? 1 : (1 - lambda) * r, 10);
  });

  test('is not misled by columns of few values', async () => {
    const background = rowsBy(
      4000,
      (r) => {
        const a = r.normal();
        return [a > 0.5 ? 1 : 0, a, r.normal() > 0 ? 1 : 0];
      },
      random,
    );
    const worth = (instance: readonly number[], present: readonly number[], column: number) => {
      const game = { imputer: 'gaussian-copula', instance: Float64Array.from(instance), background } as const;
      return worthOf(conditionalGame({ ...game, draws: 1000 }), present, (row) => row[column]);
    };
    // E[a | a > 0.5] = φ(0.5) ÷ Φ(−0.5) and E[a | a ≤ 0.5] = −φ(0.5) ÷ Φ(0.5).
    expect(await worth([1, 0, 0], [0], 1)).toBeCloseTo(0.352 / 0.3085, 1);
    expect(await worth([0, 0, 0], [0], 1)).toBeCloseTo(-0.352 / 0.6915, 1);
    // P(a > 0.5), of which a column that goes with nothing tells nothing.
    expect(await worth([0, 0, 1], [2], 0)).toBeCloseTo(0.3085, 1);
    // Drawn, it goes with another less than it should: it is certain in truth.
    expect(await worth([0, 2, 0], [1], 0)).toBeGreaterThan(0.75);
    expect(await worth([0, -2, 0], [1], 0)).toBeLessThan(0.05);
  });
});

/** By bisection of the distribution function, which is integrated: for tests alone. */
function quantile(p: number): number {
  let [from, to] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const x = (from + to) / 2;
    if (cdf(x) < p) from = x;
    else to = x;
  }
  return from;
}

/** Simpson's rule on the density. */
function cdf(x: number): number {
  const steps = 400;
  const width = x / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp((-(i * width) * (i * width)) / 2);
  }
  return 0.5 + (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}
