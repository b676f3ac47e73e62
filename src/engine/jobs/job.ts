import type { Message } from '../../catalogue/message.ts';
import type { Structure } from '../../structures/structure.ts';
import type { Spent } from '../knowledge/asking.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Pool } from '../pool/pool.ts';
import type { ExplainRequest, Progress } from '../protocol.ts';
import type { StudyState } from '../studies/study.ts';
import type { Subject } from '../subjects/subject.ts';
import type { LimitedTime } from './limited-time.ts';
import type { MethodPreparer } from './structural.ts';

/** One explanation to carry out. */
export interface Job {
  readonly study: StudyState;
  readonly request: ExplainRequest;
  readonly subject: Subject;
  readonly pool: Pool;
  /** What is known of games by now, and the id of the one that this job plays. */
  readonly knowledge: Knowledge;
  readonly game: string;
  /** Counts the rows that the model is really asked for. */
  readonly spent: Spent;
  /** The model's structure, where it answers as the model does. */
  readonly structure: Structure | null;
  readonly prepareMethod: MethodPreparer;
  readonly backendWhy: Message;
  /** When the job's turn came, by performance.now(): its time counts from then on. */
  readonly start: number;
  /** Its limit of time, if there is one. */
  readonly time: LimitedTime | null;
  readonly progress: (update: Progress) => void;
  /** Whether somebody watches the progress, and wants to see something soon. */
  readonly watched: boolean;
  /** Resolves when the person cancels. */
  readonly cancelled: Promise<'cancelled'>;
  /** Resolves when the job may go on: at once, unless it is paused or others go first. */
  readonly rest: () => Promise<void>;
  /** What has been noted for the person since the last call. */
  readonly takeNote: () => Message | null;
}
