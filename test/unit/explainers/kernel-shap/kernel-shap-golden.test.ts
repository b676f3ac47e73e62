import { beforeAll, describe, expect, it } from 'vitest';
import { add, type Coalitions, coalitionsOf } from '../../../../src/games/coalitions.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { coalitionsIn, contextOf, driveAsync } from '../../support/drive.ts';
import { kernelShap } from '../../support/explainers.ts';
import {
  conjunctionValues,
  golden,
  goldenData,
  type LogisticModel,
  logisticValues,
  maskedMean,
  onnxModel,
  type RowModel,
  type TreeModel,
  treeConjunctions,
} from '../../support/golden.ts';

const ROWS = 5;
/** As many as shap's; `npm run soak -- golden` takes all. */
const SEEDS = process.env.ORIEL_GOLDEN === 'all' ? 20 : 6;
const M = 30;
const { background, explain } = goldenData('breast_cancer');

type Table = readonly (readonly number[])[];
type Answer = (coalitions: Coalitions) => Promise<Float64Array> | Float64Array;
interface Study {
  readonly name: string;
  /** Reference values, rows × 30. */
  readonly truth: Table;
  /** shap's own, seeds × rows × 30. */
  readonly theirs: readonly Table[];
  readonly answer: (row: number) => Answer;
}

const models: Record<string, RowModel> = {};
beforeAll(async () => {
  for (const name of ['mlp', 'lr', 'rf', 'gbt']) models[name] = await onnxModel(`breast_cancer-${name}`, M);
});

const throughOnnx =
  (name: string, row: number, transform?: (y: number) => number): Answer =>
  (coalitions) =>
    maskedMean(models[name], { background, instance: explain[row], coalitions, outputs: 1, transform });
const logOdds = (p: number): number => Math.log(p / (1 - p));

const values = <T>(name: string): T => golden<T>(`values/breast_cancer-${name}.json`);
const trees =
  (name: string, output: number) =>
  (row: number): Answer => {
    const model = golden<TreeModel>(`models/breast_cancer-${name}.json`);
    return conjunctionValues(treeConjunctions(model, background, explain[row], output), model.params.base);
  };
const logistic = (row: number): Answer =>
  logisticValues(golden<LogisticModel>('models/breast_cancer-lr.json'), background, explain[row]);

const studies: readonly Study[] = [
  {
    name: 'mlp',
    truth: values<{ phi: Table }>('mlp-ref30').phi,
    theirs: values<{ kernel_2048_l1off_seeds: readonly Table[] }>('mlp').kernel_2048_l1off_seeds,
    answer: (row) => throughOnnx('mlp', row),
  },
  {
    name: 'lr',
    truth: values<{ phi: Table }>('lr-ref30').phi,
    theirs: values<{ kernel_2048_l1off_seeds: readonly Table[] }>('lr').kernel_2048_l1off_seeds,
    answer: logistic,
  },
  {
    name: 'rf',
    truth: values<{ tree_interventional_raw: readonly (readonly (readonly number[])[])[] }>(
      'rf',
    ).tree_interventional_raw.map((row) => row.map((phi) => phi[1])),
    theirs: values<{ kernel_2048_l1off_seeds: readonly Table[] }>('rf').kernel_2048_l1off_seeds,
    answer: trees('rf', 1),
  },
  {
    name: 'gbt, as margin',
    truth: values<{ tree_interventional_raw: Table }>('gbt').tree_interventional_raw,
    theirs: values<{ kernel_2048_l1off_margin_seeds: readonly Table[] }>('gbt').kernel_2048_l1off_margin_seeds,
    answer: trees('gbt', 0),
  },
];

/** Mean squared difference from the truth over rows and features. */
const squaredError = (found: Table, truth: Table): number => {
  let sum = 0;
  for (let row = 0; row < ROWS; row++) for (let p = 0; p < M; p++) sum += (found[row][p] - truth[row][p]) ** 2;
  return sum / (ROWS * M);
};
const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;

describe('kernel-shap with 2,048 samples against shap', () => {
  it.each(studies)(
    "$name: mean squared error at most 1.1 times shap's, intervals hold",
    { timeout: 120_000 },
    async ({ truth, theirs, answer }) => {
      const answers = Array.from({ length: ROWS }, (_, row) => answer(row));
      const ours: number[] = [];
      let covered = 0;
      for (let seed = 0; seed < SEEDS; seed++) {
        const found: number[][] = [];
        for (let row = 0; row < ROWS; row++) {
          const context = contextOf({ players: M, outputs: 1 }, { samples: 2048, seed });
          const result = await driveAsync(kernelShap.create(context, {}), (ask) => answers[row](coalitionsIn(ask)));
          expect(result.coalitions).toBe(2048);
          found.push([...result.values]);
          for (let p = 0; p < M; p++)
            if (Math.abs(result.values[p] - truth[row][p]) <= 1.96 * result.standardErrors![p]) covered += 1;
        }
        ours.push(squaredError(found, truth));
      }
      const shap = mean(theirs.map((table) => squaredError(table, truth)));
      expect(mean(ours) / shap).toBeLessThanOrEqual(1.1);
      expect(covered / (SEEDS * ROWS * M)).toBeGreaterThan(0.88);
    },
  );
});

describe("the games of the models' parameters are those of their .onnx files", () => {
  const random = createRandom(1);
  const coalitions = coalitionsOf(M, 20);
  for (let row = 1; row < 20; row++)
    for (let p = 0; p < M; p++) if (row === 1 || random.uniform() < 0.5) add(coalitions, row, p);

  const largest = (a: Float64Array, b: Float64Array): number =>
    a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

  it.each([
    { name: 'lr', own: logistic, tolerance: 2e-6 },
    { name: 'rf', own: trees('rf', 1), tolerance: 2e-6 },
    // Log-odds of a float32 probability near 0 or 1.
    { name: 'gbt', own: trees('gbt', 0), transform: logOdds, tolerance: 1e-4 },
  ])('$name', async ({ name, own, transform, tolerance }) => {
    for (const row of [0, 3])
      expect(largest(await own(row)(coalitions), await throughOnnx(name, row, transform)(coalitions))).toBeLessThan(
        tolerance,
      );
  });

  it('gbt, as margin, predicts what shap calls the margin', async () => {
    const margins = values<{ pred_margin: readonly number[] }>('gbt').pred_margin;
    for (let row = 0; row < ROWS; row++)
      expect((await trees('gbt', 0)(row)(coalitions))[1]).toBeCloseTo(margins[row], 9);
  });
});
