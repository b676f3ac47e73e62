import { OrielError } from '../../errors.ts';
import type {
  Counterfactual,
  CounterfactualJob,
  CounterfactualOptions,
  PartedInput,
  PartsCounterfactual,
  PartsOptions,
  RowInput,
  Study,
} from '../../library/index.ts';
import type { Session } from '../../library/session.ts';
import { isAboutParts } from '../../records/parts-counterfactual.ts';
import { messageOf } from '../explaining/explaining.ts';
import { inputOf, rowOf } from '../explaining/request.ts';
import type { AppState } from '../state.ts';
import type { Store } from '../store.ts';
import { optionsFor, partsOptionsFor } from './asked.ts';
import { type ChangeSearch, wishesFor } from './changing-state.ts';

/** What takes longer says how far it is. */
const MOMENT = 500;
/** Records that are found again: a change that is taken back, say. */
const MOST_KNOWN = 30;

export interface Searching {
  /** Ends the search with what was found by then. */
  cancel(): void;
}

/** What is found: of a row, or of a text or a picture. */
type Found = Counterfactual | PartsCounterfactual;

interface Asked {
  readonly study: Study;
  readonly key: string;
}

/** What is asked of a row, and within which limits. */
export interface RowQuestion extends Asked {
  readonly about: 'row';
  readonly input: RowInput;
  readonly options: CounterfactualOptions;
}

/** What is asked of a text or a picture. */
interface PartsQuestion extends Asked {
  readonly about: 'parts';
  readonly input: PartedInput;
  readonly options: PartsOptions;
}

type Question = RowQuestion | PartsQuestion;

const nothing = { record: null, parts: null };

/** What was found, where the page looks for it. */
const shown = (found: Found): Pick<ChangeSearch, 'record' | 'parts'> =>
  isAboutParts(found) ? { record: null, parts: found } : { record: found, parts: null };

const askedOf = (model: ReturnType<Session['modelOf']>, question: Question): CounterfactualJob<Found> =>
  question.about === 'row'
    ? model.counterfactual(question.input, question.options)
    : model.counterfactual(question.input, question.options);

const isOver = ({ status }: AppState): boolean => status === 'done' || status === 'error';

/**
 * Keeps a search for changes in step with the page, as long as its tab is on show: the row that is
 * explained, once it has been, within the limits that are set.
 */
export function createSearching({
  store,
  session,
}: {
  readonly store: Store;
  readonly session: Pick<Session, 'modelOf'>;
}): Searching {
  const known = new WeakMap<Study, Map<string, Found>>();
  let runs = 0;
  let wanted: { readonly study: Study; readonly key: string } | null = null;
  let begun = false;
  let job: CounterfactualJob<Found> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const put = (change: Partial<ChangeSearch>): void => {
    const { changing } = store.get();
    if (changing.search) store.set({ changing: { ...changing, search: { ...changing.search, ...change } } });
  };

  function drop(): void {
    runs++;
    clearTimeout(timer);
    job?.cancel();
    job = null;
    begun = false;
  }

  /** Another question: what was found of the one before stays, paler, until there is news. */
  function turnTo({ study, key }: Question): void {
    drop();
    wanted = { study, key };
    const { changing } = store.get();
    const before = changing.search?.study === study ? changing.search : null;
    const mine = runs;
    timer = setTimeout(() => mine === runs && put({ slow: true }), MOMENT);
    const search: ChangeSearch = {
      ...{ state: 'waiting', study, stale: true, slow: false },
      ...{ record: before?.record ?? null, parts: before?.parts ?? null },
      ...{ calls: 0, milliseconds: 0, error: null },
    };
    store.set({ changing: { ...changing, search } });
  }

  async function search(question: Question): Promise<void> {
    const { study, key } = question;
    begun = true;
    const mine = runs;
    const current = () => mine === runs;
    const end = (change: Partial<ChangeSearch>): void => {
      if (!current()) return;
      clearTimeout(timer);
      job = null;
      put({ slow: false, ...change });
    };
    const records = known.get(study) ?? new Map<string, Found>();
    known.set(study, records);
    const found = records.get(key);
    if (found) return end({ state: 'done', ...shown(found), stale: false });
    if (study.card.task === 'regression' && !question.options.to)
      return end({ state: 'unasked', ...nothing, stale: false });
    put({ state: 'running' });
    try {
      const asked = askedOf(session.modelOf(study), question);
      job = asked;
      asked.on('progress', ({ estimate, calls, milliseconds }) => {
        if (!current()) return;
        const news = estimate && estimate.ways.length > 0 ? { ...shown(estimate), stale: false } : {};
        put({ calls, milliseconds, ...news });
      });
      const record = await asked.result;
      if (record.stopped === 'done') {
        records.set(key, record);
        if (records.size > MOST_KNOWN) for (const oldest of [...records.keys()].slice(0, 1)) records.delete(oldest);
      }
      end({ state: 'done', ...shown(record), stale: false, calls: record.calls, milliseconds: record.milliseconds });
    } catch (thrown) {
      const isCancel = thrown instanceof OrielError && thrown.code === 'failure-cancelled';
      end({ state: 'failed', ...nothing, stale: false, error: isCancel ? null : messageOf(thrown) });
    }
  }

  function follow(): void {
    const state = store.get();
    const question = questionOf(state);
    if (!question) {
      if (wanted) drop();
      wanted = null;
      // Nothing is left of what was forgotten, or of another model.
      const { search: before } = state.changing;
      if (before && before.study !== state.topic?.study) store.set({ changing: { ...state.changing, search: null } });
      return;
    }
    if (wanted?.study !== question.study || wanted.key !== question.key) turnTo(question);
    if (!begun && isOver(store.get())) void search(question);
  }

  store.subscribe(follow);
  follow();
  return {
    cancel() {
      if (job) return job.cancel();
      drop();
      begun = true;
      put({ state: 'failed', slow: false, ...nothing, stale: false, error: null });
    },
  };
}

/** What is asked of what is on show; null where nothing is. */
export function questionOf({ tab, view, topic, settings, changing }: AppState): Question | null {
  if (tab !== 'change' || view !== 'decision' || !topic) return null;
  const { study } = topic;
  const wishes = wishesFor(changing, study);
  const keyOf = (...asked: readonly unknown[]) => JSON.stringify([...asked, changing.again]);
  if (study.card.input.kind === 'tabular') {
    const [input, options] = [rowOf(topic), optionsFor(wishes, settings)];
    return { about: 'row', study, input, options, key: keyOf(input, options) };
  }
  // Without a text, or before the photo has been opened, there is nothing to ask.
  const input = inputOf(topic) as PartedInput | null;
  const options = partsOptionsFor(wishes, study, settings);
  return input === null ? null : { about: 'parts', study, input, options, key: keyOf(input, options) };
}
