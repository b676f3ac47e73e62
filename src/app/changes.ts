import type { Cell } from '../library/index.ts';
import { afterEdit, afterRedo, afterUndo, editsOf, sameCells } from './edits.ts';
import type { Explaining } from './explaining/explaining.ts';
import type { Edits, Topic } from './state.ts';
import type { Store } from './store.ts';
import { leadsBack } from './wording/same-question.ts';

/** Edits closer together than this are one. */
export const editDelay = 150;

/** What a person changes of what is explained, and the ways back. */
export interface Changes {
  /** `typing`: the next value of the column goes on with this one. */
  editValue(column: number, value: Cell, typing?: boolean): void;
  resetValues(column?: number): void;
  /** All values of the row in one step. */
  setValues(values: readonly Cell[]): void;
  undo(): void;
  redo(): void;
  /** To what was on show before the last change, at once. */
  back(): void;
  /** Remembers what is on show: a change is about to come. */
  mark(): void;
}

export interface ChangesParts {
  readonly store: Store;
  readonly explaining: Explaining;
  readonly explain: Explaining['start'];
  /** What is on show stays there: a row or example that is being opened comes too late. */
  readonly stay: () => void;
  readonly writeAddress: () => void;
  /** Opens another model of an example, at the same row. */
  readonly openModel: (example: string, model: string) => Promise<void>;
}

export function createChanges({ store, explaining, explain, stay, writeAddress, openModel }: ChangesParts): Changes {
  /** The row and column being typed in. */
  let open: string | null = null;

  function mark(): void {
    open = null;
    const { status, stale, shown, topic, prediction, chosenClass, settings } = store.get();
    // Of changes in quick succession the last that was explained is what they are compared with.
    if (status !== 'done' || stale || !shown || !topic || shown.study !== topic.study) return;
    store.set({ before: { shown, topic, prediction, chosenClass, settings } });
  }

  function put(topic: Topic, edits: Edits): void {
    store.set({ edits });
    store.setTopic({ edited: editsOf(edits, topic).now });
    explain({ newInput: true, delay: editDelay });
  }

  function step(take: typeof afterUndo): void {
    const { topic, edits } = store.get();
    const next = topic && take(edits, topic);
    if (!next) return;
    mark();
    put(topic, next);
  }

  function setValues(edited: readonly Cell[]): void {
    const { topic, edits } = store.get();
    if (!topic || sameCells(edited, topic.edited)) return;
    mark();
    put(topic, afterEdit(edits, topic, edited, false));
  }

  return {
    mark,
    setValues,
    undo: () => step(afterUndo),
    redo: () => step(afterRedo),

    editValue(column, value, typing = false) {
      const { topic, edits } = store.get();
      if (!topic) return;
      const place = `${topic.row} ${column}`;
      const joined = open === place;
      if (!Object.is(topic.edited[column], value)) {
        if (!joined) mark();
        const edited = topic.edited.map((old, index) => (index === column ? value : old));
        put(topic, afterEdit(edits, topic, edited, joined));
        open = typing ? place : null;
      } else if (!typing) open = null;
    },

    resetValues(column) {
      const { topic } = store.get();
      if (!topic) return;
      const one = (old: Cell, index: number) => (index === column ? topic.values[column] : old);
      setValues(column === undefined ? topic.values : topic.edited.map(one));
    },

    back() {
      const { before, topic } = store.get();
      if (!before || !topic || !leadsBack(before.topic, topic)) return;
      stay();
      const { origin, study } = before.topic;
      if (study !== topic.study) {
        mark();
        store.set({ chosenClass: before.chosenClass, settings: before.settings });
        if (origin.kind === 'example') void openModel(origin.example, origin.model);
        return;
      }
      explaining.drop();
      mark();
      const { row, values, edited, target, photo, text } = before.topic;
      const there = { ...topic, row, values, target, photo, text };
      store.set({
        ...{ shown: before.shown, prediction: before.prediction },
        ...{ chosenClass: before.chosenClass, settings: before.settings },
        ...{ status: 'done', stale: false, progress: null, notes: [] },
        topic: { ...there, edited },
        edits: backTo(store.get().edits, there, edited),
      });
      writeAddress();
    },
  };
}

/** A row as it was before: by undoing the last step where that leads there. */
function backTo(edits: Edits, topic: Topic, edited: readonly Cell[]): Edits {
  const { past, now } = editsOf(edits, topic);
  if (sameCells(now, edited)) return edits;
  const undone = past.length > 0 && sameCells(past[past.length - 1], edited) ? afterUndo(edits, topic) : null;
  return undone ?? afterEdit(edits, topic, edited, false);
}
