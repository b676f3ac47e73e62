import { OrielError } from '../../errors.ts';
import type { PoolCache } from '../backends/pool-cache.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import type { Turn } from '../jobs/queue.ts';
import type { EngineApi } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { wrongInput } from '../subjects/open.ts';
import { yieldToMessages } from '../workers/yield-to-messages.ts';
import { explainRange } from './explaining.ts';
import type { EngineState } from './state.ts';
import { telling } from './telling.ts';

type ListingCalls = Pick<EngineApi, 'listing' | 'rows' | 'nextRow' | 'placeOf' | 'answerRows' | 'rowsFile'>;

let loaded: typeof import('../listing/index.ts') | null = null;

const load = async (): Promise<typeof import('../listing/index.ts')> => {
  loaded ??= await import('../listing/index.ts');
  return loaded;
};

/** A study's table, looked through. */
export function listingCalls(state: EngineState): ListingCalls {
  const { opened, pools, checkOpen, queue, answering } = state;
  const tabular = (handle: string): TabularStudy => {
    const study = opened.studies.get(handle);
    if (study.kind !== 'tabular') throw wrongInput(study);
    return study;
  };
  const listingFor = async (handle: string) => {
    const study = tabular(handle);
    return (await load()).listingOf(study);
  };

  return {
    async listing(handle) {
      return (await listingFor(handle)).facts();
    },

    async rows(handle, query, choice) {
      return (await listingFor(handle)).window(query, choice);
    },

    async nextRow(handle, query, row) {
      return (await listingFor(handle)).next(query, row);
    },

    async placeOf(handle, query, row) {
      const place = (await listingFor(handle)).order(query).indexOf(row);
      return place < 0 ? null : place;
    },

    async answerRows(name, handle, progress) {
      checkOpen();
      const study = tabular(handle);
      if (loaded?.listingOf(study).answers) return;
      const all = study.study.outputs.map((_, output) => output);
      const [total, columns] = [study.study.rows, study.study.columns.length];
      const { tell } = telling(progress);
      await answering.join({ name, key: handle, place: { batch: true }, progress: tell }, (turn, report) =>
        inParts(pools, turn, async (isOn, signal) => {
          const { answersToAll, listingOf } = await load();
          // Answers of a reading that the runtime then contradicts would stay in the table.
          const { pool } = await turn.away(comparedPool(pools, study));
          const answers = await answersToAll(
            study,
            (data, count) => pool.predict({ count, columns, data }, all, signal),
            {
              next(done) {
                report({ done, total });
                return isOn();
              },
            },
          );
          if (answers && !signal.aborted) listingOf(study).setAnswers(answers);
          return answers;
        }),
      );
    },

    async rowsFile(name, handle, choice, progress) {
      checkOpen();
      const study = tabular(handle);
      const { tell } = telling(progress);
      return queue.add(name, { batch: true }, (turn) =>
        inParts(pools, turn, async (isOn) => {
          const { listingOf, rowsFile } = await load();
          return rowsFile(choice, {
            study,
            listing: listingOf(study),
            async explain(range, take) {
              if (!choice.explain) return;
              await explainRange(state, { request: { ...choice.explain, ...range }, turn, take, progress: () => {} });
            },
            next(done, total) {
              tell({ done, total });
              return isOn();
            },
          });
        }),
      );
    },
  };
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
