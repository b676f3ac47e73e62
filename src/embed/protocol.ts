// oriel.widget/1: every message between a page (the host) and Oriel in a frame of it (the frame),
// both ways. Whatever arrives is plain data that these schemas let through, or is not acted on.
//
// A message is { oriel, id, type, … }. `oriel` is the version it is written in. `id` says which
// request it belongs to: the host numbers its requests from 1 upwards, the frame answers under the
// same number, and 0 is for what belongs to none.

import * as v from 'valibot';
import { isObject, named } from '../data/named.ts';
import { limits, widgetLimits } from '../limits.ts';

/** Versions of the protocol that this code speaks: the oldest and the newest. */
export const VERSIONS = [1, 1] as const;

/** The version in which everything but a greeting is written here. */
export const VERSION = 1;

/** The oldest and the newest version that somebody speaks. */
export type Versions = readonly [oldest: number, newest: number];

// What is not used of this file is left out of bundles: these do nothing but make schemas.
/* @__NO_SIDE_EFFECTS__ */
const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
/* @__NO_SIDE_EFFECTS__ */
const within = ([least, most]: readonly [number, number]) => v.pipe(v.number(), v.minValue(least), v.maxValue(most));
/* @__NO_SIDE_EFFECTS__ */
const wholeWithin = ([least, most]: readonly [number, number]) => whole(least, most);
const finite = v.pipe(v.number(), v.finite());
/* @__NO_SIDE_EFFECTS__ */
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const name = text(1000);
const words = text(10_000);

/** What is read into another form. */
/* @__NO_SIDE_EFFECTS__ */
const as = <Schema extends v.GenericSchema, Form>(schema: Schema, form: (value: v.InferOutput<Schema>) => Form) =>
  v.pipe(schema, v.transform(form));

const version = whole(1, 1_000_000);
const requestId = whole(1, Number.MAX_SAFE_INTEGER);
const none = v.literal(0);
/* @__NO_SIDE_EFFECTS__ */
const head = <Id extends v.GenericSchema, const Type extends string>(id: Id, type: Type) => ({
  oriel: v.literal(VERSION),
  id,
  type: v.literal(type),
});

// ---------------------------------------------------------------- both ways

/** Asks for a sign of life; `answer` gives it. */
const PingSchema = v.object({ ...head(none, 'ping'), answer: v.boolean() });

/** Nothing more will come, and nothing more is heard. */
const ByeSchema = v.object({ ...head(none, 'bye'), reason: v.picklist(['done', 'version', 'silent']) });

// ---------------------------------------------------------------- host → frame

/** Taken from what the frame's greeting offers. Its form is the same in all versions. */
const HostHelloSchema = v.object({
  oriel: version,
  id: none,
  type: v.literal('hello'),
  /** The newest version that both speak; null where there is none, and only `bye` comes then. */
  version: v.nullable(version),
  /** What the host speaks. */
  versions: v.tuple([version, version]),
});

/** An object of fields. A Blob would seem to be one of which all are left out. */
/* @__NO_SIDE_EFFECTS__ */
const object = <const Fields extends v.ObjectEntries>(fields: Fields) =>
  v.pipe(v.custom<v.InferInput<v.ObjectSchema<Fields, undefined>>>(isObject), v.object(fields));

/** No file and no photo is made of a buffer whose size may change. */
const stays = v.check((buffer: ArrayBuffer) => !(buffer as { resizable?: boolean }).resizable);
const bytes = v.union([v.pipe(v.instance(ArrayBuffer), stays), v.instance(Blob)]);
/** It is transferred, and nothing else but these messages may hold one. */
const port = v.instance(MessagePort);
const withName = v.check((file: File) => v.is(name, file.name));
/** A file that is handed over: a `File`, or a name and bytes. */
const FileSchema = as(v.union([v.object({ name, bytes }), v.pipe(v.instance(File), withName)]), (file) =>
  file instanceof File ? file : new File([file.bytes], file.name),
);

/** What may be left out, by null too: a property that nobody has set. */
/* @__NO_SIDE_EFFECTS__ */
const unset = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.optional(as(v.nullable(schema), (value) => value ?? undefined));

/** A table's cell: a level's name for a category, null where it is missing. */
const cell = v.nullable(v.union([finite, words]));

const KindSchema = v.variant('kind', [
  /** A row of the data that was opened with the model, from 0. */
  v.object({ kind: v.literal('row'), row: whole(0, Number.MAX_SAFE_INTEGER) }),
  /** Cells by column, or in the columns' order. */
  v.object({ kind: v.literal('values'), values: v.union([v.array(cell), named(cell)]) }),
  /** A photo: the bytes of a JPEG or PNG. */
  v.object({ kind: v.literal('image'), name: unset(name), bytes }),
  v.object({ kind: v.literal('text'), text: text(1_000_000) }),
]);

type Kind = v.InferInput<typeof KindSchema>;
type Bare = number | string | ArrayBuffer | Blob | Extract<Kind, { kind: 'values' }>['values'];

