import type { Explanation } from '../records/record.ts';
import { repeatableOf } from '../store/answers.ts';

/** How a record compares with one that was made anew. */
export interface Compared {
  readonly verdict: 'same-bits' | 'within-tolerance' | 'differs';
  readonly where: string | null;
  readonly largest: number | null;
}

/**
 * What that says of the record: on the CPU only the same bits will do, since they are the same on
 * every machine; where a GPU made it, its tolerance will.
 */
export function judged<T extends Compared>(record: Explanation, compared: T): T {
  const mayBeNear = repeatableOf(record, { limited: false }) === 'within-tolerance';
  return compared.verdict === 'within-tolerance' && !mayBeNear ? { ...compared, verdict: 'differs' } : compared;
}
