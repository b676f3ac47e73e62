import type { Attribution } from '../../explainers/explainer.ts';
import type { Explanation } from '../../records/record.ts';
import type { Progress } from '../protocol.ts';

/** Counts are sent at most this often, and so are estimates. */
const NEWS_MILLISECONDS = 100;
/**
 * Estimates on the way may take one part in this many of the time: solving takes the cores from the
 * model.
 */
const SOLVING_SHARE = 20;

/**
 * Tells the person how far an explanation is, often enough to be watched and seldom enough to cost
 * nothing.
 */
export interface News {
  /** More coalitions or rows were answered. */
  answered(units: number): void;
  /** There is an estimate, which took so many milliseconds to solve. */
  estimated(estimate: Attribution, milliseconds: number): void;
  /** Whether an estimate is wanted just now. */
  due(): boolean;
  /** Tells what has been noted since. */
  finish(): void;
}

export interface Teller {
  /** Samples in all; Infinity where only time or error limit them. */
  readonly samples: number;
  /** As performance.now() counted when the explanation began. */
  readonly start: number;
  readonly progress: (news: Progress) => void;
  readonly record: (estimate: Attribution) => Explanation;
  readonly takeNote: () => string | null;
}

export function createNews({ samples, start, progress, record, takeNote }: Teller): News {
  const total = Number.isFinite(samples) ? samples : null;
  let done = 0;
  let told = Number.NEGATIVE_INFINITY;
  let estimated = Number.NEGATIVE_INFINITY;
  let solving = 0;
  const tell = (estimate: Attribution | null, note = takeNote()): void => {
    told = performance.now();
    progress({
      phase: done === 0 ? 'preparing' : 'sampling',
      done: total === null ? done : Math.min(done, total),
      total,
      milliseconds: told - start,
      record: estimate && record(estimate),
      note,
    });
  };
  tell(null);
  return {
    answered(units) {
      done += units;
      if (performance.now() - told >= NEWS_MILLISECONDS) tell(null);
    },
    estimated(estimate, milliseconds) {
      solving = milliseconds;
      tell(estimate);
      estimated = told;
    },
    due: () => performance.now() - estimated >= Math.max(NEWS_MILLISECONDS, SOLVING_SHARE * solving),
    finish() {
      const note = takeNote();
      if (note) tell(null, note);
    },
  };
}