/** Says of what kind a bare input is: a row's number, a text, a photo's bytes, cells. */
function withKind(input: Kind | Bare): unknown {
  if (typeof input === 'number') return { kind: 'row', row: input };
  if (typeof input === 'string') return { kind: 'text', text: input };
  if (input instanceof File) return { kind: 'image', name: input.name, bytes: input };
  if (input instanceof Blob || input instanceof ArrayBuffer) return { kind: 'image', bytes: input };
  const said = typeof input === 'object' && input !== null && Object.hasOwn(input, 'kind');
  return said ? input : { kind: 'values', values: input };
}

/** What is to be predicted or explained, with its kind or bare. */
const InputSchema = v.pipe(
  v.custom<Kind | Bare>(() => true),
  v.transform(withKind),
  KindSchema,
);

const backgroundRows = wholeWithin(limits.backgroundRows);
const samples = wholeWithin(limits.samples);

/** As in the library's `ExplainOptions`. */
const OptionsSchema = object({
  explainer: unset(name),
  explainerOptions: unset(named(v.union([finite, name, v.boolean()]))),
  /** Names of outputs, or one of them. */
  outputs: unset(v.union([v.picklist(['default', 'all']), v.array(name), as(name, (output) => [output])])),
  space: unset(v.picklist(['output', 'logit', 'raw'])),
  groups: unset(named(v.array(name))),
  /** Rows of the data to compare with, also by how many alone, or a table of them. */
  background: unset(
    v.union([v.object({ rows: backgroundRows }), FileSchema, as(backgroundRows, (rows) => ({ rows }))]),
  ),
  seed: unset(wholeWithin(limits.seed)),
  /** A number is one of samples. */
  budget: unset(
    v.union([
      object({
        samples: unset(samples),
        milliseconds: unset(within(limits.milliseconds)),
        error: unset(within(limits.error)),
      }),
      as(samples, (most) => ({ samples: most })),
    ]),
  ),
  /** Whether it is computed though there is an explanation that was made before. */
  fresh: unset(v.boolean()),
});

/**
 * A value of the host's look, which becomes one of a style: of a form in which nothing else can be
 * said. Any other is left out: what browsers make of a page's styles is no mistake of the host.
 */
/* @__NO_SIDE_EFFECTS__ */
const formed = (form: RegExp) => v.fallback(v.optional(v.pipe(v.string(), v.regex(form))), undefined);

