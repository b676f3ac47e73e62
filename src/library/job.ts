import { type Message, message } from '../catalogue/message.ts';
import { asOrielError, OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import { createTask, type Handle } from './task.ts';

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
  /** It has not begun, for this reason. */
  waits(note: Message): void;
  progress(news: JobNews): void;
}

export interface JobWork {
  /** Runs it; what is thrown ends it. */
  readonly run: (report: Report) => Promise<Explanation>;
  readonly handle: Handle;
  readonly signal?: AbortSignal;
}

/** Runs work as a job. */
export function createJob({ run, handle, signal }: JobWork): Job {
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
  id.catch(() => {});

  const { result, status, on, cancel, pause, resume } = createTask<JobStatus, Explanation, JobEvents>({
    status: {
      state: 'waiting',
      from: null,
      done: 0,
      total: null,
      calls: 0,
      known: 0,
      estimate: null,
      milliseconds: 0,
      note: null,
    },
    handle,
    signal,
    run: ({ note, progress, tell }) =>
      run({
        identified,
        from: (from, keptAt) => note({ from, ...(keptAt !== undefined && { keptAt }) }),
        waits: (reason) => note({ note: reason }),
        progress({ record, ...news }) {
          const told = progress({ ...news, ...(record && { estimate: record }) });
          if (told && record) tell('estimate', record);
        },
      }),
    ends: (record) => ({ state: record.stopped === 'cancelled' ? 'cancelled' : 'done', estimate: record }),
  });
  // One that is being named keeps to that.
  const unnamed = () => unidentified(new OrielError('failure-unexpected', { text: message('library.noId') }));
  result.then(unnamed, unidentified);

  return {
    id,
    result,
    status,
    on,
    cancel,
    pause,
    resume,
    async *[Symbol.asyncIterator]() {
      let newest: Explanation | null = status().estimate;
      const isOver = (): boolean => ['done', 'cancelled', 'failed'].includes(status().state);
      let wake: () => void = () => {};
      const stop = on('estimate', (record) => {
        newest = record;
        wake();
      });
      const ended = (): void => wake();
      result.then(ended, ended);
      try {
        while (!isOver()) {
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
        stop();
      }
    },
  };
}
