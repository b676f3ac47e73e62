import type { Numbers } from '../numerics/numbers.ts';
import type { Goal } from './goal.ts';
import type { Lever } from './lever.ts';

/** How far a row is from the one that is asked about: by `changed` first, then by `distance`. */
export interface Nearness {
  /** How many levers differ. */
  readonly changed: number;
  /** Sum of their costs; see `distance.ts`. */
  readonly distance: number;
}

/** What is asked: which changes of a row lead to another answer. */
export interface Problem {
  /** The row as the model takes it. */
  readonly row: Numbers;
  /** K answers of the model to it. */
  readonly answers: Float64Array;
  /** What may change; everything else stays as it is, to the bit. */
  readonly levers: readonly Lever[];
  readonly goal: Goal;
  /** Most levers that may change. */
  readonly most: number;
  /** How many ways are wanted; no two of them change the same levers, or all of another's. */
  readonly count: number;
  /** Whether a row may be proposed. Absent: any may. */
  readonly accepts?: (row: Numbers) => boolean;
}

/** A row that the model was asked for and that reaches the goal. */
export interface Found extends Nearness {
  readonly row: Numbers;
  /** Indices of the levers that differ, ascending. */
  readonly levers: readonly number[];
  /** K answers of the model. */
  readonly answers: Float64Array;
  /** Whether nothing nearer changes other levers than those found before it. */
  readonly nearest: boolean;
}

/**
 * What is certain of the first that was found. nearest: no other is nearer. none within limits:
 * there is none. within gap: none is nearer than `bound`. found by search, none found: nothing.
 */
export type Proof = 'nearest' | 'none within limits' | 'within gap' | 'found by search' | 'none found';

export interface Outcome {
  /** The nearest first. */
  readonly found: readonly Found[];
  readonly proof: Proof;
  /** No row nearer than this reaches the goal; null where nothing is certain. */
  readonly bound: Nearness | null;
}

/**
 * A search asks for the model's answers to rows (count × columns), or only pauses (count 0), so
 * that whoever drives it may look at the clock.
 */
export interface Ask<Said = Outcome> {
  readonly rows: Numbers;
  readonly count: number;
  /** What could be said by now. */
  readonly estimate: () => Said;
}

export interface Reply {
  /** Count × K; empty where there was no time for them. */
  readonly answers: Float64Array;
  /** Whether the search is to end now, with what it has. */
  readonly stop: boolean;
}

/** A search has no I/O and no clock: it yields asks, is sent replies, and returns the outcome. */
export type Search = Generator<Ask, Outcome, Reply>;

/** Whether a is nearer than b. */
export const isNearer = (a: Nearness, b: Nearness): boolean =>
  a.changed !== b.changed ? a.changed < b.changed : a.distance < b.distance;

/**
 * The order of rows that reach a goal: the nearer first; of equally near ones by the places of what
 * they change, then by the lower values. It is the same whichever was found first.
 */
export function inOrder(a: Nearness & Changed, b: Nearness & Changed): number {
  if (a.changed !== b.changed) return a.changed - b.changed;
  if (a.distance !== b.distance) return a.distance - b.distance;
  return lexically(a.levers, b.levers) || lexically(a.row, b.row);
}

interface Changed {
  /** Places of what changes, ascending. */
  readonly levers: ArrayLike<number>;
  readonly row: ArrayLike<number>;
}

/** By the first numbers that differ; no number comes last. */
export function lexically(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    if (a[at] < b[at]) return -1;
    if (a[at] > b[at]) return 1;
    const [one, other] = [Number.isNaN(a[at]), Number.isNaN(b[at])];
    if (one !== other) return one ? 1 : -1;
  }
  return a.length - b.length;
}

/** Whether all levers of `some` are among `others`; both ascending. */
export const within = (some: readonly number[], others: readonly number[]): boolean =>
  some.every((lever) => others.includes(lever));
