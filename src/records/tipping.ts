import * as v from 'valibot';

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** Values of the columns that change as one, in their order. */
const values = v.array(v.nullable(v.union([finite, v.string()])));

/** How far columns go one way before the answer is the wanted one, all others as they are. */
const TipSchema = v.object({
  /** The last values up to which it is not; as they are now where it changes at once. */
  stays: values,
  /** The first values at which it is; null: at none within the limits. */
  tips: v.nullable(values),
  /** K: the model's answer there, and what the change costs (as the distance of a way). */
  output: v.nullable(v.array(finite)),
  distance: v.nullable(finite),
});

/** How near an answer is to another one. */
export const TippingSchema = v.object({
  /** What may change, each by itself. Columns that there was no time for are left out. */
  columns: v.array(
    v.object({
      /** One column, or those that change as one. */
      columns: v.array(v.string()),
      from: values,
      /** Whether that is all: else something may lie between the values that were tried. */
      exact: v.boolean(),
      /** Of numbers; null: there is nothing in that direction. */
      up: v.nullable(TipSchema),
      down: v.nullable(TipSchema),
      /** Of categories: the others that it may take, and whether each leads to that answer. */
      levels: v.nullable(v.array(v.object({ values, tips: v.boolean() }))),
      /** Whether a missing value leads to it; null: it may not go missing. */
      missing: v.nullable(v.boolean()),
    }),
  ),
  /**
   * Rows of the table whose nearest way to another answer is nearer than the first way here. null:
   * there is no such way, or there was no time. Where another class of several or a range is asked
   * for, rows that have that answer do not count.
   */
  among: v.nullable(
    v.object({
      nearer: whole,
      /** Rows that were compared, and those of them of which it could not be told. */
      rows: whole,
      undecided: whole,
      /** Whether these are all rows; else they were drawn at random. */
      all: v.boolean(),
      /** nearer / (rows − undecided), with its 95 % interval (Wilson's; undecided either way). */
      share,
      low: share,
      high: share,
      /** Whether all of it was proven; else something nearer may have been missed. */
      exact: v.boolean(),
    }),
  ),
});

export type Tipping = v.InferOutput<typeof TippingSchema>;
