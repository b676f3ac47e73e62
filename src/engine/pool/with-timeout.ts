import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';

/**
 * Waiting is counted in steps: when a machine wakes from sleep, or a stopped browser goes on, all
 * timers are long overdue, and this way that costs no more than one step.
 */
export const STEP_MILLISECONDS = 1000;

/** What a call fails with that has taken too long. */
export const noAnswer = (milliseconds: number): OrielError =>
  new OrielError('failure-unexpected', {
    text: message('engine.noAnswer', { seconds: Math.round(milliseconds / 1000) }),
  });

/** `promise`, unless `signal` aborts or `limit` milliseconds pass first. */
export function withTimeout<T>(promise: Promise<T>, signal: AbortSignal, limit: number): Promise<T> {
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
        reject(noAnswer(limit));
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
