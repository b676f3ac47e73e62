import type { Explanation } from '../../records/record.ts';
import type { OpenedPool } from './study-pools.ts';

export interface ComparedJob {
  readonly opened: OpenedPool;
  readonly cancelled: Promise<'cancelled'>;
  explain(opened: OpenedPool, cancelled: Promise<'cancelled'>): Promise<Explanation>;
}

/**
 * Has a subject explained by our own reading of its model while that is being compared with the
 * runtime. Where the answers turn out to differ before it is done, it begins anew with the
 * runtime's; where they could not be compared, it throws why.
 */
export async function explainWhileComparing(
  { opened, cancelled, explain }: ComparedJob,
  comparing: Promise<OpenedPool>,
): Promise<Explanation> {
  /** Set once it is known that our own reading is not to be trusted. */
  let instead = null as Promise<OpenedPool> | null;
  const left = new Promise<'cancelled'>((resolve) => {
    const leave = (): void => {
      instead = comparing;
      resolve('cancelled');
    };
    comparing.then(({ pool }) => pool !== opened.pool && leave(), leave);
  });
  try {
    const record = await explain(opened, Promise.race([cancelled, left]));
    if (!instead) return record;
  } catch (error) {
    if (!instead) throw error;
  }
  return explain(await instead, cancelled);
}
