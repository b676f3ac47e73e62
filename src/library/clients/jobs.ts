import { message } from '../../catalogue/message.ts';
import type { EngineApi, Progress } from '../../engine/protocol.ts';
import { OrielError } from '../../errors.ts';

interface Job {
  /** What engines know it by, each time that it is begun. */
  named: string;
  cancelled: boolean;
  paused: boolean;
  /** The engine that has begun it. */
  at: EngineApi | null;
  /** Coalitions that were valued, as far as progress has told. */
  done: number;
}

/** A job as its work sees it, which may be begun again by another engine. */
export interface RunningJob {
  /**
   * Has an engine begin it, by the name that it is known by there. Throws `failure-cancelled` where
   * it was cancelled before.
   */
  begin<T>(engine: EngineApi, start: (named: string) => Promise<T>): Promise<T>;
  /** Whether it is this engine that works at it. */
  isAt(engine: EngineApi): boolean;
  /** Tells of the progress in an engine once it has come as far as the ones before. */
  inOrder(engine: EngineApi, progress: (update: Progress) => void): (update: Progress) => void;
}

/** The jobs of one client, by the client's own names for them. */
export interface Jobs {
  /** Throws `request-invalid` for a name that is in use. */
  run<T>(name: string, work: (job: RunningJob) => Promise<T>): Promise<T>;
  cancel(name: string): void;
  setPaused(name: string, paused: boolean): void;
  cancelAll(): void;
  /** Cancels what engines have begun; it may be begun again. */
  leave(): void;
}

const quiet = (): void => {}; // an engine that is gone works at nothing

export function createJobs(client: string): Jobs {
  const jobs = new Map<string, Job>();
  let begun = 0;

  const asSeen = (job: Job): RunningJob => ({
    isAt: (engine) => job.at === engine,
    async begin(engine, start) {
      if (job.cancelled) throw new OrielError('failure-cancelled');
      job.at = engine;
      // An engine that is come back to may not be done with it yet.
      job.named = `${client} ${++begun}`;
      const done = start(job.named);
      if (job.paused) engine.pause(job.named).catch(quiet);
      return done;
    },
    inOrder(engine, progress) {
      const reached = job.done;
      return (update) => {
        if (job.at !== engine || update.done < reached) return;
        job.done = Math.max(job.done, update.done);
        progress(update);
      };
    },
  });

  function cancel(job: Job): void {
    job.cancelled = true;
    job.at?.cancel(job.named).catch(quiet);
  }

  return {
    async run(name, work) {
      if (jobs.has(name)) throw new OrielError('request-invalid', { text: message('engine.nameTaken', { name }) });
      const job: Job = { named: '', cancelled: false, paused: false, at: null, done: 0 };
      jobs.set(name, job);
      try {
        return await work(asSeen(job));
      } finally {
        jobs.delete(name);
      }
    },
    cancel(name) {
      const job = jobs.get(name);
      if (job) cancel(job);
    },
    setPaused(name, paused) {
      const job = jobs.get(name);
      if (!job) return;
      job.paused = paused;
      const told = paused ? job.at?.pause(job.named) : job.at?.resume(job.named);
      told?.catch(quiet);
    },
    cancelAll() {
      for (const job of jobs.values()) cancel(job);
    },
    leave() {
      for (const job of jobs.values()) {
        job.at?.cancel(job.named).catch(quiet);
        job.at = null;
      }
    },
  };
}
