import { coalitionsOf } from '../../games/coalitions.ts';
import type { Ask, Attribution, Hurried, Values } from '../explainer.ts';

/**
 * Asks that may be out beside the oldest one: while one is solved or its last values trickle in,
 * others keep evaluators busy. On a machine whose cores all run the model, the asking thread may
 * wait milliseconds for its turn.
 */
const AHEAD = 8;

/** An ask, and what is needed to use its values. */
export interface Issued<B> {
  readonly ask: Ask;
  readonly batch: B;
}

/** What `issue` gives where the next ask depends on values that are still out. */
export const UNDECIDED = 'undecided';

/** What else may be said with each ask. */
export interface AskMore {
  readonly hurried?: Hurried | undefined;
  /** Whether the values so far end in the midst of a step; see `Ask`. */
  readonly unfinished?: () => boolean;
}

/**
 * Issues asks, several at a time. `issue` gives the next one, null when there is none left, and
 * `UNDECIDED` while values that it depends on are out; `absorb` receives each batch's values, in
 * the order of issue.
 * `estimate` gives what is known so far, undefined while that is nothing. With `hurried`, a last
 * ask for nothing lets the engine decide how the end result is solved.
 */
export function* overlap<B>(
  issue: () => Issued<B> | typeof UNDECIDED | null,
  absorb: (batch: B, values: Values) => void,
  estimate: () => (() => Attribution) | undefined,
  { hurried, unfinished }: AskMore = {},
): Generator<Ask, void, Values> {
  const waiting: B[] = [];
  for (;;) {
    const next = issue();
    const issued = next === UNDECIDED ? null : next;
    if (issued) waiting.push(issued.batch);
    const now = estimate();
    if (waiting.length === 0 && !(hurried && now)) return;
    // With nothing to ask, an empty ask waits for the values still out.
    const ask: Ask = issued?.ask ?? { kind: 'coalitions', coalitions: coalitionsOf(1, 0) };
    const midst = unfinished?.() === true && { unfinished: true };
    const values = yield { ahead: AHEAD, ...ask, estimate: now, hurried: now && hurried, ...midst };
    if (waiting.length === 0) return;
    if (values.length > 0) absorb(waiting.shift() as B, values);
  }
}

/** Sent to an explainer to get its next ask before values come. */
export const NO_VALUES: Values = new Float64Array(0);

/** Units that an ask wants valued; 0 for one that only waits. */
export function unitsOf(ask: Ask): number {
  if (ask.kind === 'coalitions') return ask.coalitions.count;
  return ask.kind === 'embedding-path' ? ask.at.length : ask.rows.count;
}
