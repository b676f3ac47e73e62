import { OrielError } from '../../errors.ts';

/** Who asked, and how soon it is wanted. */
export interface Place {
  /** Clients (the page, each widget on it) take turns. */
  readonly client?: string;
  /** Batch work lets what a person looks at go first, also once it has begun. */
  readonly batch?: boolean;
}

/** What a job knows of its own turn. */
export interface Turn {
  /** Resolves when the person cancels. */
  readonly cancelled: Promise<'cancelled'>;
  /**
   * A job calls this wherever it can be interrupted, before each ask. Resolves at once where
   * nothing comes before it; else when it is its turn again, or it was cancelled. What a job
   * computes does not depend on how long it waited.
   */
  rest(): Promise<void>;
}

export interface Queue {
  /** Throws `failure-busy` where too many wait, `request-invalid` for a name in use. */
  add<T>(name: string, place: Place, work: (turn: Turn) => Promise<T>): Promise<T>;
  /** A job that has not begun is dropped at once with `failure-cancelled`; one that has is told. */
  cancel(name: string): void;
  pause(name: string): void;
  resume(name: string): void;
  clear(): void;
}

/** A job in the queue: running, or waiting for its turn, its first or a later one. */
interface Entry {
  readonly client: string;
  readonly batch: boolean;
  paused: boolean;
  begun: boolean;
  /** Begins the job, or lets it go on. */
  go: () => void;
  cancel: () => void;
}

/** Jobs that may wait: a widget that floods the queue is told so, rather than memory filled. */
export const MOST_JOBS = 256;

/**
 * One job at a time: what a person looks at first, then by turns among clients, then in the order
 * of asking.
 */
export function createQueue(most: number = MOST_JOBS): Queue {
  const jobs = new Map<string, Entry>(); // all that are not finished, in the order of asking
  const served = new Map<string, number>(); // when each client's turn was last
  let turns = 0;
  let running: Entry | null = null;

  /** Whether `a` goes before `b`, which was asked for earlier. */
  const before = (a: Entry, b: Entry): boolean => {
    if (a.batch !== b.batch) return b.batch;
    return (served.get(a.client) ?? 0) < (served.get(b.client) ?? 0);
  };

  /** The next to run among those that wait. */
  function first(): Entry | null {
    let best: Entry | null = null;
    for (const entry of jobs.values()) {
      if (entry !== running && !entry.paused && (!best || before(entry, best))) best = entry;
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
    if (jobs.has(name)) throw new OrielError('request-invalid', { text: `a job named "${name}" is already there` });
    if (jobs.size >= most) throw new OrielError('failure-busy', { jobs: most });
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
      const entry: Entry = {
        client,
        batch,
        paused: false,
        begun: false,
        go() {
          if (entry.begun) return wake();
          entry.begun = true;
          // The name is free again by the time anybody hears of the end.
          work({ cancelled, rest }).finally(leave).then(resolve, reject);
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

  const paused = (name: string, value: boolean): void => {
    const entry = jobs.get(name);
    if (entry) entry.paused = value;
    next();
  };

  return {
    add,
    cancel: (name) => jobs.get(name)?.cancel(),
    pause: (name) => paused(name, true),
    resume: (name) => paused(name, false),
    clear() {
      for (const entry of [...jobs.values()]) entry.cancel();
    },
  };
}
