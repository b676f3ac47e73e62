import * as v from 'valibot';
import { message } from '../catalogue/message.ts';
import { sha256 } from '../data/hash.ts';
import { foreign, OrielError } from '../errors.ts';
import { canonicalJson } from './canonical.ts';
import { MessageSchema } from './message-schema.ts';
import { TippingSchema } from './tipping.ts';

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const cell = v.nullable(v.union([finite, v.string()]));

/** How far a row is from the one asked about: by `changed` first, then by `distance`. */
const NearnessSchema = v.object({
  /** Columns that differ; those that change as one count as one. */
  changed: whole,
  /** Sum over the columns that differ, each weighted; see `columns`. */
  distance: finite,
});

/** How a column may change. */
const ColumnLimitsSchema = v.object({
  name: v.string(),
  may: v.picklist(['any', 'up', 'down', 'nothing']),
  /** Why it may not change at all. */
  why: v.nullable(v.picklist(['asked', 'protected', 'identifier', 'one value'])),
  /** Of numbers: least and greatest value, and what values are multiples of; null: of nothing. */
  least: v.nullable(finite),
  most: v.nullable(finite),
  step: v.nullable(finite),
  /** Of categories: the levels that it may take. */
  levels: v.nullable(v.array(v.string())),
  /** Whether its value may go missing. */
  missing: v.boolean(),
  /**
   * Of numbers: a change costs `cost` × |change| / `deviation`, the column's median absolute
   * deviation (where that is 0, the mean absolute deviation from the median, else 1). A change of a
   * level, and one to or from a missing value, costs `cost`.
   */
  deviation: v.nullable(finite),
  cost: finite,
});

const WaySchema = v.object({
  ...NearnessSchema.entries,
  changes: v.array(v.object({ column: v.string(), from: cell, to: cell })),
  /** The whole row, in the order of the input's columns. */
  values: v.array(cell),
  /** K: the model's answer to it. */
  output: v.array(finite),
  /** Whether no nearer row changes other columns than those of the ways before it. */
  nearest: v.boolean(),
  /**
   * How unusual the row is in the table: its mean distance to the nearest rows, and the share of
   * the table's rows that are at least as far from theirs. null where that was not looked at.
   */
  unusual: v.nullable(v.object({ distance: finite, share: finite })),
});

/** Which changes of a row lead to another answer, with everything needed to trust and repeat it. */
export const CounterfactualSchema = v.object({
  schema: v.literal('oriel.counterfactual/1'),
  id: v.string(),
  created: v.string(),
  model: v.object({
    name: v.string(),
    sha256: v.string(),
    format: v.string(),
    trees: v.optional(v.picklist(['best', 'all'])),
    finalStep: v.optional(v.picklist(['softmax', 'logistic'])),
    outputTensor: v.optional(v.string()),
  }),
  input: v.object({
    sha256: v.string(),
    columns: v.array(v.string()),
    values: v.array(cell),
    row: v.nullable(v.pipe(v.number(), v.integer())),
  }),
  /** Names of the model's K outputs, and its answer to the input. */
  outputs: v.array(v.string()),
  modelOutput: v.array(finite),
  /** What was wanted. */
  target: v.variant('kind', [
    v.object({
      kind: v.literal('class'),
      /** null: any but the present one. */
      class: v.nullable(v.string()),
      /** The present one. */
      from: v.string(),
      /** Of two classes: the share of the second from which on it is the answer. */
      threshold: v.nullable(finite),
    }),
    v.object({ kind: v.literal('range'), output: v.string(), least: v.nullable(finite), most: v.nullable(finite) }),
  ]),
  limits: v.object({
    /** Most columns that may change. */
    changed: whole,
    columns: v.array(ColumnLimitsSchema),
    /** Columns that change as one: of which one stands for a level, or that move together. */
    together: v.array(v.array(v.string())),
    /** Whether only rows that are no more unusual than most of the table's were looked for. */
    plausible: v.boolean(),
  }),
  method: v.picklist(['trees', 'linear', 'search']),
  /**
   * What is certain. nearest: nothing nearer than the first way exists within the limits. none
   * within limits: there is no way. within gap: nothing nearer than `bound` exists. found by
   * search, none found: nothing is.
   */
  proof: v.picklist(['nearest', 'none within limits', 'within gap', 'found by search', 'none found']),
  /** null where nothing is certain. */
  bound: v.nullable(NearnessSchema),
  /** Ways to another answer, the nearest first. */
  ways: v.array(WaySchema),
  /** How near it is to tipping, where that was asked. */
  tipping: v.optional(TippingSchema),
  seed: v.number(),
  /** Rows that the model answered. */
  calls: whole,
  stopped: v.picklist(['done', 'deadline', 'cancelled']),
  milliseconds: v.number(),
  backend: v.object({
    name: v.string(),
    adapter: v.nullable(v.string()),
    why: v.string(),
    whyMessage: MessageSchema,
  }),
  runtime: v.string(),
  engine: v.string(),
});

export type Counterfactual = v.InferOutput<typeof CounterfactualSchema>;

/** A record from JSON; throws `record-invalid` naming the field. */
export function parseCounterfactual(json: unknown): Counterfactual {
  const result = v.safeParse(CounterfactualSchema, json);
  if (result.success) {
    const { input, ways, outputs, modelOutput } = result.output;
    const lengths = [...ways.map(({ values }) => values.length), input.values.length];
    const answers = [...ways.map(({ output }) => output.length), modelOutput.length];
    if (lengths.every((length) => length === input.columns.length) && answers.every((each) => each === outputs.length))
      return result.output;
    throw new OrielError('record-invalid', { text: message('record.lengths') });
  }
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'record';
  throw new OrielError('record-invalid', { text: message('record.field', { field, text: foreign(issue.message) }) });
}

/** The id of a record: a hash of all that an equal request repeats, without times and back end. */
export async function counterfactualId(
  record: Pick<Counterfactual, 'id' | 'created' | 'milliseconds' | 'backend' | 'runtime'>,
): Promise<string> {
  const { id: _id, created: _created, milliseconds: _ms, backend: _backend, runtime: _runtime, ...lasting } = record;
  return (await sha256(new TextEncoder().encode(canonicalJson(lasting)))).slice(0, 32);
}
