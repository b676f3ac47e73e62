import { OrielError } from '../../errors.ts';
import type { PoolCache } from '../backends/pool-cache.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import type { Turn } from '../jobs/queue.ts';
import { answersToAll, listingOf, rowsFile as writeRows } from '../listing/index.ts';
import type { EngineApi, RowsFileChoice, RowsProgress } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { yieldToMessages } from '../workers/yield-to-messages.ts';
import { explainRange } from './explaining.ts';
import type { EngineState } from './state.ts';

interface Work {
  readonly study: TabularStudy;
  readonly turn: Turn;
  readonly report: RowsProgress;
}

/** The answers to all rows of a table, for its listing. */
export function answerRows(pools: PoolCache, { study, turn, report }: Work): Promise<Float64Array> {
  const all = study.study.outputs.map((_, output) => output);
  const [total, columns] = [study.study.rows, study.study.columns.length];
  return inParts(pools, turn, async (isOn, signal) => {
    // Answers of a reading that the runtime then contradicts would stay in the table.
    const { pool } = await turn.away(comparedPool(pools, study));
    const answers = await answersToAll(study, (data, count) => pool.predict({ count, columns, data }, all, signal), {
      next(done) {
        report({ done, total });
        return isOn();
      },
    });
    if (answers && !signal.aborted) listingOf(study).setAnswers(answers);
    return answers;
  });
}

/** Rows of a table as a file, with their answers and explanations where these are asked for. */
export function rowsFile(
  state: EngineState,
  { study, choice, turn, report }: Work & { readonly choice: RowsFileChoice },
): ReturnType<EngineApi['rowsFile']> {
  return inParts(state.pools, turn, (isOn) =>
    writeRows(choice, {
      study,
      listing: listingOf(study),
      async explain(range, take) {
        if (!choice.explain) return;
        await explainRange(state, { request: { ...choice.explain, ...range }, turn, take, progress: () => {} });
      },
      next(done, total) {
        report({ done, total });
        return isOn();
      },
    }),
  );
}

const comparedPool = async (pools: PoolCache, study: TabularStudy): Promise<OpenedPool> => {
  const opened = await pools.get(study, 'auto');
  return (await opened.compare?.()) ?? opened;
};

/**
 * Work that gives way between its parts: `isOn` says whether it goes on, `signal` ends the part
 * under way. Null: it was stopped.
 */
async function inParts<T>(
  pools: PoolCache,
  turn: Turn,
  work: (isOn: () => Promise<boolean>, signal: AbortSignal) => Promise<T | null>,
): Promise<T> {
  const stop = new AbortController();
  const { signal } = stop;
  turn.cancelled.then(() => stop.abort());
  const isOn = async () => {
    await yieldToMessages();
    await turn.rest();
    return !signal.aborted;
  };
  const done = await pools.using(() => work(isOn, signal));
  if (done === null || signal.aborted) throw new OrielError('failure-cancelled');
  return done;
}
