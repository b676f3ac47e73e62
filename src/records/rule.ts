import * as v from 'valibot';
import { aboutAnswer, parsedBy } from './about-answer.ts';

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A share with its 95 % interval (Wilson's), and of how many. */
const ShareSchema = v.object({ value: finite, low: finite, high: finite, of: whole });

/** When a model answers as it does to a row: conditions that nearly always keep the answer. */
export const RuleSchema = v.object({
  schema: v.literal('oriel.rule/1'),
  ...aboutAnswer,
  /** All of them hold of the row; none where the answer is nearly always the same. */
  conditions: v.array(
    v.object({
      column: v.string(),
      /** Least and greatest number, both included; null: no limit on that side. */
      least: v.nullable(finite),
      most: v.nullable(finite),
      /** Where both are null: the level or the number, as the row has it; null: missing. */
      is: v.nullable(v.union([finite, v.string()])),
    }),
  ),
  /**
   * How often the answer stays the same, over draws. A draw is a row of the table, any with the
   * same probability, in which the columns of the rule are those of a row that fulfils it, again
   * any with the same probability: the rule's columns and the others are independent of each other.
   */
  precision: ShareSchema,
  /** The share of the table's rows that fulfil it. */
  coverage: ShareSchema,
  /** The same of rows of the table as they are, those that fulfil it; null where none does. */
  inTable: v.nullable(ShareSchema),
  /** The precision that was wanted, and whether it is reached as far as the search could tell. */
  wanted: finite,
  holds: v.boolean(),
  /** all: every rule was looked at, the widest first. bandit: the most promising (KL-LUCB). */
  method: v.picklist(['all', 'bandit']),
});

export type Rule = v.InferOutput<typeof RuleSchema>;

/** A record from JSON; throws `record-invalid` naming the field. */
export const parseRule = (json: unknown): Rule => parsedBy(RuleSchema, json);
