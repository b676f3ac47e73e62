import * as v from 'valibot';
import { type Message, message } from '../catalogue/message.ts';
import { named } from '../data/named.ts';
import { foreign, OrielError } from '../errors.ts';
import { MessageSchema } from './message-schema.ts';

const finite = v.pipe(v.number(), v.finite());
const cell = v.nullable(v.union([finite, v.string()]));

/**
 * The row explained: one value a column; null where it is missing, the level's name for a category.
 */
const TabularSchema = v.object({
  kind: v.literal('tabular'),
  sha256: v.string(),
  columns: v.array(v.string()),
  /** null where the input was removed on request. */
  values: v.nullable(v.array(cell)),
  /** Number of the row in its data set, null for an edited or typed row. */
  row: v.nullable(v.pipe(v.number(), v.integer())),
  /** Where the columns are the steps of a sequence: how they stand, and what a player was. */
  sequence: v.optional(
    v.object({
      steps: v.pipe(v.number(), v.integer()),
      features: v.array(v.string()),
      /** Number of the first step. */
      first: v.number(),
      /** TF: step after step; FT: feature after feature. */
      layout: v.picklist(['TF', 'FT']),
      /** Columns that stand before it. Absent: none. */
      from: v.optional(v.pipe(v.number(), v.integer())),
      players: v.picklist(['feature', 'step', 'cell']),
    }),
  ),
  /**
   * Where absent columns were drawn given the present ones: how, and how many rows for each
   * combination at most. Absent: they took the background's values, whatever the present ones were.
   */
  absent: v.optional(
    v.object({
      kind: v.literal('conditional'),
      imputer: v.picklist(['gaussian-copula', 'nearest-rows']),
      draws: v.pipe(v.number(), v.integer()),
    }),
  ),
});

const ImageSchema = v.object({
  kind: v.literal('image'),
  sha256: v.string(),
  file: v.nullable(v.string()),
  width: v.pipe(v.number(), v.integer()),
  height: v.pipe(v.number(), v.integer()),
  /** What the model saw, as a PNG data URL; null where the input was removed on request. */
  picture: v.nullable(v.string()),
  /** The player that each pixel belongs to: base64 of little-endian uint16, row-major. */
  segments: v.string(),
  fill: v.string(),
});

const TextSchema = v.object({
  kind: v.literal('text'),
  sha256: v.string(),
  text: v.nullable(v.string()),
  /** Start and end of each player in UTF-16 units. */
  spans: v.array(v.array(v.tuple([v.number(), v.number()]))),
  /** How absent words were hidden: by the mask token, by removing them, or by empty places. */
  absent: v.picklist(['mask', 'remove', 'pad']),
  /** The part the model was given, where the text is too long for it. */
  part: v.nullable(v.tuple([v.number(), v.number()])),
  /** The players as a tree of phrases: nodes in the order of joining (`games/hierarchy.ts`). */
  phrases: v.object({ left: v.array(v.number()), right: v.array(v.number()) }),
});

const measure = v.union([finite, v.array(finite), v.array(v.array(finite)), v.string(), v.boolean(), v.null()]);

