import * as v from 'valibot';
import { aboutAnswer, parsedBy } from './about-answer.ts';

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const cell = v.nullable(v.union([finite, v.string()]));

const ExampleSchema = v.object({
  /** Number of the row in the table, counted from 0. */
  row: whole,
  /** Columns that differ, those that stand for levels of one thing as one; sum of all costs. */
  changed: whole,
  distance: finite,
  values: v.array(cell),
  /** K: the model's answer to it. */
  output: v.array(finite),
  /** What the table says is right; null where it says nothing. */
  known: cell,
});

/** The rows of a table that are the most like one, with the same and with another answer. */
export const ExamplesSchema = v.object({
  schema: v.literal('oriel.examples/1'),
  ...aboutAnswer,
  /**
   * By column: a number that differs costs |difference| / `deviation`, the column's median absolute
   * deviation; another level costs 1, and so does a missing value. Levels: null.
   */
  deviations: v.array(v.nullable(finite)),
  /** The nearest first. */
  same: v.array(ExampleSchema),
  other: v.array(ExampleSchema),
  /** Rows that were compared. */
  rows: whole,
  /** Whether these are the nearest for certain: else the time was up before all were asked. */
  complete: v.boolean(),
});

export type Examples = v.InferOutput<typeof ExamplesSchema>;

/** A record from JSON; throws `record-invalid` naming the field. */
export const parseExamples = (json: unknown): Examples => parsedBy(ExamplesSchema, json);
