import { type Message, message } from '../catalogue/message.ts';
import { asOrielError, OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import { tell } from './tell.ts';

/**
 * Where an answer is from: computed; kept, the answer to this very request; reused from a kept
 * record that knows at least as much; continued, with the model's answers that were kept.
 */
export type Origin = 'computed' | 'kept' | 'reused' | 'continued';

export interface JobStatus {
  readonly state: 'waiting' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed';
  /** null while that is not known yet. */
  readonly from: Origin | null;
  /** When the record was kept, in milliseconds since 1970, where it was not computed now. */
  readonly keptAt?: number;
  /** Coalitions valued so far, and in all (null where only time or error limit them). */
  readonly done: number;
  readonly total: number | null;
  /** Rows that the model was really asked for. */
  readonly calls: number;
  /** Rows that it need not be asked for, since their answers were known before. */
  readonly known: number;
  /** The best estimate so far, a complete record; the result once there is one. */
  readonly estimate: Explanation | null;
  /** How long it has taken by now. */
  readonly milliseconds: number;
  /** What is worth a line to the person, since the last news. */
  readonly note: Message | null;
}

export interface JobEvents {
  /** A better estimate. */
  readonly estimate: (record: Explanation) => void;
  /** The result. */
  readonly done: (record: Explanation) => void;
  readonly error: (error: OrielError) => void;
  /** How far it is. */
  readonly progress: (status: JobStatus) => void;
}

/**
 * An explanation under way, or already there. Iterating gives estimates as they come and the result
 * at last; whoever is slow misses those in between.
 *
 * @example
 * const job = model.explain(384);
 * for await (const estimate of job) console.log(estimate.attributions[0]);
 * console.log(job.status().from, (await job.result).id);
 */
export interface Job extends AsyncIterable<Explanation> {
  /**
   * The request's id: `oriel.job(id)` finds it again. Equal requests have equal ids. Rejects with
   * an OrielError where the job ended before there was one.
   */
  readonly id: Promise<string>;
  /**
   * The record. Cancelled, it is the last estimate, or rejects with `failure-cancelled` where there
   * is none. Rejects with an OrielError.
   */
  readonly result: Promise<Explanation>;
  status(): JobStatus;
  /**
   * Hears of it; one who asks for `done` or `error` later is told at once. Returns how to stop.
   *
   * @example
   * const stop = job.on('estimate', (record) => draw(record));
   */
  on<Name extends keyof JobEvents>(name: Name, listener: JobEvents[Name]): () => void;
  cancel(): void;
  /** Holds it; other jobs go on. */
  pause(): void;
  resume(): void;
}

export type JobNews = Pick<JobStatus, 'done' | 'total' | 'calls' | 'known' | 'milliseconds' | 'note'> & {
  readonly record: Explanation | null;
};

/** What a job tells of itself while it works. */
export interface Report {
  /** It is named, or cannot be. */
  identified(id: Promise<string>): void;
  from(origin: Origin, keptAt?: number): void;
  progress(news: JobNews): void;
}

/** How a job is stopped and held, once it has begun. */
export interface Handle {
  cancel(): void;
  pause(): void;
  resume(): void;
}

export interface JobWork {
  /** Runs it; what is thrown ends it. */
  readonly run: (report: Report) => Promise<Explanation>;
  readonly handle: Handle;
  readonly signal?: AbortSignal;
}

type Told =
  | { readonly name: 'estimate' | 'done'; readonly record: Explanation }
  | { readonly error: OrielError }
  | { readonly status: JobStatus };

/** Runs work as a job. */
export function createJob({ run, handle, signal }: JobWork): Job {
  const listeners = new Set<(told: Told) => void>();
  let status: JobStatus = {
    state: 'waiting',
    from: null,
    done: 0,
    total: null,
    calls: 0,
    known: 0,
    estimate: null,
    milliseconds: 0,
    note: null,
  };
  let ended: Told | null = null;
  let paused = false;
  let identified: (id: Promise<string>) => void = () => {};
  let unidentified: (error: OrielError) => void = () => {};
  const id = new Promise<string>((resolve, reject) => {
    unidentified = reject;
    identified = (found) =>
      resolve(
        found.catch((thrown) => {
          throw asOrielError(thrown);
        }),
      );
  });
  const set = (change: Partial<JobStatus>) => {
    status = { ...status, ...change };
  };
  const isOver = () => ended !== null;

  const report: Report = {
    identified,
    from: (from, keptAt) => set({ from, ...(keptAt !== undefined && { keptAt }) }),
    progress({ record, ...news }) {
      if (isOver()) return;
      set({ state: paused ? 'paused' : 'running', ...news, estimate: record ?? status.estimate });
      tell(listeners, { status });
      if (record) tell(listeners, { name: 'estimate', record });
    },
  };
  const cancel = (): void => {
    if (!isOver()) handle.cancel();
  };
  const unlisten = (): void => signal?.removeEventListener('abort', cancel);

  async function work(): Promise<Explanation> {
    try {
      if (signal?.aborted) throw new OrielError('failure-cancelled');
      const record = await run(report);
      set({ state: record.stopped === 'cancelled' ? 'cancelled' : 'done', estimate: record });
      ended = { name: 'done', record };
      // One that is being named keeps to that.
      unidentified(new OrielError('failure-unexpected', { text: message('library.noId') }));
      return record;
    } catch (thrown) {
      const error = asOrielError(thrown);
      set({ state: error.code === 'failure-cancelled' ? 'cancelled' : 'failed' });
      ended = { error };
      unidentified(error);
      throw error;
    } finally {
      unlisten();
      if (ended) tell(listeners, ended);
      listeners.clear();
    }
  }

  signal?.addEventListener('abort', cancel);
  const result = work();
  // Who only listens or iterates is told there.
  result.catch(() => {});
  id.catch(() => {});

  const setPaused = (wanted: boolean): void => {
    if (isOver() || paused === wanted) return;
    paused = wanted;
    if (wanted) handle.pause();
    else handle.resume();
    set({ state: wanted ? 'paused' : status.total === null && status.done === 0 ? 'waiting' : 'running' });
  };

  return {
    id,
    result,
    status: () => status,
    cancel,
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    on(name, listener) {
      const hear = (told: Told): void => {
        if ('error' in told) {
          if (name === 'error') (listener as JobEvents['error'])(told.error);
        } else if ('status' in told) {
          if (name === 'progress') (listener as JobEvents['progress'])(told.status);
        } else if (name === told.name) (listener as JobEvents['done'])(told.record);
      };
      if (!ended) listeners.add(hear);
      else if (name === 'done' || name === 'error') {
        const told = ended;
        queueMicrotask(() => hear(told));
      }
      return () => {
        listeners.delete(hear);
      };
    },
    async *[Symbol.asyncIterator]() {
      let newest: Explanation | null = status.estimate;
      let wake: () => void = () => {};
      const hear = (told: Told): void => {
        if ('record' in told) newest = told.record;
        wake();
      };
      listeners.add(hear);
      try {
        while (!ended) {
          if (newest) {
            const record = newest;
            newest = null;
            yield record;
          } else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
        yield await result;
      } finally {
        listeners.delete(hear);
      }
    },
  };
}
