import * as v from 'valibot';
import { CardSchema } from '../data/card.ts';
import { named } from '../data/named.ts';

/** Which format of a bundle this is. */
export const BUNDLE = 'oriel.bundle/1';

/**
 * Rows that a file of records is about. They are counted from the first row of the batch, so that
 * the files are the same however the rows were shared out.
 */
export const PART_ROWS = 1000;

/** Names of a bundle's files. */
export const files = {
  bundle: 'bundle.json',
  /**
   * Columns: `row`, and `prediction.OUTPUT`, `base.OUTPUT`, `attribution.OUTPUT.PLAYER` and
   * `standard_error.OUTPUT.PLAYER`. In a name with dots each of them is `\.`, each backslash `\\`.
   */
  values: 'values.parquet',
  failed: 'failed.jsonl',
  log: 'log.jsonl',
  runs: 'runs.jsonl',
  /** Records of the rows from `number` × PART_ROWS on, counted from the first row of the batch. */
  records: (number: number): string => `records/${String(number).padStart(5, '0')}.jsonl`,
} as const;

/**
 * What stands in a bundle's records for the time when they were made, which is in `runs.jsonl`:
 * equal rows have equal bytes.
 */
export const TIMELESS = '1970-01-01T00:00:00.000Z';

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const options = named(v.union([finite, v.string(), v.boolean()]));
const groups = v.nullable(named(v.array(v.string())));

/** What was asked for of every row; what is null or empty was left to Oriel. */
export const RequestSchema = v.object({
  explainer: v.string(),
  options,
  outputs: v.union([v.picklist(['default', 'all']), v.array(v.string())]),
  space: v.picklist(['output', 'logit', 'raw']),
  groups,
  /** Rows drawn from the table, or all of another table, by the SHA-256 of its file. */
  background: v.nullable(v.union([v.object({ rows: count }), v.object({ sha256: hash })])),
  /** What a player of a sequence is. */
  sequence: v.nullable(v.picklist(['feature', 'step', 'cell'])),
  /** How absent columns are drawn given the present ones. Absent: they take the background's. */
  absent: v.optional(
    v.object({
      kind: v.literal('conditional'),
      imputer: v.optional(v.picklist(['gaussian-copula', 'nearest-rows'])),
      draws: v.optional(count),
    }),
  ),
  samples: v.nullable(count),
  error: v.nullable(finite),
  seed: count,
  /** Only rows whose answer meets it are explained, as `probability > 0.5`. */
  when: v.nullable(v.string()),
});

/**
 * How the first row that was explained was, as its record says it: `auto` may choose another
 * explainer for another row.
 */
export const MethodSchema = v.object({
  explainer: v.object({ name: v.string(), options }),
  background: v.nullable(v.object({ sha256: v.string(), rows: count, method: v.string(), seed: v.nullable(finite) })),
  players: v.array(v.string()),
});

const ModelSchema = v.object({
  name: v.string(),
  /** Of the model's file. */
  sha256: hash,
});

/** What a batch is to do, known before it begins. */
export const PlanSchema = v.object({
  model: ModelSchema,
  card: CardSchema,
  /** The table's file, and how many rows it has. */
  table: v.object({ sha256: hash, rows: count }),
  /** Names of all of the model's outputs. */
  outputs: v.array(v.string()),
  /** Rows of the table, both included, from 0. */
  rows: v.object({ first: count, last: count }),
  request: RequestSchema,
  /** Whether there are records beside the values. */
  records: v.boolean(),
  engine: v.string(),
  numerics: finite,
});

/** A file of the bundle. */
export const PartSchema = v.object({
  file: v.string(),
  bytes: count,
  sha256: hash,
  /** Of records: the rows that the file is about, both included; some may not be explained. */
  rows: v.optional(v.tuple([count, count])),
  /** Of records and the log: how many lines it has. */
  lines: v.optional(count),
});

/** A file of a bundle by its name: it may be anybody's, and names nothing beside it. */
const BundlePartSchema = v.object({
  ...PartSchema.entries,
  file: v.pipe(v.string(), v.regex(/^(?:(?:records\/\d{5,}|failed|log)\.jsonl|values\.parquet)$/)),
});

export const CountsSchema = v.object({
  /** All rows: explained, failed, and those passed over since they do not meet `when`. */
  rows: count,
  explained: count,
  failed: count,
  passed: count,
});

/** What is in a bundle: `bundle.json`. */
export const BundleSchema = v.object({
  schema: v.literal(BUNDLE),
  ...PlanSchema.entries,
  /** null where no row was explained. */
  method: v.nullable(MethodSchema),
  counts: CountsSchema,
  parts: v.array(BundlePartSchema),
  /** Of everything else in here, as canonical JSON. */
  sha256: hash,
});

export type Request = v.InferOutput<typeof RequestSchema>;
export type Method = v.InferOutput<typeof MethodSchema>;
export type Plan = v.InferOutput<typeof PlanSchema>;
export type Counts = v.InferOutput<typeof CountsSchema>;
export type Part = v.InferOutput<typeof PartSchema>;
export type Bundle = v.InferOutput<typeof BundleSchema>;

/** The file with a row's record, if it has one; null where the bundle has no records of it. */
export const partOfRow = ({ parts }: Pick<Bundle, 'parts'>, row: number): Part | null =>
  parts.find(({ rows }) => rows && row >= rows[0] && row <= rows[1]) ?? null;
