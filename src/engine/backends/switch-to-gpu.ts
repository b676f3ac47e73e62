import type { Explanation } from '../../records/record.ts';
import type { ExplainRequest } from '../protocol.ts';
import type { Subject } from '../subjects/subject.ts';
import type { OpenedPool } from './open-pool.ts';

/**
 * Has a subject explained by who answers now. Where a GPU is in question it is tried meanwhile: if
 * it turns out to be faster, what was begun is stopped and begins anew there. In limited time a GPU
 * is only tried afterwards. Where both are to work together, that is waited for.
 */
export async function onTheFaster(
  opened: OpenedPool,
  subject: Subject,
  { backend, budget }: Pick<ExplainRequest, 'backend' | 'budget'>,
  cancelled: Promise<'cancelled'>,
  explain: (opened: OpenedPool, cancelled: Promise<'cancelled'>) => Promise<Explanation>,
): Promise<Explanation> {
  const { settle } = opened;
  if (!settle) return explain(opened, cancelled);
  if (backend === 'mixed') return explain(await settle(subject), cancelled);
  if (budget.milliseconds !== undefined) {
    const record = await explain(opened, cancelled);
    settle(subject).catch(() => {}); // whoever asks next meets the error
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
