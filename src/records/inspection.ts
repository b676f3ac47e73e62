import * as v from 'valibot';
import type { Message } from '../catalogue/message.ts';
import { message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';
import { AgainstModelSchema, AgainstSchema } from './inspection/against.ts';
import { ErrorPartSchema } from './inspection/errors.ts';
import { FairnessSchema } from './inspection/fairness.ts';
import { CurveSchema, ImportanceSchema } from './inspection/goes-by.ts';
import { finite, MeasureSchema, orNone, whole } from './inspection/measure.ts';
import { PerformanceSchema } from './inspection/performance.ts';
import { MessageSchema } from './message-schema.ts';

export type { ErrorPart } from './inspection/errors.ts';
export type { InspectedMeasure } from './inspection/measure.ts';

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
