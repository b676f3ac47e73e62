import * as v from 'valibot';
import type { Message } from '../catalogue/message.ts';
import { message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';
import { MessageSchema } from './message-schema.ts';

const finite = v.pipe(v.number(), v.finite());
const orNone = v.nullable(finite);
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A number with its 95 % interval; null where it is not defined. */
const MeasureSchema = v.object({ value: orNone, low: orNone, high: orNone });

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

const PerformanceSchema = v.variant('kind', [
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

const ImportanceSchema = v.object({
  /** Rows that were explained. */
  rows: whole,
  space: v.picklist(['output', 'logit', 'raw']),
  /** The method, and whether its values have no error. */
  explainer: v.string(),
  exact: v.boolean(),
  /** The most important first. */
  players: v.array(
    v.object({
      name: v.string(),
      /** Mean size of its attributions, without what their errors add to it. */
      importance: MeasureSchema,
      /** The plain mean of sizes. */
      plain: finite,
      mean: MeasureSchema,
      leads: MeasureSchema,
      raises: MeasureSchema,
    }),
  ),
});

const CurveSchema = v.object({
  column: v.string(),
  /** Rows that partial dependence is the mean of, drawn from all; absent in older records. */
  rows: v.optional(whole),
  /** Names of the grid's levels; null of numbers. */
  levels: v.nullable(v.array(v.string())),
  grid: v.array(finite),
  /** Partial dependence, and the same from the first value of the grid on. */
  mean: v.array(MeasureSchema),
  centred: v.array(MeasureSchema),
  /** Rows × grid: some rows by themselves. */
  single: v.array(v.array(finite)),
  /** Accumulated local effects; null of categories. */
  local: v.nullable(v.object({ edges: v.array(finite), effect: v.array(MeasureSchema), rows: v.array(whole) })),
});

const ShiftSchema = v.object({ name: v.string(), difference: MeasureSchema, first: finite, second: finite });

const DisparitySchema = v.object({
  largest: v.nullable(whole),
  smallest: v.nullable(whole),
  difference: MeasureSchema,
  ratio: MeasureSchema,
});

const MembershipSchema = v.union([
  v.object({ column: v.string(), level: v.string() }),
  v.object({ column: v.string(), from: orNone, to: orNone }),
  v.object({ column: v.string(), missing: v.literal(true) }),
]);

const FairnessSchema = v.object({
  columns: v.array(v.string()),
  threshold: finite,
  groups: v.array(
    v.object({
      of: v.array(MembershipSchema),
      rows: whole,
      /** Why its numbers say little. */
      small: v.nullable(v.picklist(['rows', 'positives', 'negatives'])),
      meanScore: MeasureSchema,
      selectionRate: MeasureSchema,
      known: v.nullable(
        v.object({
          positives: whole,
          prevalence: MeasureSchema,
          truePositiveRate: MeasureSchema,
          falsePositiveRate: MeasureSchema,
          precision: MeasureSchema,
          accuracy: MeasureSchema,
          calibration: MeasureSchema,
        }),
      ),
    }),
  ),
  demographicParity: DisparitySchema,
  equalOpportunity: v.nullable(DisparitySchema),
  falsePositives: v.nullable(DisparitySchema),
  equalisedOdds: v.nullable(MeasureSchema),
  fourFifths: v.nullable(v.picklist(['holds', 'fails', 'unclear'])),
  /** By group: mean attributions in it minus those of all other rows, which add up. */
  gaps: v.nullable(
    v.array(v.nullable(v.object({ rows: v.tuple([whole, whole]), difference: finite, columns: v.array(ShiftSchema) }))),
  ),
});

const ConditionSchema = v.union([
  v.object({ column: v.string(), most: finite }),
  v.object({ column: v.string(), above: finite }),
  v.object({ column: v.string(), level: v.string() }),
  v.object({ column: v.string(), not: v.string() }),
  v.object({ column: v.string(), missing: v.boolean() }),
]);

/** What differs in the rows of another table. */
const AgainstSchema = v.object({
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
const AgainstModelSchema = v.object({
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

/** Rows that meet a condition and those above it, and how far the model is off there. */
export interface ErrorPart {
  condition: v.InferOutput<typeof ConditionSchema> | null;
  rows: number;
  error: v.InferOutput<typeof MeasureSchema>;
  parts: ErrorPart[];
}

const ErrorPartSchema: v.GenericSchema<ErrorPart> = v.object({
  condition: v.nullable(ConditionSchema),
  rows: whole,
  error: MeasureSchema,
  parts: v.array(v.lazy(() => ErrorPartSchema)),
});

/** A model as a whole, over the rows of a table. What was not, or not yet, found out is null. */
export const InspectionSchema = v.object({
  schema: v.literal('oriel.inspection/1'),
  created: v.string(),
  model: v.object({ name: v.string(), sha256: v.string(), format: v.string() }),
  task: v.picklist(['binary', 'multiclass', 'regression']),
  classes: v.nullable(v.array(v.string())),
  table: v.object({
    file: v.string(),
    /** Rows of the table, those that the model can take and that were looked at. */
    rows: whole,
    used: whole,
    /** Of those, the rows whose right answer is known. */
    known: whole,
    /** Whether the model was trained on them: the card's holdout rows were not. */
    trained: v.picklist(['no', 'unknown']),
  }),
  /** The output that is explained, and whose share is the score of groups. */
  output: v.string(),
  threshold: v.nullable(finite),
  seed: v.number(),
  /** What a person must know to read it right. */
  warnings: v.array(MessageSchema),
  performance: v.nullable(PerformanceSchema),
  importance: v.nullable(ImportanceSchema),
  /** Mean increase of the squared error where a column's values change places; largest first. */
  permutation: v.nullable(
    v.array(
      v.object({
        name: v.string(),
        increase: MeasureSchema,
        /** Rows whose values were shuffled, of those that are known; absent in older records. */
        rows: v.optional(whole),
      }),
    ),
  ),
  curves: v.nullable(v.array(CurveSchema)),
  /** What the two most important numeric columns do together. */
  together: v.nullable(
    v.object({
      columns: v.tuple([v.string(), v.string()]),
      edges: v.tuple([v.array(finite), v.array(finite)]),
      effect: v.array(v.array(finite)),
      half: v.array(v.array(orNone)),
      rows: v.array(v.array(whole)),
    }),
  ),
  fairness: v.nullable(v.array(FairnessSchema)),
  /** Where it fails most, over at most 10,000 of the rows. */
  errors: v.nullable(ErrorPartSchema),
  /** Only where another table was given to compare with. */
  against: v.optional(AgainstSchema),
  /** Only where another model was given to compare with. */
  againstModel: v.optional(AgainstModelSchema),
  /** Rows that the model was asked for. */
  calls: whole,
  stopped: v.picklist(['done', 'cancelled', 'running']),
  milliseconds: finite,
  engine: v.string(),
});

export type Inspection = v.InferOutput<typeof InspectionSchema>;
export type InspectedMeasure = v.InferOutput<typeof MeasureSchema>;

/** An inspection from JSON; throws `record-invalid` naming the field. */
export function parseInspection(json: unknown): Inspection {
  const result = v.safeParse(InspectionSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const text: Message = message('record.field', {
    field: v.getDotPath(issue) ?? 'inspection',
    text: foreign(issue.message),
  });
  throw new OrielError('record-invalid', { text });
}
