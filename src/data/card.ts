import * as v from 'valibot';
import { OrielError } from '../errors.ts';
import { issueText } from './issue-text.ts';
import { named } from './named.ts';

/**
 * A column of a table as a card describes it. Levels are listed in the order of their codes; the
 * table may hold names or codes.
 */
const FeatureSchema = v.object({
  name: v.string(),
  label: v.optional(v.string()),
  unit: v.optional(v.string()),
  kind: v.picklist(['numeric', 'categorical']),
  levels: v.optional(v.array(v.string())),
  group: v.optional(v.string()),
});

/**
 * A card's words in another language: classes and levels by their names in the card, features by
 * theirs. What is left out stays as the card has it.
 */
const CardWordsSchema = v.object({
  name: v.optional(v.string()),
  note: v.optional(v.string()),
  whoDecides: v.optional(v.string()),
  classes: v.optional(named(v.string())),
  features: v.optional(
    named(
      v.object({
        label: v.optional(v.string()),
        unit: v.optional(v.string()),
        levels: v.optional(named(v.string())),
      }),
    ),
  ),
});

/**
 * Columns of a table that are the steps of a sequence, for a model that takes [rows, steps,
 * features]. Which column is which say their names (`columns`), or else their order: that of the
 * card's features, or the table's.
 */
const SequenceSchema = v.object({
  /** How many steps. */
  steps: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Names of what each step holds, in the model's order. */
  features: v.pipe(v.array(v.string()), v.minLength(1)),
  /** TF: the model takes [rows, steps, features], the default; FT: [rows, features, steps]. */
  layout: v.optional(v.picklist(['TF', 'FT'])),
  /** How columns are named, such as "{feature}_{step}" for hr_1. */
  columns: v.optional(v.pipe(v.string(), v.regex(/^(?=.*\{feature\})(?=.*\{step\})/))),
  /** Number of the first step. Default: the smallest in the columns' names, else 1. */
  first: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Without `columns`: steps: all features of a step side by side, the default; or features. */
  order: v.optional(v.picklist(['steps', 'features'])),
});

const TabularInputSchema = v.object({ kind: v.literal('tabular'), sequence: v.optional(SequenceSchema) });

/** The value p (0 to 255) of channel c enters the model as p × scale[c] + offset[c]. */
const ImageInputSchema = v.object({
  kind: v.literal('image'),
  layout: v.picklist(['NCHW', 'NHWC']),
  /** Height and width in pixels. */
  size: v.tuple([v.pipe(v.number(), v.integer(), v.minValue(1)), v.pipe(v.number(), v.integer(), v.minValue(1))]),
  channels: v.picklist(['RGB', 'BGR', 'grey']),
  scale: v.array(v.number()),
  offset: v.array(v.number()),
  /**
   * centre: the largest centred rectangle of the model's shape; stretch: the whole picture,
   * distorted to that shape.
   */
  crop: v.picklist(['centre', 'stretch']),
});

const TextInputSchema = v.object({ kind: v.literal('text') });

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How a text becomes the numbers that a text model takes. */
const TokenizerSchema = v.object({
  /**
   * wordpiece, bpe, unigram: pieces of words, named after the algorithm that made the vocabulary;
   * words: whole words, looked up (Keras).
   */
  kind: v.picklist(['wordpiece', 'bpe', 'unigram', 'words']),
  /** The vocabulary's files beside the model: a tokenizer.json, a vocab.txt, or a word index. */
  files: v.optional(v.array(v.string())),
  /** Ids of special tokens: mask and pad; for words also unknown and start. */
  special: v.optional(v.record(v.string(), whole)),
  /** Largest number of tokens, including special ones. */
  length: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Whether upper case is read as lower case; for a vocab.txt and for words. */
  lowercase: v.optional(v.boolean()),
  /** For words: a JavaScript pattern that matches one word. */
  pattern: v.optional(v.string()),
  padding: v.optional(v.picklist(['left', 'right'])),
});

/**
 * The description that stands beside a model's file; the same schema for shipped examples, the
 * user's own models and the command line.
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
  /** The model's output tensor that is explained, where it has several. */
  outputTensor: v.optional(v.string()),
  /** The final step that the file leaves out, which turns its outputs into probabilities. */
  post: v.optional(v.picklist(['softmax', 'logistic'])),
  /**
   * Which trees answer where a booster's training stopped early: those up to the best round (the
   * default), or all.
   */
  trees: v.optional(v.picklist(['best', 'all'])),
  /** What to show first: row numbers of the data, file names of pictures, or texts. */
  samples: v.optional(v.array(v.union([v.number(), v.string()]))),
  /** Rows of the data that the model was not trained on. */
  holdout: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))),
  /** Features that ought not to influence the model's answer. */
  protected: v.optional(v.array(v.string())),
  /** Binary: the share of classes[1] from which on the decision is classes[1]. */
  threshold: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** Who decides with the model's answer, as a sentence without its full stop. */
  whoDecides: v.optional(v.string()),
  source: v.optional(v.string()),
  licence: v.optional(v.string()),
  sha256: v.optional(v.string()),
  note: v.optional(v.string()),
  /** Words in other languages, by BCP 47 tag. */
  translations: v.optional(named(CardWordsSchema)),
});

export type Feature = v.InferOutput<typeof FeatureSchema>;
export type SequenceInput = v.InferOutput<typeof SequenceSchema>;
export type ImageInput = v.InferOutput<typeof ImageInputSchema>;
export type Card = v.InferOutput<typeof CardSchema>;

/** Reads a card from JSON; throws `card-invalid`, which names the field. */
export function parseCard(json: unknown, file: string): Card {
  const result = v.safeParse(CardSchema, json);
  if (result.success) return result.output;
  throw new OrielError('card-invalid', { file, text: issueText(result.issues, 'card') });
}
