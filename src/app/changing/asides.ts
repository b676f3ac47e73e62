import type { CounterfactualJob, Examples, Rule, RuleOptions } from '../../library/index.ts';
import type { Session } from '../../library/session.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { AppState } from '../state.ts';
import type { Store } from '../store.ts';
import type { Aside, AsideSearch, ChangingState } from './changing-state.ts';
import { questionOf, type RowQuestion } from './searching.ts';
import { about } from './target.ts';

/** Of numbers, what is this much less or more counts as the same answer. */
const SAME = 0.1;

type Within = NonNullable<RuleOptions['within']>;

/** What is asked beside what would change the answer: of a row, and which answers are the same. */
export interface AsideQuestion {
  readonly row: RowQuestion;
  /** Of numbers; null of classes. */
  readonly within: Within | null;
  readonly key: string;
}

/** What can be asked of what is on show; null where nothing can, or before a number is known. */
export function asideQuestionOf(state: AppState): AsideQuestion | null {
  const row = questionOf(state);
  if (row?.about !== 'row' || row.study.rows === 0) return null;
  const within = row.study.card.task === 'regression' ? withinOf(state) : null;
  if (within === undefined) return null;
  const { seed, backend } = row.options;
  return { row, within, key: JSON.stringify([row.input, within, seed, backend]) };
}

/** Of numbers: what counts as the same answer; undefined where that is not known yet. */
function withinOf({ changing, topic }: AppState): Within | undefined {
  const { search } = changing;
  const record = search?.study === topic?.study && !search?.stale ? search?.record : null;
  if (!record) return undefined;
  const [value] = record.modelOutput;
  const off = Math.abs(value) * SAME;
  return { output: record.outputs[0], least: about(value - off), most: about(value + off) };
}

interface AsideParts {
  readonly store: Store;
  readonly session: Pick<Session, 'modelOf'>;
}

/**
 * Looks for what a person unfolded, a rule or similar rows, once what would change the answer has
 * been looked for: that goes first.
 */
export function createAsides(parts: AsideParts): void {
  createAside<Rule>('rule', parts, (model, input, options) => model.rule(input, options));
  createAside<Examples>('examples', parts, (model, input, options) => model.examples(input, options));
}

type Ask<Record> = (
  model: ReturnType<Session['modelOf']>,
  input: RowQuestion['input'],
  options: RuleOptions,
) => CounterfactualJob<Record>;

function createAside<Record extends Rule | Examples>(
  kind: Aside,
  { store, session }: AsideParts,
  ask: Ask<Record>,
): void {
  let asked: AsideSearch<Record> | null = null;
  let job: CounterfactualJob<Record> | null = null;

  const put = (search: AsideSearch<Record> | null): void => {
    asked = search;
    const { changing } = store.get();
    store.set({ changing: { ...changing, asides: { ...changing.asides, [kind]: search } as ChangingState['asides'] } });
  };

  async function look({ row, within, key }: AsideQuestion): Promise<void> {
    const { study, input, options } = row;
    const { seed, backend, priority } = options;
    const begun: AsideSearch<Record> = { study, key, record: null, error: null };
    put(begun);
    const end = (change: Partial<AsideSearch<Record>>): void => {
      if (asked === begun) put({ ...begun, ...change });
    };
    try {
      const own = ask(session.modelOf(study), input, { seed, backend, priority, ...(within && { within }) });
      job = own;
      end({ record: await own.result });
    } catch (thrown) {
      end({ error: messageOf(thrown) });
    }
  }

  function follow(): void {
    const state = store.get();
    const { wanted } = state.changing.asides;
    const question = wanted.includes(kind) ? asideQuestionOf(state) : null;
    const isSame = asked !== null && asked.study === question?.row.study && asked.key === question.key;
    if (isSame) return;
    if (asked) {
      const old = job;
      job = null;
      put(null); // the change has led here again, and may have begun anew
      old?.cancel();
      return;
    }
    const { search } = state.changing;
    const isOver = search?.study === question?.row.study && search?.state !== 'waiting' && search?.state !== 'running';
    if (question && search && isOver) void look(question);
  }

  store.subscribe(follow);
  follow();
}
