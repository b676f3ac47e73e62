import type { Numbers } from '../../numerics/numbers.ts';
import type { Explanation } from '../../records/record.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import type { MethodPreparer } from '../jobs/structural.ts';
import type { InspectionProgress, InspectRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';

/** Another model of the same table. */
export type OtherModel = Pick<InspectJob, 'study' | 'opened' | 'one'>;

export interface InspectJob {
  readonly study: TabularStudy;
  readonly request: InspectRequest;
  readonly opened: OpenedPool;
  readonly prepareMethod: MethodPreparer;
  /** The model that it is compared with. */
  readonly other: OtherModel | null;
  readonly signal: AbortSignal;
  /** Gives way to others; says whether to go on. */
  readonly isOn: () => Promise<boolean>;
  /** Explains one row by itself: of the table by its number, or of another one. */
  readonly one: (row: number | Numbers, output: number, space: Explanation['space']) => Promise<Explanation>;
  readonly progress: (update: InspectionProgress) => void;
  /** Resolves once whoever listens has taken the latest progress. */
  readonly told: () => Promise<unknown>;
}
