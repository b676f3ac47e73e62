import type { AnswersBy } from '../../models/model.ts';
import type { EvaluatorApi, EvaluatorReady } from '../protocol.ts';
import type { Connection } from '../workers/connection.ts';

/** What an evaluator must be told before a kind of call; it keeps the last of each kind. */
export interface Setting {
  readonly kind: 'game' | 'method';
  readonly of: object;
  prepare(api: EvaluatorApi): Promise<unknown>;
}

/** Kinds of work whose speeds differ by orders of magnitude. */
export type Pace = 'answers' | 'explained' | 'derivatives';

/** A call that is out: so many rows. */
export interface Call {
  /** The work it is of. */
  readonly of: object;
  readonly pace: Pace;
  readonly rows: number;
  giveUp(reason: Error): void;
}

/**
 * An evaluator's place in the pool, and what is known of who fills it; that changes when one dies.
 */
export interface Slot {
  connection: Connection<EvaluatorApi>;
  readonly backend: AnswersBy;
  ready: Promise<EvaluatorReady>;
  /** Rows of one call of its model, at most; null until it is open. */
  batchRows: number | null;
  /** Calls that it has not answered, the oldest first; it answers them in that order. */
  calls: readonly Call[];
  /** Milliseconds for which it has answered nothing, as far as they were counted. */
  waited: number;
  prepared: Partial<Record<Setting['kind'], { readonly of: object; readonly done: Promise<unknown> }>>;
  /** Rows a millisecond, from the last chunks: rows answered, and rows explained. */
  speed: Record<Pace, number | null>;
  /** Milliseconds of its quickest chunk: what a call takes however few its rows are, or less. */
  quickest: Record<Pace, number>;
}

/**
 * Numbers in an evaluator's first chunk, before its speed is known: some hundred table rows, or one
 * picture.
 */
const FIRST_NUMBERS = 16384;
/** Rows in an evaluator's first chunk of what may take a thousand times as long as an answer. */
const FIRST_SLOW = 8;
/** A call that took less says little of the speed: most of it may be what any call takes. */
const TELLING_MILLISECONDS = 5;
/** A call that has taken this many times what it should is given up as hung; */
const HUNG_FACTOR = 50;
/** where it has answered nothing yet, or shaders may have to compile, after a minute, */
export const HUNG_MILLISECONDS = 60_000;
/** and never sooner than this: a machine may be busy, a page hidden. */
const LEAST_HUNG_MILLISECONDS = 10_000;

export function newSlot(
  connection: Connection<EvaluatorApi>,
  backend: AnswersBy,
  ready: Promise<EvaluatorReady>,
): Slot {
  const speed = { answers: null, explained: null, derivatives: null };
  const quickest = { answers: Infinity, explained: Infinity, derivatives: Infinity };
  return { connection, backend, ready, batchRows: null, calls: [], waited: 0, prepared: {}, speed, quickest };
}

/** Rows of an evaluator's first chunk, before its speed is known; may be less than one. */
export const firstRows = (pace: Pace, columns: number): number =>
  pace === 'answers' ? FIRST_NUMBERS / columns : FIRST_SLOW;

/** So many rows or fewer, such that a GPU, which fills its last call up, has nothing to fill. */
export function wholeCalls({ backend, batchRows }: Slot, rows: number): number {
  return backend === 'webgpu' && batchRows !== null && rows > batchRows ? rows - (rows % batchRows) : rows;
}

/** Takes note of the milliseconds that so many rows took. */
export function learn(slot: Slot, pace: Pace, rows: number, columns: number, milliseconds: number): void {
  const taken = Math.max(0.05, milliseconds);
  const before = slot.speed[pace];
  const speed = rows / taken;
  const telling = taken >= TELLING_MILLISECONDS;
  slot.quickest[pace] = Math.min(slot.quickest[pace], taken);
  if (before === null) slot.speed[pace] = telling || 2 * rows >= firstRows(pace, columns) ? speed : null;
  else if (telling || speed > before) slot.speed[pace] = (before + speed) / 2;
}

/** Milliseconds after which an evaluator that has not answered so many rows is given up. */
export function patience({ quickest, speed, backend }: Slot, { pace, rows }: Call): number {
  const known = speed[pace];
  const least =
    quickest[pace] === Number.POSITIVE_INFINITY || backend === 'webgpu' ? HUNG_MILLISECONDS : LEAST_HUNG_MILLISECONDS;
  return Math.max(least, known === null ? 0 : (HUNG_FACTOR * rows) / known);
}

/** What preparing an evaluator came to; it is done once. */
export function prepared(slot: Slot, { kind, of, prepare }: Setting): Promise<unknown> {
  const before = slot.prepared[kind];
  if (before?.of === of) return before.done;
  const done = prepare(slot.connection.api);
  done.catch(() => {}); // whoever needs it meets the error
  slot.prepared[kind] = { of, done };
  return done;
}
