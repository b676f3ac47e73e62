import type { RawTable } from '../../data/tables/csv.ts';
import type { Vocabulary } from '../../data/text/vocabulary.ts';
import { OrielError } from '../../errors.ts';
import type { Explanation } from '../../records/record.ts';
import { createPoolCache, type PoolCache, type PoolCacheOptions } from '../backends/pool-cache.ts';
import type { Spare } from '../backends/spare.ts';
import { createInFlight, explanationsInFlight, type InFlight } from '../jobs/in-flight.ts';
import { createQueue, type Queue } from '../jobs/queue.ts';
import { createMethodPreparer, type MethodPreparer } from '../jobs/structural.ts';
import { createKnowledge, type Knowledge } from '../knowledge/knowledge.ts';
import type { Progress, RowsProgress } from '../protocol.ts';
import { createHandles } from '../studies/handles.ts';
import type { ModelFile, PictureFile, StudyState } from '../studies/study.ts';

/** What an engine has opened. */
const createOpened = () => ({
  models: createHandles<ModelFile>('model-'),
  tables: createHandles<RawTable>('table-'),
  pictures: createHandles<PictureFile>('picture-'),
  vocabularies: createHandles<Vocabulary>('vocabulary-'),
  studies: createHandles<StudyState>('study-'),
});
type Opened = ReturnType<typeof createOpened>;

/** How far a job with many rows has come. */
type RowsDone = Parameters<RowsProgress>[0];

/** All that an engine holds. */
export interface EngineState {
  readonly opened: Opened;
  readonly pools: PoolCache;
  readonly spawn: PoolCacheOptions['spawn'];
  /** Null where evaluators are made when there is something to answer, and not before. */
  readonly spare: Pick<Spare, 'prepare' | 'giveBack'> | null;
  readonly queue: Queue;
  /** Explanations that several callers may wait for. */
  readonly explaining: InFlight<Explanation, Progress>;
  /** Answers to all rows of a study, likewise. */
  readonly answering: InFlight<Float64Array, RowsDone>;
  readonly prepareMethod: MethodPreparer;
  /** What models have answered. */
  readonly knowledge: Knowledge;
  /** Throws `failure-closed` once the engine is closed. */
  checkOpen(): void;
  /** Ends all jobs and forgets what was opened. */
  reset(): void;
  close(): void;
}

export interface StateOptions extends PoolCacheOptions {
  readonly spare: Omit<Spare, 'spawn'> | null;
}

export function createState(options: StateOptions): EngineState {
  const opened = createOpened();
  // What is under way when an engine is closed must not open anything more.
  const spawn: PoolCacheOptions['spawn'] = (by) => {
    checkOpen();
    return options.spawn(by);
  };
  const pools = createPoolCache({ ...options, spawn });
  const queue = createQueue();
  const knowledge = createKnowledge();
  let closed = false;
  function checkOpen(): void {
    if (closed) throw new OrielError('failure-closed');
  }
  function reset(): void {
    queue.clear();
    pools.clear();
    options.spare?.clear();
    knowledge.clear();
    for (const handles of Object.values(opened)) handles.clear();
  }
  return {
    opened,
    pools,
    spawn,
    spare: options.spare,
    queue,
    explaining: explanationsInFlight(queue),
    answering: createInFlight<Float64Array, RowsDone>({
      queue,
      what: 'answers',
      latest: (update) => update,
      partial: () => null,
    }),
    prepareMethod: createMethodPreparer(),
    knowledge,
    checkOpen,
    reset,
    close() {
      reset();
      options.spare?.close();
      closed = true;
    },
  };
}
