import { OrielError } from '../../errors.ts';
import type { LimitedTime } from './limited-time.ts';

/**
 * What some work gives, if it does so before no more than `left` milliseconds of the limit are
 * left (default: 0); without a limit, whenever it does. The work itself goes on, so that what it
 * opens is there next time. Throws `failure-time`, and what the work throws.
 */
export async function inTime<T>(time: LimitedTime | null, work: Promise<T>, left = 0): Promise<T> {
  if (!time) return work;
  const timer = time.until(left);
  const up = timer.passed.then((): never => {
    throw new OrielError('failure-time', { milliseconds: time.limit });
  });
  try {
    return await Promise.race([work, up]);
  } finally {
    timer.clear();
  }
}
