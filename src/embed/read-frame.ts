import { widgetLimits } from '../limits.ts';
import { type FrameHello, type FrameMessage, NONCE, problems, VERSION } from './protocol.ts';

// What a frame says, checked by hand: the element that hosts load has no room for the schemas of
// protocol.ts and what reads by them. A test compares the two on messages of all kinds.

/**
 * What a value must be: as a function says; a text of a form; a list of what is in the list; an
 * object with these fields, and any others; or this very value.
 */
type Form =
  | ((value: unknown) => boolean)
  | RegExp
  | readonly [Form]
  | { readonly [field: string]: Form }
  | string
  | number;

const fits = (form: Form, value: unknown): boolean => {
  if (typeof form === 'function') return form(value);
  if (form instanceof RegExp) return typeof value === 'string' && form.test(value);
  // A list may have holes, which `every` passes over.
  if (Array.isArray(form)) return Array.isArray(value) && [...value].every((each) => fits(form[0], each));
  if (typeof form !== 'object') return value === form;
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(form).every(([field, one]) => fits(one, (value as Record<string, unknown>)[field]))
  );
};

const orNull =
  (form: Form): Form =>
  (value) =>
    value === null || fits(form, value);
const whole =
  (least: number, most: number): Form =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

const numbers: Form = [Number.isFinite];
const matrix: Form = [numbers];
const name = /^.{0,1000}$/s;
const names: Form = [name];
const anyId = whole(0, Number.MAX_SAFE_INTEGER);
const requestId = whole(1, Number.MAX_SAFE_INTEGER);
const version = whole(1, 1_000_000);

const messages: Readonly<Record<FrameMessage['type'], Form>> = {
  ready: {
    id: anyId,
    engine: name,
    model: orNull({
      name,
      kind: /^(tabular|image|text)$/,
      sha256: /^[0-9a-f]{64}$/,
      outputs: names,
      columns: orNull(names),
    }),
  },
  progress: {
    id: requestId,
    part: orNull((value) => Number.isFinite(value) && (value as number) >= 0 && (value as number) <= 1),
    estimate: orNull({ attributions: matrix, standardErrors: orNull(matrix) }),
  },
  result: {
    id: anyId,
    prediction: { outputs: names, values: numbers },
    record: orNull({
      schema: 'oriel.explanation/1',
      id: name,
      players: names,
      outputs: names,
      attributions: matrix,
      base: numbers,
      prediction: numbers,
    }),
  },
  error: { id: anyId, problem: (value) => problems.includes(value as never), text: /^.{0,10000}$/s },
  status: { id: requestId, state: /^(waiting|running|unknown)$/ },
  resize: { id: 0, height: whole(0, widgetLimits.height) },
  ping: { id: 0, answer: (value) => typeof value === 'boolean' },
  bye: { id: 0, reason: /^(done|version|silent)$/ },
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
        /^(num|boo|und)/.test(typeof value) ||
        (depth > 0 &&
          / (Object|Array)]/.test(Object.prototype.toString.call(value)) &&
          // A list may be long and hold nothing.
          spend((Array.isArray(value) ? value.length : 0) * cost) &&
          Object.entries(value as object).every(([name, one]) => spend(name.length + cost) && fits(one, depth - 1)));
  return fits(data, widgetLimits.depth);
}

/** Whether this is anything that a host hears but `hello`: what FrameMessageSchema lets through. */
export const isFrameMessage = (data: unknown): data is FrameMessage =>
  isSmall(data) &&
  // What is no text may throw where it is made one.
  fits({ oriel: VERSION, type: (value) => typeof value === 'string' && Object.hasOwn(messages, value) }, data) &&
  fits(messages[(data as FrameMessage).type], data);

const hello: Form = {
  ...{ oriel: version, id: 0, type: 'hello', nonce: NONCE },
  versions: (value) => Array.isArray(value) && fits({ 0: version, 1: version }, value),
};

/** Whether this is a frame's `hello`: what FrameHelloSchema lets through. */
export const isHello = (data: unknown): data is FrameHello => fits(hello, data);
