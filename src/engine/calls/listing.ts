import type { EngineApi } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { wrongInput } from '../subjects/open.ts';
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
      const { tell } = telling(progress);
      await answering.join({ name, key: handle, place: { batch: true }, progress: tell }, async (turn, report) => {
        const { answerRows } = await import('./answer-rows.ts');
        return answerRows(pools, { study, turn, report });
      });
    },

    async rowsFile(name, handle, choice, progress) {
      checkOpen();
      const study = tabular(handle);
      const { tell } = telling(progress);
      return queue.add(name, { batch: true }, async (turn) => {
        const { rowsFile } = await import('./answer-rows.ts');
        return rowsFile(state, { study, choice, turn, report: tell });
      });
    },
  };
}
