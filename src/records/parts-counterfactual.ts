import * as v from 'valibot';
import { message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';
import { type Counterfactual, CounterfactualSchema, parseCounterfactual } from './counterfactual.ts';

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const TextSchema = v.object({
  kind: v.literal('text'),
  sha256: v.string(),
  text: v.string(),
  /** N parts: where each is in the text, in UTF-16 units. Marks alone are no parts. */
  spans: v.array(v.array(v.tuple([whole, whole]))),
});

const PictureSchema = v.object({
  kind: v.literal('image'),
  sha256: v.string(),
  file: v.nullable(v.string()),
  width: whole,
  height: whole,
  /** What the model saw, as a PNG data URL. */
  picture: v.nullable(v.string()),
  /** The part that each pixel belongs to: base64 of little-endian uint16, row-major. */
  segments: v.string(),
  /** N. */
  parts: whole,
  /** What hides a part: blur, mean, or a colour. */
  fill: v.string(),
});

const WaySchema = v.object({
  /** How many parts change, and which share of the input they are: of its letters or pixels. */
  changed: whole,
  distance: finite,
  /** Which parts, counted from 0. */
  parts: v.array(whole),
  /** What stands in place of each where words are swapped; else null. */
  by: v.nullable(v.array(v.string())),
  /** The text with the changes; null for a picture. */
  text: v.nullable(v.string()),
  /** K: the model's answer to it. */
  output: v.array(finite),
  /** Whether it is certain that no fewer parts do it. */
  nearest: v.boolean(),
});

const { entries } = CounterfactualSchema;

/**
 * The fewest parts of a text or a picture without which the answer is another: the variant of
 * `oriel.counterfactual/1` whose `input` has a `kind`. Proofs are about the number of parts.
 */
export const PartsCounterfactualSchema = v.object({
  schema: entries.schema,
  id: entries.id,
  created: entries.created,
  model: entries.model,
  input: v.variant('kind', [TextSchema, PictureSchema]),
  /** K of the model's outputs; of more than 20 those that are the largest before or after. */
  outputs: entries.outputs,
  modelOutput: entries.modelOutput,
  target: entries.target,
  /** How parts change: taken out of a text, swapped for other words of it, hidden in a picture. */
  change: v.picklist(['remove', 'swap', 'hide']),
  limits: v.object({
    /** Most parts that may change. */
    changed: whole,
  }),
  proof: entries.proof,
  bound: entries.bound,
  ways: v.array(WaySchema),
  seed: entries.seed,
  /** Inputs that the model answered. */
  calls: entries.calls,
  stopped: entries.stopped,
  milliseconds: entries.milliseconds,
  backend: entries.backend,
  runtime: entries.runtime,
  engine: entries.engine,
});

export type PartsCounterfactual = v.InferOutput<typeof PartsCounterfactualSchema>;

/** A record of a text or a picture from JSON; throws `record-invalid` naming the field. */
export function parsePartsCounterfactual(json: unknown): PartsCounterfactual {
  const result = v.safeParse(PartsCounterfactualSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    const field = v.getDotPath(issue) ?? 'record';
    throw new OrielError('record-invalid', { text: message('record.field', { field, text: foreign(issue.message) }) });
  }
  const { input, ways, outputs, modelOutput } = result.output;
  const count = input.kind === 'text' ? input.spans.length : input.parts;
  const answers = [...ways.map(({ output }) => output.length), modelOutput.length];
  const fits = ways.every(
    ({ parts, by }) => parts.every((part) => part < count) && (by === null || by.length === parts.length),
  );
  if (fits && answers.every((each) => each === outputs.length)) return result.output;
  throw new OrielError('record-invalid', { text: message('record.lengths') });
}

/** Whether it is about parts of a text or a picture, not about a row of a table. */
export const isAboutParts = (record: Counterfactual | PartsCounterfactual): record is PartsCounterfactual =>
  'kind' in record.input;

/** Any record of `oriel.counterfactual/1` from JSON; throws `record-invalid` naming the field. */
export function parseAnyCounterfactual(json: unknown): Counterfactual | PartsCounterfactual {
  const kind = (json as { input?: { kind?: unknown } } | null)?.input?.kind;
  return kind === undefined ? parseCounterfactual(json) : parsePartsCounterfactual(json);
}
