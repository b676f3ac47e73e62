import * as v from 'valibot';
import { sha256 } from '../data/hash.ts';
import { named } from '../data/named.ts';
import { canonicalJson } from './canonical.ts';

/**
 * Raise it whenever the same request gives other bits than before, be it the last one of an error:
 * what was kept then no longer answers.
 */
export const NUMERICS = 2;

const finite = v.pipe(v.number(), v.finite());
const option = v.union([finite, v.string(), v.boolean()]);

/** Everything that decides the values of an explanation, and nothing else. */
export const DecidingSchema = v.object({
  /** SHA-256 of the model's file. */
  model: v.string(),
  /** Which trees answer, where training stopped early. */
  trees: v.optional(v.picklist(['best', 'all'])),
  /** The step that a card adds. */
  finalStep: v.optional(v.picklist(['softmax', 'logistic'])),
  /** The output tensor that was chosen. */
  outputTensor: v.optional(v.string()),
  /** SHA-256 of how a card has the model fed: sizes, scaling, order of columns. */
  binding: v.optional(v.string()),
  /** SHA-256 of what outputs, columns and levels are called, in their order: records name them. */
  names: v.optional(v.string()),
  /** SHA-256 of the table, where the explainer looks at more of it than the background. */
  table: v.optional(v.string()),
  /** SHA-256 of the input's values, as a record has it: not the row's number or a file's name. */
  input: v.string(),
  /** SHA-256 of the background's rows. */
  background: v.nullable(v.string()),
  /** Names, in their order. */
  outputs: v.array(v.string()),
  space: v.picklist(['output', 'logit', 'raw']),
  groups: v.nullable(named(v.array(v.string()))),
  /** How players are made and hidden: segments and fill, kind of players, mask or remove, part. */
  masker: named(option),
  /** The explainer that was chosen, and its options with defaults filled in. */
  explainer: v.object({ name: v.string(), options: named(option) }),
  seed: finite,
  /** Most samples; null where their number is open. */
  samples: v.nullable(finite),
  /** The error at which to stop; 0 never stops. */
  error: finite,
  /** Whether deletion and insertion curves are made. */
  curves: v.boolean(),
  numerics: finite,
});

export type Deciding = v.InferOutput<typeof DecidingSchema>;

/**
 * The id of a request: equal for requests that must have equal values, on any machine. Throws a
 * ValiError for what is no request, and for numbers that JSON lacks.
 */
export const requestId = (request: Deciding): Promise<string> => idOf(v.parse(DecidingSchema, request));

/** The id of all requests that differ in nothing but how many samples they take. */
export function familyId(request: Deciding): Promise<string> {
  const { samples: _samples, error: _error, ...same } = v.parse(DecidingSchema, request);
  return idOf(same);
}

/** What decides the values of coalitions alone. */
const GameSchema = v.pick(DecidingSchema, [
  'model',
  'trees',
  'finalStep',
  'outputTensor',
  'binding',
  'input',
  'background',
  'space',
  'groups',
  'masker',
  'numerics',
]);

export type DecidingGame = v.InferOutput<typeof GameSchema>;

/**
 * The id of a game: equal for requests in which a set of players has the same values, whichever
 * outputs are explained, by whichever method, and how long.
 */
export const gameId = (request: DecidingGame): Promise<string> => idOf(v.parse(GameSchema, request));

async function idOf(value: object): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalJson(value));
  return (await sha256(bytes)).slice(0, 32);
}
