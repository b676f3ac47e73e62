import * as v from 'valibot';
import { finite, MeasureSchema, orNone, whole } from './measure.ts';

const BinSchema = v.object({ from: finite, to: finite, rows: whole, predicted: finite, observed: MeasureSchema });

const DecisionsSchema = v.object({
  /** Scores from this on are taken for the class. */
  threshold: finite,
  confusion: v.object({
    trueNegative: whole,
    falsePositive: whole,
    falseNegative: whole,
    truePositive: whole,
  }),
  accuracy: MeasureSchema,
  precision: MeasureSchema,
  recall: MeasureSchema,
  specificity: MeasureSchema,
  selected: MeasureSchema,
  f1: MeasureSchema,
  matthews: MeasureSchema,
  cost: MeasureSchema,
});

const binary = {
  rows: whole,
  positives: whole,
  prevalence: MeasureSchema,
  rocAuc: MeasureSchema,
  averagePrecision: MeasureSchema,
  logLoss: MeasureSchema,
  brier: MeasureSchema,
  decisions: DecisionsSchema,
  cheapest: v.object({ threshold: orNone, cost: finite }),
  /** Points of the curves, at most some hundreds. */
  roc: v.object({
    falsePositiveRate: v.array(finite),
    truePositiveRate: v.array(finite),
    threshold: v.array(orNone),
  }),
  precisionRecall: v.object({ precision: v.array(finite), recall: v.array(finite), threshold: v.array(finite) }),
  calibration: v.object({ uniform: v.array(BinSchema), quantile: v.array(BinSchema) }),
  calibrationError: orNone,
  gain: v.array(v.object({ share: finite, gain: MeasureSchema, lift: MeasureSchema })),
};

/** How good a model is where right answers are known. */
export const PerformanceSchema = v.variant('kind', [
  v.object({ kind: v.literal('binary'), ...binary }),
  v.object({
    kind: v.literal('multiclass'),
    rows: whole,
    accuracy: MeasureSchema,
    logLoss: MeasureSchema,
    macroF1: MeasureSchema,
    rocAuc: MeasureSchema,
    /** Rows by known class (first) and answered class. */
    confusion: v.array(v.array(whole)),
    /** Each class against the rest. */
    classes: v.array(v.object(binary)),
  }),
  v.object({
    kind: v.literal('regression'),
    rows: whole,
    r2: MeasureSchema,
    explainedVariance: MeasureSchema,
    mae: MeasureSchema,
    rmse: MeasureSchema,
    medianAbsoluteError: MeasureSchema,
    residuals: v.object({ mean: MeasureSchema, standardDeviation: orNone, quantiles: v.array(finite) }),
    byAnswer: v.array(v.object({ from: finite, to: finite, rows: whole, mean: MeasureSchema })),
  }),
]);
