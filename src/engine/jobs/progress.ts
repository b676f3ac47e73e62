import type { Message } from '../../catalogue/message.ts';
import type { Attribution } from '../../explainers/explainer.ts';
import type { Explanation } from '../../records/record.ts';
import type { Spent } from '../knowledge/asking.ts';
import type { Progress } from '../protocol.ts';

/** Counts are sent at most this often, and so are estimates. */
const PROGRESS_MILLISECONDS = 100;
/**
 * Estimates on the way may take one part in this many of the time: solving takes the cores from the
 * model.
 */
const SOLVING_SHARE = 20;

/**
 * Tells the person how far an explanation is, often enough to be watched and seldom enough to cost
 * nothing.
 */
export interface ProgressReporter {
  /** More coalitions or rows were answered. */
  answered(units: number): void;
  /** There is an estimate, which took this many milliseconds to solve. */
  estimated(estimate: Attribution, milliseconds: number): void;
  /** There is a first impression, before anything that counts was answered. */
  impressed(record: Explanation): void;
  /** Whether an estimate is wanted just now. */
  due(): boolean;
  /** Tells the final counts, and what has been noted since the last report. */
  finish(): void;
}

export interface ProgressReporterOptions {
  /** Samples in all; Infinity where only time or error limit them. */
  readonly samples: number;
  /** What the model was asked for by now. */
  readonly spent: Readonly<Spent>;
  /** When the explanation began, by performance.now(). */
  readonly start: number;
  readonly progress: (update: Progress) => void;
  readonly record: (estimate: Attribution) => Explanation;
  readonly takeNote: () => Message | null;
}

export function createProgressReporter(options: ProgressReporterOptions): ProgressReporter {
  const { samples, spent, start, progress, record, takeNote } = options;
  const total = Number.isFinite(samples) ? samples : null;
  let done = 0;
  let reported = Number.NEGATIVE_INFINITY;
  let estimated = Number.NEGATIVE_INFINITY;
  let solving = 0;
  const report = (record: Explanation | null): void => {
    reported = performance.now();
    progress({
      phase: done === 0 ? 'preparing' : 'sampling',
      done: total === null ? done : Math.min(done, total),
      total,
      calls: spent.rows,
      known: spent.known,
      milliseconds: reported - start,
      record,
      note: takeNote(),
    });
  };
  report(null);
  return {
    answered(units) {
      done += units;
      if (performance.now() - reported >= PROGRESS_MILLISECONDS) report(null);
    },
    estimated(estimate, milliseconds) {
      solving = milliseconds;
      // Where nothing was learnt yet there is nothing to show.
      report(estimate.endsOnly ? null : record(estimate));
      estimated = reported;
    },
    impressed: (impression) => report(impression),
    due: () => performance.now() - estimated >= Math.max(PROGRESS_MILLISECONDS, SOLVING_SHARE * solving),
    finish() {
      report(null);
    },
  };
}
