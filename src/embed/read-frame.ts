import { widgetLimits } from '../limits.ts';
import { type FrameHello, type FrameMessage, NONCE, problems, VERSION } from './protocol.ts';

// What a frame says, checked by hand: the element that hosts load has no room for the schemas of
// protocol.ts and what reads by them. A test compares the two on messages of all kinds.

/** `status` answers what hosts of ours never ask: they know by themselves. */
export type Heard = Exclude<FrameMessage, { type: 'status' }>;

/** Whether a value is of a form. */
type Form = (value: unknown) => boolean;
type Forms = Readonly<Record<string, Form>>;

const only =
  (...values: unknown[]): Form =>
  (value) =>
    values.includes(value);
const text =
  (form: RegExp): Form =>
  (value) =>
    typeof value === 'string' && form.test(value);
/** A list may have holes, which `every` passes over. */
const list =
  (form: Form): Form =>
  (value) =>
    Array.isArray(value) && [...value].every(form);
/** Has these fields, and maybe others. */
const fields =
  (forms: Forms): Form =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(forms).every(([field, form]) => form((value as Record<string, unknown>)[field]));
const orNull =
  (form: Form): Form =>
  (value) =>
    value === null || form(value);
const whole =
  (least: number, most: number): Form =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

const numbers = list(Number.isFinite);
const matrix = list(numbers);
const name = text(/^.{0,1000}$/s);
const names = list(name);
const none = only(0);
const anyId = whole(0, Number.MAX_SAFE_INTEGER);
const requestId = whole(1, Number.MAX_SAFE_INTEGER);
const version = whole(1, 1_000_000);

const messages: Readonly<Record<Heard['type'], Forms>> = {
  ready: {
    id: anyId,
    engine: name,
    model: orNull(
      fields({
        name,
        kind: only('tabular', 'image', 'text'),
        sha256: text(/^[0-9a-f]{64}$/),
        outputs: names,
        columns: orNull(names),
      }),
    ),
  },
  progress: {
    id: requestId,
    part: orNull((value) => Number.isFinite(value) && (value as number) >= 0 && (value as number) <= 1),
    estimate: orNull(fields({ attributions: matrix, standardErrors: orNull(matrix) })),
  },
  result: {
    id: anyId,
    prediction: fields({ outputs: names, values: numbers }),
    record: orNull(
      fields({
        schema: only('oriel.explanation/1'),
        id: name,
        players: names,
        outputs: names,
        attributions: matrix,
        base: numbers,
        prediction: numbers,
      }),
    ),
  },
  error: { id: anyId, problem: only(...problems), text: text(/^.{0,10000}$/s) },
  resize: { id: none, height: whole(0, widgetLimits.height) },
  ping: { id: none, answer: only(true, false) },
  bye: { id: none, reason: only('done', 'version', 'silent') },
};

/** Whether a message is data alone, little enough, and not within itself for ever. */
function isSmall(data: unknown): boolean {
  /** What an entry counts for, in characters. */
  const cost = widgetLimits.fromFrame.characters / widgetLimits.fromFrame.entries;
  let left: number = widgetLimits.fromFrame.characters;
  const spend = (characters: number): boolean => {
    left -= characters;
    return left >= 0;
  };
  const fits = (value: unknown, depth: number): boolean =>
    typeof value === 'string'
      ? spend(value.length)
      : value === null ||
        (typeof value !== 'object' && typeof value !== 'bigint') ||
        (depth > 0 &&
          / (Object|Array)]/.test(Object.prototype.toString.call(value)) &&
          // A list may be long and hold nothing.
          spend((Array.isArray(value) ? value.length : 0) * cost) &&
          Object.entries(value as object).every(([name, one]) => spend(name.length + cost) && fits(one, depth - 1)));
  return fits(data, widgetLimits.depth);
}

const isMessage = fields({
  oriel: only(VERSION),
  // What is no text may throw where it is made one.
  type: (value) => typeof value === 'string' && Object.hasOwn(messages, value),
});

/**
 * Whether this is anything that a host of ours hears but `hello`: what FrameMessageSchema lets
 * through.
 */
export const isFrameMessage = (data: unknown): data is Heard =>
  isSmall(data) && isMessage(data) && fields(messages[(data as Heard).type])(data);

/** Whether this is a frame's `hello`: what FrameHelloSchema lets through. */
export const isHello = fields({
  oriel: version,
  id: none,
  type: only('hello'),
  nonce: text(NONCE),
  versions: (value) => Array.isArray(value) && fields({ 0: version, 1: version })(value),
}) as (data: unknown) => data is FrameHello;
