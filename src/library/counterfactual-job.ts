import type { InquiryProgress } from '../engine/protocol.ts';
import type { OrielError } from '../errors.ts';
import type { Counterfactual } from '../records/counterfactual.ts';
import { createTask, type Handle } from './task.ts';

/** What records say of the end of a search. */
type Ended = Pick<Counterfactual, 'stopped' | 'calls' | 'milliseconds'>;

export interface CounterfactualStatus<Record = Counterfactual> {
  readonly state: 'running' | 'paused' | 'done' | 'cancelled' | 'failed';
  /** Rows that the model answered. */
  readonly calls: number;
  /** What could be said by now, a complete record; the result once there is one. */
  readonly estimate: Record | null;
  readonly milliseconds: number;
}

export interface CounterfactualEvents<Record = Counterfactual> {
  /** How far it is, and what could be said by now. */
  readonly progress: (status: CounterfactualStatus<Record>) => void;
  readonly done: (record: Record) => void;
  readonly error: (error: OrielError) => void;
}

/**
 * A search under way: for changes, or for what else is asked about an answer.
 *
 * @example
 * const job = model.counterfactual(384, { to: 'good risk' });
 * job.on('progress', ({ estimate }) => console.log(estimate.ways[0]?.changes));
 * console.log((await job.result).proof);
 */
export interface CounterfactualJob<Record = Counterfactual> {
  /**
   * The record. Cancelled, it holds what was found by then; rejects with `failure-cancelled` where
   * it had not begun. Rejects with an OrielError.
   */
  readonly result: Promise<Record>;
  status(): CounterfactualStatus<Record>;
  /** Hears of it; one who asks for `done` or `error` later is told at once. Returns how to stop. */
  on<Name extends keyof CounterfactualEvents<Record>>(
    name: Name,
    listener: CounterfactualEvents<Record>[Name],
  ): () => void;
  cancel(): void;
  /** Holds it; other jobs go on, and so does its limit of time. */
  pause(): void;
  resume(): void;
}

export interface CounterfactualWork<Record> {
  /** Runs it; what is thrown ends it. */
  readonly run: (report: (update: InquiryProgress<Record>) => void) => Promise<Record>;
  readonly handle: Handle;
  readonly signal?: AbortSignal;
}

/** Runs work as a job. */
export const createCounterfactualJob = <Record extends Ended>({
  run,
  handle,
  signal,
}: CounterfactualWork<Record>): CounterfactualJob<Record> =>
  createTask<CounterfactualStatus<Record>, Record>({
    status: { state: 'running', calls: 0, estimate: null, milliseconds: 0 },
    handle,
    signal,
    run: ({ progress }) => run(({ record: estimate, ...news }) => void progress({ ...news, estimate })),
    ends: (record) => ({
      state: record.stopped === 'cancelled' ? 'cancelled' : 'done',
      calls: record.calls,
      milliseconds: record.milliseconds,
      estimate: record,
    }),
  });