/** A colour as CSS writes it, without anything that names another or could be fetched. */
const colour = formed(
  /^(#[0-9a-f]{3,8}|[a-z]{3,30}|(rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch|color)\([0-9a-z.,%/ +-]{1,50}\))$/i,
);

/** How the host looks, for the frame to look alike. */
const ThemeSchema = object({
  colours: v.fallback(v.optional(v.picklist(['auto', 'light', 'dark'])), undefined),
  /** Letters around the frame; where `colours` is not said, what they stand on decides it. */
  letters: colour,
  background: colour,
  text: colour,
  accent: colour,
  /** Names of fonts, as in `font-family`. */
  font: formed(/^[\p{L}\p{N} ,'"_-]{1,200}$/u),
  radius: formed(/^\d{1,3}(\.\d{1,5})?(px|rem|em)$/),
  lang: formed(/^(?=.{2,35}$)[a-z]{2,8}(-[a-z0-9]{1,8})*$/i),
  /** A chart by its name; where a record cannot be drawn so, the one that reads best. */
  chart: formed(/^[\w-]{1,100}$/),
});

const HostMessageSchemas = [
  HostHelloSchema,
  /** Opens a model, in place of the one before. Answered by `ready`. */
  v.object({
    ...head(requestId, 'open'),
    /**
     * An example's name, addresses on the frame's site (apart by spaces), or the model's own files.
     * Explanations that were made before may be among them: files of records, or the address of a
     * bundle's `bundle.json`.
     */
    model: v.union([
      name,
      v.pipe(v.array(FileSchema), v.minLength(1), v.maxLength(100)),
      as(FileSchema, (file) => [file]),
    ]),
    /** The table that its rows are of, and explanations: addresses there, or a file. */
    data: unset(v.union([name, FileSchema])),
    /** An `oriel.card/1`, which is checked when the model is opened. */
    card: unset(v.looseObject({ schema: v.literal('oriel.card/1') })),
  }),
  /** Answered by `result`, without a record. */
  v.object({ ...head(requestId, 'predict'), input: InputSchema }),
  /** Answered by `progress`, any number of times, and `result`. */
  v.object({ ...head(requestId, 'explain'), input: InputSchema, options: unset(OptionsSchema) }),
  /** Ends the request of this id, which is answered by `error`. */
  v.object(head(requestId, 'cancel')),
  /** Asks how the request of this id stands. Answered by `status`. */
  v.object(head(requestId, 'status')),
  v.object({ ...head(none, 'theme'), theme: ThemeSchema }),
  /** Another frame at the other end of the port is to use this frame's engine. */
  v.object({ ...head(none, 'serve'), port }),
  /** The engine to use for what the host asks, at the other end of the port; null: the own. */
  v.object({ ...head(none, 'engine'), port: v.nullable(port) }),
  PingSchema,
  ByeSchema,
] as const;

/** Everything that a frame hears. */
export const HostMessageSchema = v.variant('type', HostMessageSchemas);
/** As a host writes it. */
export type HostWrites = v.InferInput<typeof HostMessageSchema>;
/** As a frame reads it: with what the host may write in several ways in one of them. */
export type HostMessage = v.InferOutput<typeof HostMessageSchema>;

/** The port that data hands over, if it seems to be a message that may; null of all else. */
export function portIn(data: unknown): MessagePort | null {
  if (typeof data !== 'object' || data === null) return null;
  const { type, port: held } = data as { readonly type?: unknown; readonly port?: unknown };
  return (type === 'serve' || type === 'engine') && held instanceof MessagePort ? held : null;
}

// ---------------------------------------------------------------- frame → host

/** 128 random bits as hex, which the host puts into the fragment of the frame's address. */
export const NONCE = /^[0-9a-f]{32}$/;

/**
 * The first message of all, from the frame's window to the host's, with a port beside it on which
 * everything else goes. Its form is the same in all versions.
 */
export const FrameHelloSchema = v.object({
  oriel: version,
  id: none,
  type: v.literal('hello'),
  nonce: v.pipe(v.string(), v.regex(NONCE)),
  /** What the frame speaks. */
  versions: v.tuple([version, version]),
});
export type FrameHello = v.InferOutput<typeof FrameHelloSchema>;

/**
 * What went wrong, for programs; `text` says it. `failed` is a model's, a file's or an engine's
 * fault, the others are the protocol's.
 */
export const problems = [
  'handshake',
  'version',
  'schema',
  'size',
  'rate',
  'busy',
  'repeated',
  'cancelled',
  'failed',
] as const;
export type Problem = (typeof problems)[number];

const ModelFactsSchema = v.object({
  name,
  kind: v.picklist(['tabular', 'image', 'text']),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  outputs: v.array(name),
  /** Columns in their order; null of pictures and texts. */
  columns: v.nullable(v.array(name)),
});

const numbers = v.array(finite);

const FrameMessageSchemas = [
  /** Under 0 once the versions agree; under the id of `open` once its model can be asked. */
  v.object({
    ...head(v.union([none, requestId]), 'ready'),
    engine: name,
    model: v.nullable(ModelFactsSchema),
  }),
  v.object({
    ...head(requestId, 'progress'),
    /** From 0 to 1; null where the end is open. */
    part: v.nullable(within([0, 1])),
    /** What is known so far, as in a record: outputs × players. */
    estimate: v.nullable(v.object({ attributions: v.array(numbers), standardErrors: v.nullable(v.array(numbers)) })),
  }),
  /** Under 0 where the host did not ask for it: the visitor did, or an answer was put right. */
  v.object({
    ...head(v.union([none, requestId]), 'result'),
    /** One number an output. */
    prediction: v.object({ outputs: v.array(name), values: numbers }),
    /**
     * An `oriel.explanation/1`, whose schema the package has; null for a prediction. What the
     * visitor brought is taken out of it.
     */
    record: v.nullable(
      v.looseObject({
        schema: v.literal('oriel.explanation/1'),
        id: name,
        players: v.array(name),
        outputs: v.array(name),
        attributions: v.array(numbers),
        base: numbers,
        prediction: numbers,
      }),
    ),
  }),
  v.object({ ...head(v.union([none, requestId]), 'error'), problem: v.picklist(problems), text: words }),
  v.object({
    ...head(requestId, 'status'),
    /** `unknown`: there never was such a request, or it was answered. */
    state: v.picklist(['waiting', 'running', 'unknown']),
  }),
  /** How high the frame's contents are, in CSS pixels. */
  v.object({ ...head(none, 'resize'), height: whole(0, widgetLimits.height) }),
  PingSchema,
  ByeSchema,
] as const;

/** Everything that a host hears, but for the frame's `hello`. */
export const FrameMessageSchema = v.variant('type', FrameMessageSchemas);
export type FrameMessage = v.InferOutput<typeof FrameMessageSchema>;

/** Requests that are answered once, by `ready`, `result` or `error`. */
export const requestTypes = ['open', 'predict', 'explain'] as const;
export type Request = Extract<HostMessage, { type: (typeof requestTypes)[number] }>;

export const isRequest = (message: HostMessage): message is Request =>
  (requestTypes as readonly string[]).includes(message.type);

/** The newest version that both speak; null where there is none. */
export function agreedVersion([oldest, newest]: Versions, [otherOldest, otherNewest]: Versions): number | null {
  const both = Math.min(newest, otherNewest);
  return both >= Math.max(oldest, otherOldest) ? both : null;
}
