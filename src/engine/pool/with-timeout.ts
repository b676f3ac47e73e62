import { OrielError } from '../../errors.ts';

/**
 * Waiting is counted in steps: a machine that slept, or a browser that was stopped, comes back with
 * its timers long past, and one of them is then one step.
 */
export const STEP_MILLISECONDS = 1000;

/** `promise`, unless `signal` aborts or `limit` milliseconds pass first. */
export function settled<T>(promise: Promise<T>, signal: AbortSignal, limit: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    };
    const aborted = () => {
      finish();
      reject(new OrielError('failure-cancelled'));
    };
    let left = limit;
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      const step = Math.min(left, STEP_MILLISECONDS);
      timer = setTimeout(() => {
        left -= step;
        if (left > 0) return wait();
        finish();
        reject(new Error(`no answer in ${Math.round(limit / 1000)} s`));
      }, step);
    };
    wait();
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted);
    promise.then(
      (value) => {
        finish();
        resolve(value);
      },
      (error) => {
        finish();
        reject(error);
      },
    );
  });
}
