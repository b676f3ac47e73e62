import type { Counterfactual, CounterfactualJob } from '../../library/index.ts';
import type { Session } from '../../library/session.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { Store } from '../store.ts';
import type { TippingSearch } from './changing-state.ts';
import { questionOf, type RowQuestion } from './searching.ts';

/**
 * Looks for how near the answer on show is to tipping, once a person wants to know and what would
 * change it has been found; a search for that is what it waits for.
 */
export function createTipping({
  store,
  session,
}: {
  readonly store: Store;
  readonly session: Pick<Session, 'modelOf'>;
}): void {
  let asked: Counterfactual | null = null;
  let job: CounterfactualJob | null = null;
  /** Which of several searches about the same it is: a cancelled one may still have its say. */
  let runs = 0;

  const put = (mine: number, tipping: TippingSearch): void => {
    if (mine === runs) store.set({ changing: { ...store.get().changing, tipping } });
  };

  async function ask(about: Counterfactual, { study, input, options }: RowQuestion): Promise<void> {
    asked = about;
    const mine = ++runs;
    put(mine, { about, record: null, error: null });
    try {
      job = session.modelOf(study).counterfactual(input, { ...options, count: 1, tipping: true });
      put(mine, { about, record: await job.result, error: null });
    } catch (thrown) {
      put(mine, { about, record: null, error: messageOf(thrown) });
    }
  }

  function follow(): void {
    const state = store.get();
    const { search, tippingWanted, tipping } = state.changing;
    const asking = tippingWanted ? questionOf(state) : null;
    const question = asking?.about === 'row' ? asking : null;
    const isFound = question && search?.study === question.study && search.state === 'done' && !search.stale;
    const about = isFound ? search.record : null;
    if (about === asked || (about && tipping?.about === about && tipping.record)) return;
    asked = null;
    runs++;
    job?.cancel();
    job = null;
    if (about && question) void ask(about, question);
  }

  store.subscribe(follow);
  follow();
}
