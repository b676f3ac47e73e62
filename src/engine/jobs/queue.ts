import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Place } from '../protocol.ts';

/** A job's turn, as the job sees it. */
export interface Turn {
  /** Resolves when the person cancels. */
  readonly cancelled: Promise<'cancelled'>;
  /**
   * A job calls this wherever it can be interrupted, before each ask. Resolves at once where
   * nothing comes first; else when it is the job's turn again, or it was cancelled. What a job
   * computes does not depend on how long it waited.
   */
  rest(): Promise<void>;
  /**
   * Waits for what comes from elsewhere, a runtime that is loaded, and lets any other job go first
   * meanwhile. Resolves when it is the job's turn again, or it was cancelled.
   */
  away<T>(wait: Promise<T>): Promise<T>;
}

export interface Queue {
  /** Throws `failure-busy` where too many jobs wait, `request-invalid` for a name in use. */
  add<T>(name: string, place: Place, work: (turn: Turn) => Promise<T>): Promise<T>;
  /** Drops a job that has not begun, with `failure-cancelled`, and tells one that has. */
  cancel(name: string): void;
  pause(name: string): void;
  resume(name: string): void;
  clear(): void;
}

/** A job in the queue: running, or waiting for its first turn or a later one. */
interface Entry {
  readonly client: string;
  readonly batch: boolean;
  paused: boolean;
  /** Whether it waits for what comes from elsewhere. */
  away: boolean;
  begun: boolean;
  /** Begins the job, or lets it go on. */
  go: () => void;
  cancel: () => void;
}

/** Most jobs of a client: a widget that floods the queue is told so before it fills the memory. */
export const MOST_JOBS = 256;

/**
 * Runs one job at a time. What a person looks at goes before batches; among equals, clients take
 * turns, and one client's jobs run in the order of asking.
 */
export function createQueue(most: number = MOST_JOBS): Queue {
  const jobs = new Map<string, Entry>(); // all unfinished ones, in the order of asking
  const served = new Map<string, number>(); // the latest turn of each client
  let turns = 0;
  let running: Entry | null = null;

  /** Whether `a` goes before `b`, although `b` was asked for earlier. */
  const before = (a: Entry, b: Entry): boolean => {
    if (a.batch !== b.batch) return b.batch;
    return (served.get(a.client) ?? 0) < (served.get(b.client) ?? 0);
  };

  /** The job to run next, among those that wait. */
  function first(): Entry | null {
    let best: Entry | null = null;
    for (const entry of jobs.values()) {
      if (entry !== running && !entry.paused && !entry.away && (!best || before(entry, best))) best = entry;
    }
    return best;
  }

  function next(): void {
    if (running) return;
    running = first();
    if (!running) return;
    served.set(running.client, ++turns);
    running.go();
  }

  function add<T>(name: string, { client = '', batch = false }: Place, work: (turn: Turn) => Promise<T>): Promise<T> {
    if (jobs.has(name)) throw new OrielError('request-invalid', { text: message('engine.nameTaken', { name }) });
    if ([...jobs.values()].filter((job) => job.client === client).length >= most)
      throw new OrielError('failure-busy', { jobs: most });
    return new Promise<T>((resolve, reject) => {
      let resting: (() => void)[] = [];
      let tell: (cancelled: 'cancelled') => void = () => {};
      let dropped = false;
      const cancelled = new Promise<'cancelled'>((told) => {
        tell = told;
      });
      const wake = () => {
        for (const awake of resting.splice(0)) awake();
      };
      const leave = () => {
        jobs.delete(name);
        wake();
        if (running === entry) running = null;
        next();
      };
      const rest = (): Promise<void> => {
        if (dropped || !jobs.has(name)) return Promise.resolve();
        const other = first();
        const yields = entry.paused || (entry.batch && other !== null && !other.batch);
        if (running === entry && !yields) return Promise.resolve();
        const awake = new Promise<void>((resolveRest) => {
          resting = [...resting, resolveRest];
        });
        if (running === entry) running = null;
        next();
        return awake;
      };
      const away: Turn['away'] = async (wait) => {
        entry.away = true;
        if (running === entry) running = null;
        next();
        const stopped = cancelled.then((): never => {
          throw new OrielError('failure-cancelled');
        });
        try {
          return await Promise.race([wait, stopped]);
        } finally {
          entry.away = false;
          await rest();
        }
      };
      const entry: Entry = {
        client,
        batch,
        paused: false,
        away: false,
        begun: false,
        go() {
          if (entry.begun) return wake();
          entry.begun = true;
          // The name is free again before the caller hears of the end.
          work({ cancelled, rest, away }).finally(leave).then(resolve, reject);
        },
        cancel() {
          dropped = true;
          tell('cancelled');
          wake();
          if (entry.begun) return;
          reject(new OrielError('failure-cancelled'));
          leave();
        },
      };
      jobs.set(name, entry);
      next();
    });
  }

  const setPaused = (name: string, paused: boolean): void => {
    const entry = jobs.get(name);
    if (entry) entry.paused = paused;
    next();
  };

  return {
    add,
    cancel: (name) => jobs.get(name)?.cancel(),
    pause: (name) => setPaused(name, true),
    resume: (name) => setPaused(name, false),
    clear() {
      for (const entry of [...jobs.values()]) entry.cancel();
    },
  };
}
