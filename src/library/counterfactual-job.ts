import type { ChangeProgress } from '../engine/protocol.ts';
import type { OrielError } from '../errors.ts';
import type { Counterfactual } from '../records/counterfactual.ts';
import { createTask, type Handle } from './task.ts';

export interface CounterfactualStatus {
  readonly state: 'running' | 'paused' | 'done' | 'cancelled' | 'failed';
  /** Rows that the model answered. */
  readonly calls: number;
  /** What could be said by now, a complete record; the result once there is one. */
  readonly estimate: Counterfactual | null;
  readonly milliseconds: number;
}

export interface CounterfactualEvents {
  /** How far it is, and what could be said by now. */
  readonly progress: (status: CounterfactualStatus) => void;
  readonly done: (record: Counterfactual) => void;
  readonly error: (error: OrielError) => void;
}

/**
 * A search for changes under way.
 *
 * @example
 * const job = model.counterfactual(384, { to: 'good risk' });
 * job.on('progress', ({ estimate }) => console.log(estimate.ways[0]?.changes));
 * console.log((await job.result).proof);
 */
export interface CounterfactualJob {
  /**
   * The record. Cancelled, it holds what was found by then; rejects with `failure-cancelled` where
   * it had not begun. Rejects with an OrielError.
   */
  readonly result: Promise<Counterfactual>;
  status(): CounterfactualStatus;
  /** Hears of it; one who asks for `done` or `error` later is told at once. Returns how to stop. */
  on<Name extends keyof CounterfactualEvents>(name: Name, listener: CounterfactualEvents[Name]): () => void;
  cancel(): void;
  /** Holds it; other jobs go on, and so does its limit of time. */
  pause(): void;
  resume(): void;
}

export interface CounterfactualWork {
  /** Runs it; what is thrown ends it. */
  readonly run: (report: (update: ChangeProgress) => void) => Promise<Counterfactual>;
  readonly handle: Handle;
  readonly signal?: AbortSignal;
}

/** Runs work as a job. */
export const createCounterfactualJob = ({ run, handle, signal }: CounterfactualWork): CounterfactualJob =>
  createTask<CounterfactualStatus, Counterfactual>({
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
