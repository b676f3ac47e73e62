import { OrielError } from '../errors.ts';

/** There is no room. Knows when to ask again. */
export class BusyError extends OrielError {
  constructor(
    jobs: number,
    /** Seconds until there may be room. */
    readonly retrySeconds: number,
  ) {
    super('failure-busy', { jobs });
  }
}

/** How many things are done at a time, and how many may wait. */
export interface Gate {
  /** How many may be under way and wait, together. */
  readonly most: number;
  /** Throws BusyError where so many more cannot wait. */
  check(count: number): void;
  /**
   * Does it in its turn. Rejects with BusyError where too many wait, and with
   * `failure-cancelled` where it is no longer wanted when its turn has not come.
   */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Seconds until there may be room again. */
  retrySeconds(): number;
  readonly running: number;
  readonly waiting: number;
}

const LONGEST_RETRY = 60;
/** How much the latest duration counts in their mean. */
const SHARE = 0.1;

export function createGate({ running: most, waiting: room }: { readonly running: number; readonly waiting: number }) {
  const queue: (() => void)[] = [];
  let running = 0;
  let meanSeconds = 0;

  const next = (): void => {
    if (running < most) queue.shift()?.();
  };

  function turn(signal: AbortSignal): Promise<void> {
    if (running < most) {
      running++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        running++;
        resolve();
      };
      const leave = (): void => {
        queue.splice(queue.indexOf(begin), 1);
        reject(new OrielError('failure-cancelled'));
      };
      queue.push(begin);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  const retrySeconds = (): number =>
    Math.max(1, Math.min(LONGEST_RETRY, Math.ceil((meanSeconds * (running + queue.length)) / most)));

  const check = (count: number): void => {
    if (running + queue.length + count > most + room) throw new BusyError(queue.length, retrySeconds());
  };

  const gate: Gate = {
    most: most + room,
    check,
    async run(work, signal) {
      check(1);
      if (signal.aborted) throw new OrielError('failure-cancelled');
      await turn(signal);
      const start = performance.now();
      try {
        return await work();
      } finally {
        const seconds = (performance.now() - start) / 1000;
        meanSeconds = meanSeconds === 0 ? seconds : meanSeconds + SHARE * (seconds - meanSeconds);
        running--;
        next();
      }
    },
    retrySeconds,
    get running() {
      return running;
    },
    get waiting() {
      return queue.length;
    },
  };
  return gate;
}
