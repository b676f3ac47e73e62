import type { Explanation } from '../../records/record.ts';
import { gameId } from '../../records/request.ts';
import type { PoolCache } from '../backends/pool-cache.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import { explainSwitchingToGpu } from '../backends/switch-to-gpu.ts';
import { explainWhileComparing } from '../backends/while-comparing.ts';
import { explain } from '../jobs/explain.ts';
import type { TakeRows } from '../jobs/explain-rows.ts';
import { inTime } from '../jobs/in-time.ts';
import { joinMessages } from '../jobs/join-messages.ts';
import { limitedTime } from '../jobs/limited-time.ts';
import type { Turn } from '../jobs/queue.ts';
import { createKnowledge } from '../knowledge/knowledge.ts';
import type { ExplainRequest, Progress, RowsRequest } from '../protocol.ts';
import type { StudyState } from '../studies/study.ts';
import { decidingGame } from '../subjects/deciding-game.ts';
import { inNeededPrecision, wrongInput } from '../subjects/open.ts';
import type { Subject } from '../subjects/subject.ts';
import { rowSubjects } from '../subjects/tabular.ts';
import type { EngineState } from './state.ts';

interface SubjectJob {
  readonly study: StudyState;
  readonly request: ExplainRequest;
  readonly subject: Subject;
  readonly start: number;
  readonly turn: Turn;
  readonly progress: (update: Progress) => void;
  readonly watched: boolean;
  /** Whether nothing is made use of that is known already. */
  readonly fresh: boolean;
}

/** Explains one subject, on the back end that is the right and the faster one by then. */
export async function explainSubject(
  { pools, prepareMethod, knowledge }: EngineState,
  job: SubjectJob,
): Promise<Explanation> {
  const { study, request, subject, turn, start, progress, watched } = job;
  const { milliseconds } = request.budget;
  const time = milliseconds === undefined ? null : limitedTime(milliseconds, start);
  const game = await gameId(await decidingGame(study, subject, request));
  const spent = { rows: 0, known: 0 };
  const known = job.fresh ? createKnowledge() : knowledge;
  const notesOfSubject = [...(subject.notes ?? [])];
  const opened = await inTime(time, poolFor(pools, study, request, time !== null));
  const explaining = {
    opened,
    subject,
    request,
    cancelled: turn.cancelled,
    explain(by: OpenedPool, cancelled: Promise<'cancelled'>) {
      const { pool, notes, structure } = by;
      return explain({
        start,
        time,
        progress,
        watched,
        study,
        request,
        subject,
        pool,
        structure,
        prepareMethod,
        knowledge: known,
        game,
        spent,
        get backendWhy() {
          return by.why;
        },
        cancelled,
        rest: turn.rest,
        takeNote: () => joinMessages('engine.notes', [...notesOfSubject.splice(0), ...notes.splice(0)]),
      });
    },
  };
  const { comparing } = opened;
  return comparing ? explainWhileComparing(explaining, comparing) : explainSwitchingToGpu(explaining);
}

interface RangeJob {
  readonly request: RowsRequest;
  readonly fresh?: boolean;
  readonly turn: Turn;
  readonly take: TakeRows;
  readonly progress: (update: Progress) => void;
}

/** Explains a range of rows, and lets others go first between them. */
export async function explainRange(
  state: EngineState,
  { request, fresh = false, turn, take, progress }: RangeJob,
): Promise<void> {
  const opened = state.opened.studies.get(request.study);
  if (opened.kind !== 'tabular') throw wrongInput(opened);
  const study = inNeededPrecision(opened, request);
  const subjects = await rowSubjects(study, request);
  const pool = await poolFor(state.pools, study, request);
  const { explainRows } = await import('../jobs/explain-rows.ts');
  await explainRows({
    study,
    request,
    subjects,
    // Many records are worth the wait.
    opened: (await pool.compare?.()) ?? pool,
    prepareMethod: state.prepareMethod,
    cancelled: turn.cancelled,
    async take(records, numbers) {
      await take(records, numbers);
      await turn.rest();
    },
    progress,
    async one(row, report) {
      const start = performance.now();
      const subject = await subjects.subject(study.row(row), row);
      const alone: ExplainRequest = { ...request, input: { kind: 'row', row } };
      return explainSubject(state, {
        study,
        request: alone,
        subject,
        start,
        turn,
        progress: report,
        watched: false,
        fresh,
      });
    },
  });
}

/**
 * The pool for a request; `hurried`: see `OpeningPool.now`. A GPU's runtime knows no raw scores.
 */
export const poolFor = (
  pools: PoolCache,
  study: StudyState,
  { space, backend }: Pick<ExplainRequest, 'space' | 'backend'>,
  hurried = false,
): Promise<OpenedPool> => pools.get(study, space === 'raw' ? 'wasm' : (backend ?? 'auto'), hurried);
