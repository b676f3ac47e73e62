import * as v from 'valibot';
import { OrielError } from '../errors.ts';

/**
 * A column of a table as a card describes it. Levels are named in code order: the table may hold
 * names or codes.
 */
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
  /**
   * centre: the largest centred rectangle of the model's shape; stretch: the whole picture,
   * distorted.
   */
  crop: v.picklist(['centre', 'stretch']),
});

export const TextInputSchema = v.object({ kind: v.literal('text') });

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How a text becomes the numbers a model of text takes. */
export const TokenizerSchema = v.object({
  /**
   * Pieces of words, by the algorithm that made the vocabulary; words: whole words, looked up
   * (Keras).
   */
  kind: v.picklist(['wordpiece', 'bpe', 'unigram', 'words']),
  /** The vocabulary, beside the model: a tokenizer.json, a vocab.txt, or a word index. */
  files: v.optional(v.array(v.string())),
  /** Numbers of special tokens: mask, pad; for words also unknown and start. */
  special: v.optional(v.record(v.string(), whole)),
  /** Most tokens, special ones included. */
  length: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Whether upper case is read as lower case; of a vocab.txt and of words. */
  lowercase: v.optional(v.boolean()),
  /** Words: what one is, as a JavaScript pattern. */
  pattern: v.optional(v.string()),
  padding: v.optional(v.picklist(['left', 'right'])),
});

/**
 * A model's description beside its file; one schema for shipped examples, own models and the
 * command line.
 */
export const CardSchema = v.object({
  schema: v.literal('oriel.card/1'),
  name: v.string(),
  task: v.picklist(['binary', 'multiclass', 'regression']),
  /**
   * Names of the classes in the order of the model's outputs. A binary model with one output gives
   * P(classes[1]).
   */
  classes: v.optional(v.array(v.string())),
  features: v.optional(v.array(FeatureSchema)),
  target: v.optional(v.nullable(v.string())),
  input: v.variant('kind', [TabularInputSchema, ImageInputSchema, TextInputSchema]),
  tokenizer: v.optional(TokenizerSchema),
  /** The final step that the file leaves out: what makes probabilities of its outputs. */
  post: v.optional(v.picklist(['softmax', 'logistic'])),
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
