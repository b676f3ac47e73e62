import { describe, expect, test } from 'vitest';
import type { LinearScores } from '../../../../src/explainers/linear-shap/chain-rules.ts';
import { correlatedValues, independentValues } from '../../../../src/explainers/linear-shap/linear-values.ts';
import { cholesky, solveCholesky } from '../../../../src/numerics/linear-algebra.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { largestDifference } from '../../support/attributions.ts';
import { byCoalitions, type TestGame } from '../../support/games.ts';
import { golden, goldenData } from '../../support/golden.ts';

const B = 60;

function problem(seed: number, m: number, outputs: number) {
  const random = createRandom(seed);
  const mix = Float64Array.from({ length: m * m }, random.normal);
  const rows = new Float64Array(B * m);
  for (let b = 0; b < B; b++) {
    const z = Float64Array.from({ length: m }, random.normal);
    for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) rows[b * m + i] += mix[i * m + j] * z[j];
  }
  const model: LinearScores = {
    columns: m,
    outputs,
    coefficients: Float64Array.from({ length: outputs * m }, random.normal),
    intercepts: Float64Array.from({ length: outputs }, random.normal),
  };
  return { model, background: { rows, count: B }, row: Float64Array.from({ length: m }, random.normal), random };
}

/** E[f | x_S] by solving the normal equations of the present columns. */
function conditionalGame(
  { model, background, row }: ReturnType<typeof problem>,
  players: number,
  playerOf: ArrayLike<number>,
): TestGame {
  const m = model.columns;
  const mean = Array.from(
    { length: m },
    (_, c) => background.rows.reduce((s, v, i) => s + (i % m === c ? v : 0), 0) / B,
  );
  const cov = (i: number, j: number): number => {
    let sum = 0;
    for (let b = 0; b < B; b++) sum += (background.rows[b * m + i] - mean[i]) * (background.rows[b * m + j] - mean[j]);
    return sum / B;
  };
  return {
    players,
    outputs: model.outputs,
    value: (present) => {
      const S = [...Array(m).keys()].filter((c) => present[playerOf[c]]);
      const gram = Float64Array.from(S.flatMap((i) => S.map((j) => cov(i, j))));
      const solved = solveCholesky(
        cholesky(gram, S.length),
        Float64Array.from(S, (c) => row[c] - mean[c]),
      );
      const x = mean.map((mu, c) =>
        S.includes(c) ? row[c] : mu + S.reduce((sum, s, i) => sum + cov(c, s) * solved[i], 0),
      );
      return Array.from(model.intercepts, (a, k) =>
        x.reduce((sum, v, c) => sum + model.coefficients[k * m + c] * v, a),
      );
    },
  };
}

const identity = (m: number): Int32Array => Int32Array.from({ length: m }, (_, i) => i);

describe('correlated', () => {
  test.each([
    [1, 1, identity(1)],
    [6, 2, identity(6)],
    [7, 1, Int32Array.of(0, 1, 0, 2, 3, 3, 1)],
  ])('%i columns, %i outputs: as by enumeration', (m, outputs, playerOf) => {
    const given = problem(m, m, outputs);
    const explain = correlatedValues(given.model, given.background, { playerOf, random: given.random });
    expect(explain.exact).toBe(true);
    const game = conditionalGame(given, explain.players, playerOf);
    expect(largestDifference(explain.values(given.row, 1), byCoalitions(game))).toBeLessThan(1e-10);
  });

  test('with many players, drawn orders come near and sum to the prediction', () => {
    const given = problem(13, 13, 1);
    const explain = correlatedValues(given.model, given.background, { random: createRandom(1), orders: 2000 });
    expect(explain.exact).toBe(false);
    const values = explain.values(given.row, 1);
    const prediction = given.row.reduce(
      (sum, x, c) => sum + x * given.model.coefficients[c],
      given.model.intercepts[0],
    );
    expect(values.reduce((a, b) => a + b, explain.base[0])).toBeCloseTo(prediction, 9);
    const exact = byCoalitions(conditionalGame(given, 13, identity(13)));
    const scale = Math.max(...exact.map(Math.abs));
    expect(largestDifference(values, exact)).toBeLessThan(0.05 * scale);
  });

  test('a copy of a column shares its value with it', () => {
    const { background, random } = problem(3, 3, 1);
    for (let b = 0; b < B; b++) background.rows[b * 3 + 2] = background.rows[b * 3];
    const model: LinearScores = {
      columns: 3,
      outputs: 1,
      coefficients: Float64Array.of(2, 0.5, 0),
      intercepts: Float64Array.of(1),
    };
    const row = Float64Array.of(1.5, -1, 1.5);
    const explain = correlatedValues(model, background, { random });
    const [a, b, c] = explain.values(row, 1);
    expect(a).toBeCloseTo(c, 10);
    expect(a + b + c + explain.base[0]).toBeCloseTo(2 * 1.5 - 0.5 + 1, 10);
  });
});

interface Golden {
  readonly params: { mean?: number[]; scale?: number[]; coef: number[] | number[][]; intercept: number | number[] };
}

test.each(['breast_cancer-lr', 'diabetes-lin', 'iris-lr', 'wine-lr'])('independent, %s: as shap', (name) => {
  const { params } = golden<Golden>(`models/${name}.json`);
  const data = goldenData(name.split('-')[0]);
  const expected = golden<{ linear: (number | number[])[][] }>(`values/${name}.json`).linear;
  const m = data.feature_names.length;
  const scale = params.scale ?? new Array<number>(m).fill(1);
  const coefficients = Float64Array.from([params.coef].flat(2), (c, i) => c / scale[i % m]);
  const outputs = coefficients.length / m;
  const intercepts = Float64Array.from([params.intercept].flat(), (a, k) =>
    (params.mean ?? []).reduce((sum, mu, c) => sum - coefficients[k * m + c] * mu, a),
  );
  const background = { rows: Float64Array.from(data.background.flat()), count: data.background.length };
  const explain = independentValues({ columns: m, outputs, coefficients, intercepts }, background);
  const values = explain.values(Float64Array.from(data.explain.flat()), data.explain.length);
  const range = Math.max(...values) - Math.min(...values);
  data.explain.forEach((row, r) => {
    for (let k = 0; k < outputs; k++) {
      const own = values.subarray((r * outputs + k) * m, (r * outputs + k + 1) * m);
      expect(
        largestDifference(
          own,
          expected[r].map((v) => [v].flat()[k]),
        ),
      ).toBeLessThan(1e-9 * range);
      const answer = row.reduce((sum, x, c) => sum + x * coefficients[k * m + c], intercepts[k]);
      expect(Math.abs(own.reduce((a, b) => a + b, explain.base[k]) - answer)).toBeLessThan(1e-9);
    }
  });
});
