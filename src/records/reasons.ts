import * as v from 'valibot';
import { message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';
import { ExplanationSchema } from './record.ts';

/** Rows that a reference of kind `approved` has, unless fewer have another answer. */
export const NEAREST_ROWS = 100;

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Cells of the columns of a reason, in their order. */
const cells = v.array(v.nullable(v.union([finite, v.string()])));

const ReasonSchema = v.object({
  /** The player of the explanation: a column, or a group of columns by its name. */
  name: v.string(),
  columns: v.array(v.string()),
  /**
   * How far it moves the answer toward the decision, from the reference group's average: above 0,
   * and by more than twice its standard error. In the explanation's space.
   */
  toward: finite,
  error: v.nullable(finite),
  /** The row's own values. */
  values: cells,
  /** The reference group's: medians, commonest levels, of one-hot columns the commonest pattern. */
  typical: cells,
  /** Where its own values are the usual ones: the share of the group that has them. */
  shared: v.optional(v.pipe(finite, v.minValue(0), v.maxValue(1))),
  /** Whether the card says of one of its columns that it ought not to count. */
  protected: v.boolean(),
});

/** The principal reasons for a decision about a row, compared with a group of rows. */
export const ReasonsSchema = v.object({
  schema: v.literal('oriel.reasons/1'),
  /** null: the model tells a number, and nothing is decided. */
  decision: v.nullable(
    v.object({
      class: v.string(),
      /** The decided class's share. */
      share: finite,
      /** Of two classes: the share of the second from which on it is the answer. */
      threshold: v.nullable(finite),
    }),
  ),
  /** Whether the reasons are what raises the explained output; else what lowers it. */
  raising: v.boolean(),
  reference: v.object({
    /**
     * all: the table's rows, of more than 1,000 so many, evenly spaced. approved: of the rows with
     * another answer the 100 that are nearest to having this one, however far from it they are; all
     * of them where there are fewer.
     */
    kind: v.picklist(['all', 'approved']),
    rows: whole,
    /**
     * Of `approved`: how far the rows reach, as the share that the decided class has of the one
     * that is farthest from it.
     */
    reach: v.optional(finite),
  }),
  /** The most important first. */
  reasons: v.array(ReasonSchema),
  /** Where they are from: the reference group is its background. */
  explanation: ExplanationSchema,
});

export type Reasons = v.InferOutput<typeof ReasonsSchema>;

/** Reasons from JSON; throws `record-invalid` naming the field. */
export function parseReasons(json: unknown): Reasons {
  const result = v.safeParse(ReasonsSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'record';
  throw new OrielError('record-invalid', { text: message('record.field', { field, text: foreign(issue.message) }) });
}
