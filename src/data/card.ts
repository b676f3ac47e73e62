import * as v from 'valibot';
import { OrielError } from '../errors.ts';

/** A column of a table as a card describes it. Levels are named in code order: the table may hold names or codes. */
export const FeatureSchema = v.object({
  name: v.string(),
  label: v.optional(v.string()),
  unit: v.optional(v.string()),
  kind: v.picklist(['numeric', 'categorical']),
  levels: v.optional(v.array(v.string())),
  group: v.optional(v.string()),
});

export const TabularInputSchema = v.object({ kind: v.literal('tabular') });

/** pixel value p (0 to 255) of channel c enters the model as p * scale[c] + offset[c]. */
export const ImageInputSchema = v.object({
  kind: v.literal('image'),
  layout: v.picklist(['NCHW', 'NHWC']),
  /** Height and width in pixels. */
  size: v.tuple([v.pipe(v.number(), v.integer(), v.minValue(1)), v.pipe(v.number(), v.integer(), v.minValue(1))]),
  channels: v.picklist(['RGB', 'BGR', 'grey']),
  scale: v.array(v.number()),
  offset: v.array(v.number()),
  /** centre: the largest centred rectangle of the model's shape; stretch: the whole picture, distorted. */
  crop: v.picklist(['centre', 'stretch']),
});

/** A model's description beside its file; one schema for shipped examples, own models and the command line. */
export const CardSchema = v.object({
  schema: v.literal('oriel.card/1'),
  name: v.string(),
  task: v.picklist(['binary', 'multiclass', 'regression']),
  /** Names of the classes in the order of the model's outputs. A binary model with one output gives P(classes[1]). */
  classes: v.optional(v.array(v.string())),
  features: v.optional(v.array(FeatureSchema)),
  target: v.optional(v.nullable(v.string())),
  input: v.variant('kind', [TabularInputSchema, ImageInputSchema]),
  tokenizer: v.optional(
    v.object({
      kind: v.string(),
      files: v.optional(v.array(v.string())),
      special: v.optional(v.record(v.string(), v.number())),
      length: v.optional(v.number()),
    }),
  ),
  /** What to show first: row numbers of the data, file names of pictures, or texts. */
  samples: v.optional(v.array(v.union([v.number(), v.string()]))),
  /** Rows of the data that the model was not trained on. */
  holdout: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))),
  /** Features that ought not to decide. */
  protected: v.optional(v.array(v.string())),
  source: v.optional(v.string()),
  licence: v.optional(v.string()),
  sha256: v.optional(v.string()),
  note: v.optional(v.string()),
});

export type Feature = v.InferOutput<typeof FeatureSchema>;
export type ImageInput = v.InferOutput<typeof ImageInputSchema>;
export type Card = v.InferOutput<typeof CardSchema>;

/** A card from JSON; throws `card-invalid` naming the field. */
export function parseCard(json: unknown, file: string): Card {
  const result = v.safeParse(CardSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new OrielError('card-invalid', { file, text: `${v.getDotPath(issue) ?? 'card'}: ${issue.message}` });
}
