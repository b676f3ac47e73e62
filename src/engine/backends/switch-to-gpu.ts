import type { Explanation } from '../../records/record.ts';
import type { ExplainRequest } from '../protocol.ts';
import type { Subject } from '../subjects/subject.ts';
import type { OpenedPool } from './study-pools.ts';

export interface SwitchableJob {
  readonly opened: OpenedPool;
  readonly subject: Subject;
  readonly request: Pick<ExplainRequest, 'backend' | 'budget'>;
  readonly cancelled: Promise<'cancelled'>;
  explain(opened: OpenedPool, cancelled: Promise<'cancelled'>): Promise<Explanation>;
}

/**
 * Has a subject explained by the pool that answers now. Where a GPU is in question it is tried
 * meanwhile: if it turns out to be faster, the explanation is stopped and begins anew there. With a
 * limited time the GPU is tried only afterwards; where both are to work together, before.
 */
export async function explainSwitchingToGpu(job: SwitchableJob): Promise<Explanation> {
  const { opened, subject, request, cancelled, explain } = job;
  const { settle } = opened;
  if (!settle) return explain(opened, cancelled);
  if (request.backend === 'mixed') return explain(await settle(subject), cancelled);
  if (request.budget.milliseconds !== undefined) {
    const record = await explain(opened, cancelled);
    settle(subject).catch(() => {}); // the next explanation gets the error
    return record;
  }
  let faster: OpenedPool | null = null;
  let wanted = true;
  cancelled.then(() => {
    wanted = false;
  });
  const left = new Promise<'cancelled'>((resolve) => {
    const settled = (next: OpenedPool): void => {
      if (next.pool === opened.pool) return;
      faster = next;
      resolve('cancelled');
    };
    settle(subject).then(settled, () => {}); // the CPU goes on
  });
  try {
    const record = await explain(opened, Promise.race([cancelled, left]));
    if (!faster || !wanted || record.stopped !== 'cancelled') return record;
  } catch (error) {
    if (!faster || !wanted) throw error;
  }
  return explain(faster, cancelled);
}
