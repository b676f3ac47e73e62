import * as v from 'valibot';
import { type Message, message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import { type Explanation, parseExplanation } from '../records/record.ts';
import { DecidingSchema } from '../records/request.ts';
import { type Plain, PlainSchema } from './plain.ts';

/** What is kept. */
export const kinds = ['record', 'request', 'model', 'table', 'log', 'setting'] as const;

export type Kind = (typeof kinds)[number];

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A file by the hash of its bytes, which are kept beside the entries. */
const FileSchema = v.object({
  name: v.string(),
  sha256: hash,
  bytes: count,
  /** What it is to a model: its own file, one with its weights, or data that it is opened with. */
  role: v.optional(v.picklist(['model', 'part', 'table', 'vocabulary', 'photo'])),
});

/** Of a picture, how many superpixels; of a text, what its players are and which part it is. */
const ChoicesSchema = v.object({
  segments: v.optional(count),
  players: v.optional(v.picklist(['words', 'distinct', 'tokens', 'sentences'])),
  window: v.optional(count),
});

/** A record in full, its lengths checked too. */
const ExplanationSchema: v.GenericSchema<Explanation> = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return parseExplanation(dataset.value);
    } catch (error) {
      addIssue({ message: (error as Error).message });
      return NEVER;
    }
  }),
) as never;

const schemas = {
  /** By the record's id. What may differ when it is made again stands beside it, not in it. */
  record: v.object({
    record: ExplanationSchema,
    repeatable: v.optional(v.picklist(['no', 'within-tolerance'])),
    /** The model's card: the words for its columns, levels and classes. */
    card: v.optional(PlainSchema),
    /** Where the page was when it was kept, to come back to it with its model. */
    left: v.optional(PlainSchema),
  }),
  /**
   * By the request's id: which record answers it, and what a sampler needs to go on. While it is
   * answered for the first time, `record` is empty.
   */
  request: v.object({
    request: DecidingSchema,
    /** The id of all requests that differ in nothing but their limits. */
    family: id,
    record: v.string(),
    /** Whether the same sequence of samples is merely cut by the limits. */
    nested: v.boolean(),
    state: PlainSchema,
    /** How players were asked for, where neither the request nor the record says it. */
    choices: v.optional(ChoicesSchema),
    /** How it was asked for, while it is being answered. */
    asked: v.optional(PlainSchema),
    /** Requests that came to this one, since another explainer was taken in limited time. */
    jobs: v.optional(v.array(id)),
  }),
  /** By the SHA-256 of the model's file. */
  model: v.object({
    sha256: hash,
    name: v.string(),
    format: v.string(),
    files: v.array(FileSchema),
    card: PlainSchema,
    /** What a person answered where only a guess was possible, by what it is about. */
    answers: v.optional(v.record(v.string(), v.string())),
  }),
  /** By the SHA-256 of the table's file. */
  table: v.object({
    sha256: hash,
    name: v.string(),
    /** The model it was opened with. */
    model: v.nullable(hash),
    files: v.array(FileSchema),
  }),
  /** By the entry's number, written with twelve digits (`logKey`). */
  log: v.object({
    schema: v.literal('oriel.log/1'),
    n: count,
    time: v.string(),
    kind: v.picklist(['explanation', 'note', 'decision', 'export', 'import']),
    record: v.optional(v.string()),
    recordSha256: v.optional(hash),
    text: v.optional(v.string()),
    previous: hash,
    hash,
  }),
  /** By a name of the door's choice. */
  setting: PlainSchema,
} as const;

/** A line of the log, which is a chain: each names the hash of the one before. */
export const LogEntrySchema = schemas.log;

interface Values {
  readonly record: v.InferOutput<typeof schemas.record>;
  readonly request: v.InferOutput<typeof schemas.request>;
  readonly model: v.InferOutput<typeof schemas.model>;
  readonly table: v.InferOutput<typeof schemas.table>;
  readonly log: v.InferOutput<typeof schemas.log>;
  readonly setting: Plain;
}

export type ValueOf<K extends Kind> = Values[K];

/** The key of an entry of the log: keys sort as the entries do. */
export const logKey = (n: number): string => String(n).padStart(12, '0');

/** How an entry is called in a sentence. */
export const called = (kind: Kind | 'file', name: string): Message => message('store.entry', { kind, name });

export const damaged = (kind: Kind | 'file', name: string, text: string | Message): OrielError =>
  new OrielError('failure-store-damaged', { what: called(kind, name), text });

/**
 * A kept value, checked; throws `failure-store-damaged` naming the entry and the field.
 */
export function parseValue<K extends Kind>(kind: K, key: string, value: unknown): ValueOf<K> {
  const schema: v.GenericSchema<unknown, unknown> = schemas[kind];
  const result = v.safeParse(schema, value);
  if (!result.success) {
    const [issue] = result.issues;
    const field = v.getDotPath(issue);
    const text = issue.message.replace(/\.+$/, '');
    throw damaged(kind, key, field ? `${field}: ${text}` : text);
  }
  const own = ownKey(kind, result.output as ValueOf<K>);
  if (own !== undefined && own !== key) throw damaged(kind, key, message('store.key', { own }));
  return result.output as ValueOf<K>;
}

/** The key that a value itself names. */
function ownKey<K extends Kind>(kind: K, value: ValueOf<K>): string | undefined {
  const given = { kind, value } as { [Each in Kind]: { kind: Each; value: ValueOf<Each> } }[Kind];
  switch (given.kind) {
    case 'record':
      return given.value.record.id;
    case 'model':
    case 'table':
      return given.value.sha256;
    case 'log':
      return logKey(given.value.n);
    default:
      return undefined;
  }
}

/** What an entry is about, to find it by: a model, an input, a record, a family, a file's bytes. */
export type About = `${'model' | 'input' | 'record' | 'family' | 'job' | 'bytes'} ${string}`;

/** How the names of settings begin that belong to a kept model: where it was left. */
export const PLACE = 'place ';

/**
 * Whether an entry goes along in a file for another store. Other settings are a person's own
 * choices: nobody else's file makes them. Nor is what is under way anybody else's.
 */
export function isExchanged(kind: Kind, key: string, value: unknown): boolean {
  if (kind === 'request') return (value as ValueOf<'request'>).record !== '';
  return kind !== 'setting' || key.startsWith(PLACE);
}

/** The files that a value names. */
export const filesOf = (kind: Kind, value: unknown): readonly v.InferOutput<typeof FileSchema>[] =>
  kind === 'model' || kind === 'table' ? (value as ValueOf<'model' | 'table'>).files : [];

export function aboutOf<K extends Kind>(kind: K, value: ValueOf<K>): About[] {
  const given = { kind, value } as { [Each in Kind]: { kind: Each; value: ValueOf<Each> } }[Kind];
  const files = filesOf(kind, value).map(({ sha256 }): About => `bytes ${sha256}`);
  switch (given.kind) {
    case 'record': {
      const { model, input } = given.value.record;
      return [`model ${model.sha256}`, `input ${input.sha256}`];
    }
    case 'request': {
      const { request, family, record, jobs = [] } = given.value;
      const others = jobs.map((job): About => `job ${job}`);
      return [`model ${request.model}`, `input ${request.input}`, `family ${family}`, `record ${record}`, ...others];
    }
    case 'model':
      return [`model ${given.value.sha256}`, ...files];
    case 'table':
      return given.value.model ? [`model ${given.value.model}`, ...files] : files;
    case 'log':
      return given.value.record === undefined ? [] : [`record ${given.value.record}`];
    default:
      return [];
  }
}
