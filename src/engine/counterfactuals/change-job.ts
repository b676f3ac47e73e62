import type { Message } from '../../catalogue/message.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import type { Structure } from '../../structures/structure.ts';
import type { Pool } from '../pool/pool.ts';
import type { ChangeProgress, CounterfactualRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';

/** A search for changes, ready to begin. */
export interface ChangeJob {
  readonly study: TabularStudy;
  readonly request: CounterfactualRequest;
  /** The row as the model takes it, and its number where it is one of the table. */
  readonly row: Numbers;
  readonly number: number | null;
  readonly pool: Pool;
  /** What the model is made of, where it answers by it. */
  readonly structure: Structure | null;
  readonly backendWhy: Message;
  readonly start: number;
  readonly cancelled: Promise<'cancelled'>;
  readonly rest: () => Promise<void>;
  readonly progress: (update: ChangeProgress) => void;
}
