// All of scikit-learn's numbers on the golden models' test rows.

import { describe, expect, test } from 'vitest';
import { multiclassPerformance } from '../../../src/whole-model/multiclass.ts';
import { binaryPerformance } from '../../../src/whole-model/performance.ts';
import { regressionPerformance } from '../../../src/whole-model/regression.ts';
import golden from '../../golden/whole-model/performance.json';
import { golden as readGolden } from '../support/golden.ts';

interface Data {
  readonly test_y: number[];
}
interface Model<Answer> {
  readonly pred_test: Answer[];
}
type Expected = Readonly<Record<string, never>>;

const names = Object.keys(golden).filter((name) => name !== 'made_with');
const of = (data: string): string[] => names.filter((name) => name.startsWith(data));
const wanted = (name: string): Expected => golden[name as keyof typeof golden] as unknown as Expected;
const truthOf = (name: string): number[] => readGolden<Data>(`data/${name.split('-')[0]}.json`).test_y;
const answersOf = <Answer>(name: string): Answer[] => readGolden<Model<Answer>>(`models/${name}.json`).pred_test;

const close = (found: unknown, expected: unknown): void => {
  if (Array.isArray(expected)) {
    expect(found).toHaveLength(expected.length);
    for (const [i, one] of expected.entries()) close((found as unknown[])[i], one);
  } else expect(Math.abs((found as number) - (expected as number))).toBeLessThan(1e-9);
};

describe('two classes', () => {
  test.each(of('breast_cancer'))('%s', (name) => {
    const found = binaryPerformance(truthOf(name), Float64Array.from(answersOf<number>(name)));
    const { decisions, calibration } = found;
    const { confusion } = decisions;
    const all = wanted(name);
    const bins = (own: typeof calibration.uniform) => ({
      fraction_positive: own.map(({ observed }) => observed.value),
      mean_predicted: own.map(({ predicted }) => predicted),
    });
    const own = {
      rows: found.rows,
      roc_auc: found.rocAuc.value,
      average_precision: found.averagePrecision.value,
      log_loss: found.logLoss.value,
      brier: found.brier.value,
      accuracy_at_half: decisions.accuracy.value,
      confusion_at_half: [
        [confusion.trueNegative, confusion.falsePositive],
        [confusion.falseNegative, confusion.truePositive],
      ],
      precision_at_half: decisions.precision.value,
      recall_at_half: decisions.recall.value,
      f1_at_half: decisions.f1.value,
      matthews_at_half: decisions.matthews.value,
      roc_points: found.roc.threshold.length,
      calibration_uniform10: bins(calibration.uniform),
      calibration_quantile10: bins(calibration.quantile),
    };
    expect(Object.keys(own).sort()).toEqual(Object.keys(all).sort());
    for (const [key, value] of Object.entries(own)) {
      if (key.startsWith('calibration'))
        for (const [part, numbers] of Object.entries(value as object)) close(numbers, all[key][part]);
      else close(value, all[key]);
    }
  });
});

describe('several classes', () => {
  test.each([...of('iris'), ...of('wine')])('%s', (name) => {
    const shares = answersOf<number[]>(name);
    const [{ length: classes }] = shares;
    const found = multiclassPerformance(truthOf(name), Float64Array.from(shares.flat()), { classes });
    const own = {
      rows: found.rows,
      accuracy: found.accuracy.value,
      log_loss: found.logLoss.value,
      confusion: found.confusion,
      macro_f1: found.macroF1.value,
      roc_auc_ovr_macro: found.rocAuc.value,
    };
    expect(Object.keys(own).sort()).toEqual(Object.keys(wanted(name)).sort());
    for (const [key, value] of Object.entries(own)) close(value, wanted(name)[key]);
  });
});

describe('numbers', () => {
  test.each(of('diabetes'))('%s', (name) => {
    const found = regressionPerformance(
      Float64Array.from(truthOf(name)),
      Float64Array.from(answersOf<number>(name).flat()),
    );
    const own = {
      rows: found.rows,
      r2: found.r2.value,
      mae: found.mae.value,
      rmse: found.rmse.value,
      medae: found.medianAbsoluteError.value,
      explained_variance: found.explainedVariance.value,
    };
    expect(Object.keys(own).sort()).toEqual(Object.keys(wanted(name)).sort());
    for (const [key, value] of Object.entries(own)) close(value, wanted(name)[key]);
  });
});
