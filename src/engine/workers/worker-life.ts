import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';

/** What calls to a worker fail with once it has ended. */
export const workerEnded = (): OrielError =>
  new OrielError('failure-unexpected', { text: message('engine.workerEnded') });

/**
 * A worker that ends itself, or that the browser ends, sends no event, and its calls never settle.
 * But its Web Locks are released. Each worker holds a lock with a random name and posts that name;
 * whoever is granted the lock knows that the worker is gone.
 */
const LIFE_LOCK = 'oriel-life:';

/** In a worker: holds a lock as long as it lives. */
export function holdLifeLock(post: (name: string) => void): void {
  // Neither is there without https. Frames of opaque origin have locks and may not use them. A call
  // that hangs still times out.
  if (!navigator.locks || !crypto.randomUUID) return;
  const name = `${LIFE_LOCK}${crypto.randomUUID()}`;
  navigator.locks
    .request(name, () => {
      post(name);
      return new Promise(() => {});
    })
    .catch(() => {});
}

/** Calls `ended` once a worker that has posted its lock's name is gone. */
export function awaitLifeLock(posted: unknown, signal: AbortSignal, ended: () => void): void {
  if (typeof posted !== 'string' || !posted.startsWith(LIFE_LOCK)) return;
  navigator.locks.request(posted, { signal }, ended).catch(() => {});
}
