import type { AnswersBy } from '../../models/model.ts';
import type { EvaluatorApi, EvaluatorReady } from '../protocol.ts';
import type { Connection } from '../workers/connection.ts';
import { type CallCosts, createCallCosts } from './call-costs.ts';

/** What an evaluator must be told before a kind of call; it keeps the latest of each kind. */
export interface Preparation {
  readonly kind: 'game' | 'method';
  /** The game or method itself: an evaluator is told of the same object only once. */
  readonly of: object;
  prepare(api: EvaluatorApi): Promise<unknown>;
}

/** Kinds of work whose speeds differ by orders of magnitude. */
export type Pace = 'answers' | 'explained' | 'derivatives';

/** A call that an evaluator has not answered yet. */
export interface Call {
  /** The work it is a part of. */
  readonly of: object;
  readonly pace: Pace;
  readonly rows: number;
  giveUp(reason: Error): void;
}

/**
 * A place for an evaluator in the pool, and what is known of the evaluator there. When one fails,
 * another takes its place.
 */
export interface Slot {
  connection: Connection<EvaluatorApi>;
  readonly backend: AnswersBy;
  ready: Promise<EvaluatorReady>;
  /** Most rows in one call of its model; null until the model is open. */
  batchRows: number | null;
  /** Calls that it has not answered, the oldest first; it answers them in that order. */
  calls: readonly Call[];
  /** Milliseconds since it last answered, as far as they were counted. */
  waited: number;
  prepared: Partial<Record<Preparation['kind'], { readonly of: object; readonly done: Promise<unknown> }>>;
  /** Rows per millisecond, from the latest chunks; null until known. */
  speed: Record<Pace, number | null>;
  /** Milliseconds of its quickest chunk: at least what a call takes however few rows it has. */
  quickest: Record<Pace, number>;
  /** What its calls cost by their rows. */
  readonly costs: Readonly<Record<Pace, CallCosts>>;
}

/**
 * Numbers in an evaluator's first chunk, before its speed is known: some hundred table rows, or one
 * picture.
 */
const FIRST_NUMBERS = 16384;
/** The same for work that may take a thousand times as long as an answer, in rows. */
const FIRST_SLOW = 8;
/** A shorter call says little about the speed: most of it may be what any call takes. */
const TELLING_MILLISECONDS = 5;
/** A call that has taken this many times the expected time is given up as hung. */
const HUNG_FACTOR = 50;
/** The limit where an evaluator has answered nothing yet, or where shaders may have to compile. */
export const HUNG_MILLISECONDS = 60_000;
/** The least limit: the machine may be busy, or the page hidden. */
const LEAST_HUNG_MILLISECONDS = 10_000;

export function createSlot(
  connection: Connection<EvaluatorApi>,
  backend: AnswersBy,
  ready: Promise<EvaluatorReady>,
): Slot {
  const speed = { answers: null, explained: null, derivatives: null };
  const quickest = { answers: Infinity, explained: Infinity, derivatives: Infinity };
  const costs = { answers: createCallCosts(), explained: createCallCosts(), derivatives: createCallCosts() };
  return { connection, backend, ready, batchRows: null, calls: [], waited: 0, prepared: {}, speed, quickest, costs };
}

/** Rows of an evaluator's first chunk, before its speed is known; may be less than one. */
export const firstRows = (pace: Pace, columns: number): number =>
  pace === 'answers' ? FIRST_NUMBERS / columns : FIRST_SLOW;

/** At most `rows`, in whole calls on a GPU, which would pad the last one. */
export function wholeCalls({ backend, batchRows }: Slot, rows: number): number {
  return backend === 'webgpu' && batchRows !== null && rows > batchRows ? rows - (rows % batchRows) : rows;
}

/** A chunk that an evaluator has answered. */
export interface Timed {
  readonly rows: number;
  readonly columns: number;
  readonly milliseconds: number;
}

/** Updates what is known of an evaluator's speed. */
export function learnSpeed(slot: Slot, pace: Pace, { rows, columns, milliseconds }: Timed): void {
  const taken = Math.max(0.05, milliseconds);
  const before = slot.speed[pace];
  const speed = rows / taken;
  const telling = taken >= TELLING_MILLISECONDS;
  slot.costs[pace].learn(rows, taken);
  slot.quickest[pace] = Math.min(slot.quickest[pace], taken);
  if (before === null) slot.speed[pace] = telling || 2 * rows >= firstRows(pace, columns) ? speed : null;
  else if (telling || speed > before) slot.speed[pace] = (before + speed) / 2;
}

/** Milliseconds after which a call that has no answer is given up. */
export function hungAfter({ quickest, speed, backend }: Slot, { pace, rows }: Call): number {
  const known = speed[pace];
  const least =
    quickest[pace] === Number.POSITIVE_INFINITY || backend === 'webgpu' ? HUNG_MILLISECONDS : LEAST_HUNG_MILLISECONDS;
  return Math.max(least, known === null ? 0 : (HUNG_FACTOR * rows) / known);
}

/** Prepares an evaluator unless that was done; resolves with what preparing it resolved with. */
export function prepareOnce(slot: Slot, { kind, of, prepare }: Preparation): Promise<unknown> {
  const before = slot.prepared[kind];
  if (before?.of === of) return before.done;
  const done = prepare(slot.connection.api);
  done.catch(() => {}); // whoever needs it gets the error
  slot.prepared[kind] = { of, done };
  return done;
}
