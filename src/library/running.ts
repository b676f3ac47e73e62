import { OrielError } from '../errors.ts';

/** What runs of a model, which ends with it. */
export interface Running {
  isClosed(): boolean;
  /** Throws `failure-closed` once the model is closed. */
  check(): void;
  /**
   * Does a job's work, and checks first. What fails once the model is closed was cancelled: calls
   * fail then with whatever closing has made of them.
   */
  work<T>(work: () => Promise<T>): Promise<T>;
  /** Notes what runs until its result is there; `cancel` makes it end. */
  untilOver(cancel: () => void, result: Promise<unknown>): void;
  /** Notes what runs; `end` ends it and waits for that. Returns what to call once it is over. */
  add(end: () => Promise<unknown>): () => void;
  /** Cancels all of it; resolves once it has ended. */
  close(): Promise<void>;
}

export function createRunning(): Running {
  const all = new Set<() => Promise<unknown>>();
  let closed = false;

  const check = (): void => {
    if (closed) throw new OrielError('failure-closed');
  };

  function add(end: () => Promise<unknown>): () => void {
    all.add(end);
    return () => void all.delete(end);
  }

  return {
    isClosed: () => closed,
    check,
    async work(work) {
      check();
      try {
        return await work();
      } catch (error) {
        throw closed ? new OrielError('failure-cancelled', {}, { cause: error }) : error;
      }
    },
    add,
    untilOver(cancel, result) {
      const over = add(() => {
        cancel();
        return result;
      });
      result.then(over, over);
    },
    async close() {
      closed = true;
      await Promise.allSettled([...all].map((end) => end()));
    },
  };
}