/** An explanation with everything needed to trust and repeat it: of K outputs. */
export const ExplanationSchema = v.object({
  schema: v.literal('oriel.explanation/1'),
  id: v.string(),
  created: v.string(),
  model: v.object({
    name: v.string(),
    sha256: v.string(),
    format: v.string(),
    /** Which trees answered, where training stopped early: those up to the best round, or all. */
    trees: v.optional(v.picklist(['best', 'all'])),
    /** The step after the file's own that a card adds. */
    finalStep: v.optional(v.picklist(['softmax', 'logistic'])),
    /** The output tensor that answered, where it was chosen. */
    outputTensor: v.optional(v.string()),
  }),
  input: v.variant('kind', [TabularSchema, ImageSchema, TextSchema]),
  background: v.nullable(
    v.object({ sha256: v.string(), rows: v.number(), method: v.string(), seed: v.nullable(v.number()) }),
  ),
  players: v.array(v.string()),
  groups: v.nullable(named(v.array(v.string()))),
  outputs: v.array(v.string()),
  space: v.picklist(['output', 'logit', 'raw']),
  explainer: v.object({
    requested: v.string(),
    name: v.string(),
    options: v.record(v.string(), v.union([finite, v.string(), v.boolean()])),
    /** Why this explainer, and what a person must know to read its values right; in English. */
    why: v.string(),
    /** The same, for other languages. */
    whyMessage: MessageSchema,
  }),
  seed: v.number(),
  /**
   * How far it was to go, as it was asked for when it was made: most samples, the error at which to
   * stop, most milliseconds. What is not in it was left to Oriel. Absent: all was, or it is not
   * known.
   */
  asked: v.optional(
    v.object({ samples: v.optional(finite), error: v.optional(finite), milliseconds: v.optional(finite) }),
  ),
  /** K, in the model's own units. */
  modelOutput: v.array(finite),
  /** K, in `space`; LIME: the surrogate's intercept. */
  base: v.array(finite),
  /** K, in `space`: what the attributions explain. */
  prediction: v.array(finite),
  /** K × players. */
  attributions: v.array(v.array(finite)),
  standardErrors: v.nullable(v.array(v.array(finite))),
  /**
   * K × players × players, symmetric with a diagonal of 0: what two players do together. Absent
   * where the explainer finds none.
   */
  interactions: v.optional(v.array(v.array(v.array(finite)))),
  /**
   * Their standard errors, of the same shape. Absent where they are exact, and in older records.
   */
  interactionErrors: v.optional(v.array(v.array(v.array(finite)))),
  additivityResidual: v.nullable(v.array(finite)),
  /**
   * Set where nothing was learnt about the players: the attributions are equal shares of what they
   * add up to, and are not to be shown as an explanation.
   */
  endsOnly: v.optional(v.literal(true)),
  fidelity: v.record(v.string(), measure),
  coalitions: v.number(),
  /** Model rows whose answers were used. */
  calls: v.number(),
  stopped: v.picklist(['done', 'samples', 'deadline', 'error-target', 'cancelled']),
  milliseconds: v.number(),
  backend: v.object({
    name: v.string(),
    adapter: v.nullable(v.string()),
    /** Why this back end, in English. */
    why: v.string(),
    /** The same, for other languages. */
    whyMessage: MessageSchema,
  }),
  runtime: v.string(),
  engine: v.string(),
});

export type Explanation = v.InferOutput<typeof ExplanationSchema>;

/** A record from JSON; throws `record-invalid` naming the field, also when lengths disagree. */
export function parseExplanation(json: unknown): Explanation {
  const result = v.safeParse(ExplanationSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    const field = v.getDotPath(issue) ?? 'record';
    throw invalid(message('record.field', { field, text: foreign(issue.message) }));
  }
  const record = result.output;
  const outputs = record.outputs.length;
  const players = record.players.length;
  const check = (name: keyof Explanation, rows: readonly unknown[] | null) => {
    if (rows && rows.length !== outputs)
      throw invalid(message('record.entries', { name, found: rows.length, outputs }));
  };
  check('modelOutput', record.modelOutput);
  check('base', record.base);
  check('prediction', record.prediction);
  check('attributions', record.attributions);
  check('standardErrors', record.standardErrors);
  check('additivityResidual', record.additivityResidual);
  for (const row of [...record.attributions, ...(record.standardErrors ?? [])]) {
    if (row.length !== players) throw invalid(message('record.row', { found: row.length, players }));
  }
  check('interactions', record.interactions ?? null);
  check('interactionErrors', record.interactionErrors ?? null);
  if (record.interactionErrors && !record.interactions) throw invalid(message('record.interactions', { players }));
  for (const matrix of [...(record.interactions ?? []), ...(record.interactionErrors ?? [])]) {
    if (matrix.length !== players || matrix.some((row) => row.length !== players))
      throw invalid(message('record.interactions', { players }));
  }
  return record;
}

const invalid = (text: Message): OrielError => new OrielError('record-invalid', { text });
