import * as v from 'valibot';
import { finite, MeasureSchema, orNone, whole } from './measure.ts';
import { PerformanceSchema } from './performance.ts';
import { ShiftSchema } from './shift.ts';

/** What differs in the rows of another table. */
export const AgainstSchema = v.object({
  file: v.string(),
  /** Its rows, and those of them that the model can take and that were looked at. */
  rows: whole,
  used: whole,
  /** How columns are spread; what has moved most comes first. */
  columns: v.array(
    v.object({
      name: v.string(),
      /** Population stability index, and what 95 % of samples without drift stay below. */
      psi: finite,
      psiWithoutDrift: finite,
      /** Kolmogorov and Smirnov's distance, and how probable it is without drift; of numbers. */
      ks: orNone,
      pValue: orNone,
    }),
  ),
  /** Its rows that were explained. */
  explained: whole,
  /** Mean attributions in it (first) minus those of the rows that are looked at; largest first. */
  moved: v.nullable(v.array(ShiftSchema)),
});

/**
 * What another model makes of the same rows; where two numbers are compared, the first minus the
 * second.
 */
export const AgainstModelSchema = v.object({
  model: v.object({ name: v.string(), sha256: v.string(), format: v.string() }),
  /** Rows that both can take. */
  rows: whole,
  threshold: v.nullable(finite),
  /** Of both, over these rows. */
  performance: v.nullable(v.tuple([PerformanceSchema, PerformanceSchema])),
  differences: v.nullable(
    v.array(
      v.object({
        name: v.picklist(['accuracy', 'rocAuc', 'logLoss', 'brier', 'mae', 'rmse']),
        difference: MeasureSchema,
      }),
    ),
  ),
  /** Rows that are decided otherwise; null of numbers. */
  disagreement: v.nullable(
    v.object({
      share: MeasureSchema,
      rows: whole,
      /** Rows on which one alone is right; null where that is not known. */
      onlyFirst: v.nullable(whole),
      onlySecond: v.nullable(whole),
    }),
  ),
  /** Rows whose answers are furthest apart; of those decided otherwise, if there are any. */
  furthest: v.array(
    v.object({
      /** Its number in the table, counted from 0. */
      row: whole,
      /** Answers for the output that is explained, and what is decided for; of numbers null. */
      answers: v.tuple([finite, finite]),
      decided: v.nullable(v.tuple([v.string(), v.string()])),
      /** What is known of it. */
      truth: v.nullable(v.union([v.string(), finite])),
    }),
  ),
  /** Rows that were explained of both, and where their attributions add up. */
  explained: whole,
  space: v.picklist(['output', 'logit', 'raw']),
  explainer: v.nullable(v.string()),
  /** Columns that the two use otherwise; the furthest apart first. */
  columns: v.nullable(
    v.array(
      v.object({
        name: v.string(),
        /** Mean sizes of attributions; null where a model is not given the column. */
        first: v.nullable(MeasureSchema),
        second: v.nullable(MeasureSchema),
        /** Mean of the first minus the second, and mean size of that. */
        difference: MeasureSchema,
        apart: MeasureSchema,
      }),
    ),
  ),
});
