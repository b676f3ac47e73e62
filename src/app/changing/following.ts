import type { Cell, Study } from '../../library/index.ts';
import type { Session } from '../../library/session.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { AppState } from '../state.ts';
import type { Store } from '../store.ts';
import { cellsAlong, rowWith } from './along.ts';

/** What is asked: along which column of which row. */
interface Question {
  readonly study: Study;
  readonly row: readonly Cell[];
  readonly column: number;
}

/**
 * Asks the model along a column of the row on show, whenever either changes, as long as the tab of
 * changes is on show and the row has been explained.
 */
export function createFollowing({
  store,
  session,
}: {
  readonly store: Store;
  readonly session: Pick<Session, 'modelOf'>;
}): void {
  let runs = 0;
  let asked: Question | null = null;

  async function ask(question: Question): Promise<void> {
    asked = question;
    const mine = ++runs;
    const { study, row, column } = question;
    const { cells, own } = cellsAlong(study, column, row[column]);
    try {
      const model = session.modelOf(study);
      const { backend } = store.get().settings;
      // All at once: whoever is asked last need not wait for the others one by one.
      const answers = await Promise.all(
        cells.map(async (cell) => (await model.predict([rowWith(row, column, cell)], { backend }))[0]),
      );
      if (mine !== runs) return;
      const along = { study, column, cells, answers, own };
      store.set({ changing: { ...store.get().changing, along, alongError: null } });
    } catch (thrown) {
      if (mine !== runs) return;
      store.set({ changing: { ...store.get().changing, along: null, alongError: messageOf(thrown) } });
    }
  }

  function follow(): void {
    const state = store.get();
    const { topic, changing } = state;
    // What was asked of another model, or was forgotten, is nobody's any more.
    if (asked && asked.study !== topic?.study) {
      asked = null;
      runs++;
    }
    if (changing.along && changing.along.study !== topic?.study) {
      store.set({ changing: { ...changing, along: null, column: null } });
      return; // the change has led here again
    }
    const question = questionOf(state);
    if (question && !isSame(question, asked)) void ask(question);
  }

  store.subscribe(follow);
  follow();
}

const isSame = (one: Question, other: Question | null): boolean =>
  one.study === other?.study && one.column === other.column && one.row === other.row;

function questionOf(state: AppState): Question | null {
  const { tab, view, topic, status } = state;
  if (tab !== 'change' || view !== 'decision' || topic?.study.card.input.kind !== 'tabular') return null;
  const isSteady = status === 'done' || status === 'error';
  const column = columnAlong(state);
  return isSteady && column !== null ? { study: topic.study, row: topic.edited, column } : null;
}

/**
 * The column along which answers are shown: the chosen one, else the first number that the nearest
 * way changes, else what counts most for the answer; null until that is known.
 */
export function columnAlong({ topic, changing, shown }: AppState): number | null {
  if (!topic) return null;
  const { columns } = topic.study;
  const place = (name: string | undefined) => columns.findIndex((column) => column.name === name);
  const chosen = place(changing.column ?? undefined);
  if (chosen >= 0) return chosen;
  const { search } = changing;
  if (search?.study === topic.study && !search.stale && search.record) {
    const names = search.record.ways[0]?.changes.map(({ column }) => column) ?? [];
    const first = names.find((name) => !columns[place(name)]?.levels) ?? names[0];
    if (place(first) >= 0) return place(first);
  }
  if (changing.along?.study === topic.study) return changing.along.column;
  if (search?.state === 'waiting' || search?.state === 'running') return null;
  const strengths = shown?.study === topic.study ? (shown.record.attributions[0] ?? []).map(Math.abs) : [];
  const strongest = shown?.record.players[strengths.indexOf(Math.max(...strengths))];
  return Math.max(0, place(strongest));
}
