import * as v from 'valibot';
import { message } from '../catalogue/message.ts';
import { issueText } from '../data/issue-text.ts';
import { named } from '../data/named.ts';
import type { Cell, ExplainOptions, Input, Study } from '../library/index.ts';
import { limits } from '../limits.ts';
import { Refusal } from './refusal.ts';

/** What a request asks for. */
export interface Asked {
  readonly inputs: readonly Input[];
  readonly options: ExplainOptions;
}

const within = ([least, most]: readonly [number, number]) =>
  v.pipe(v.number(), v.finite(), v.minValue(least), v.maxValue(most));
const wholeWithin = (bounds: readonly [number, number]) => v.pipe(within(bounds), v.integer());

const ParametersSchema = v.strictObject({
  explainer: v.optional(v.string()),
  options: v.optional(named(v.union([v.number(), v.string(), v.boolean()]))),
  outputs: v.optional(v.union([v.picklist(['default', 'all']), v.pipe(v.array(v.string()), v.minLength(1))])),
  space: v.optional(v.picklist(['output', 'logit', 'raw'])),
  groups: v.optional(named(v.array(v.string()))),
  background: v.optional(wholeWithin(limits.conditionalRows)),
  absent: v.optional(v.picklist(['marginal', 'conditional'])),
  imputer: v.optional(v.picklist(['gaussian-copula', 'nearest-rows'])),
  draws: v.optional(wholeWithin(limits.draws)),
  segments: v.optional(wholeWithin(limits.segments)),
  fill: v.optional(v.pipe(v.string(), v.regex(/^(blur|mean|#[0-9a-f]{6})$/i))),
  players: v.optional(v.picklist(['words', 'distinct', 'tokens', 'sentences', 'feature', 'step', 'cell'])),
  hide: v.optional(v.picklist(['mask', 'remove', 'pad'])),
  window: v.optional(wholeWithin(limits.window)),
  curves: v.optional(v.boolean()),
  seed: v.optional(wholeWithin(limits.seed)),
  samples: v.optional(wholeWithin(limits.samples)),
  error: v.optional(within(limits.error)),
  milliseconds: v.optional(within(limits.milliseconds)),
});

type Parameters = v.InferOutput<typeof ParametersSchema>;

const BodySchema = v.strictObject({
  instances: v.pipe(v.array(v.unknown()), v.minLength(1)),
  parameters: v.optional(ParametersSchema),
  /** Clients of TensorFlow Serving send it; there is one. */
  signature_name: v.optional(v.string()),
});

/**
 * Reads the body of KServe's first protocol, `instances`, with Vertex AI's `parameters`. Throws
 * Refusal.
 */
export function readAsked(body: unknown, study: Study, most: number): Asked {
  const result = v.safeParse(BodySchema, body);
  if (!result.success) throw new Refusal('body', { text: issueText(result.issues, 'body') });
  const { instances, parameters = {} } = result.output;
  if (instances.length > most) throw new Refusal('too-many', { found: instances.length, most });
  return {
    inputs: instances.map((instance, at) => readInstance(instance, at, study)),
    options: readParameters(parameters, study),
  };
}

const cell = v.union([v.number(), v.string(), v.null()]);
const RowSchema = v.union([v.array(cell), named(cell)]);
const TextSchema = v.union([v.string(), v.object({ text: v.string() })]);
const Base64Schema = v.object({ b64: v.string() });
const PictureSchema = v.union([Base64Schema, v.object({ image_bytes: Base64Schema })]);

/** One instance. A row's number is none: what the service has beside a model is not handed out. */
function readInstance(instance: unknown, at: number, { card: { input } }: Study): Input {
  const wrong = (kind: string) => new Refusal('instance', { number: at, text: message('serve.instance', { kind }) });
  if (input.kind === 'text') {
    const text = v.safeParse(TextSchema, instance);
    if (!text.success) throw wrong('text');
    return { text: typeof text.output === 'string' ? text.output : text.output.text };
  }
  if (input.kind === 'image') {
    const picture = v.safeParse(PictureSchema, instance);
    if (!picture.success) throw wrong('image');
    const { b64 } = 'b64' in picture.output ? picture.output : picture.output.image_bytes;
    const data = new Uint8Array(Buffer.from(b64, 'base64'));
    if (data.length === 0) throw wrong('image');
    return { name: `instance-${at}`, data };
  }
  const row = v.safeParse(RowSchema, instance);
  if (!row.success) throw wrong('row');
  return row.output as readonly Cell[] | Readonly<Record<string, Cell>>;
}

function readParameters(parameters: Parameters, { card: { input } }: Study): ExplainOptions {
  const { options, background, segments, fill, players, hide, window, samples, error, milliseconds, ...rest } =
    parameters;
  const { absent, imputer, draws, ...same } = rest;
  const image = segments !== undefined || fill !== undefined;
  const text = players !== undefined || hide !== undefined || window !== undefined;
  return {
    ...same,
    ...(options && { explainerOptions: options }),
    ...(background !== undefined && { background: { rows: background } }),
    ...((absent ?? imputer ?? draws) !== undefined && { tabular: { absent, imputer, draws } }),
    ...(image && { image: { segments: segments ?? SEGMENTS, fill: fill ?? 'blur' } }),
    ...(text && input.kind === 'text' && { text: { players: players as never, absent: hide, window } }),
    ...(players !== undefined && input.kind === 'tabular' && { sequence: { players: players as never } }),
    budget: {
      ...(samples !== undefined && { samples }),
      ...(error !== undefined && { error }),
      ...(milliseconds !== undefined && { milliseconds }),
    },
    // The same bits on every machine.
    backend: 'wasm',
  };
}

/** Segments of a picture where only its filling is chosen, as the command line has them. */
const SEGMENTS = 50;
