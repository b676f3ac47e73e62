import type { OrielModel } from '../library/index.ts';
import type { Session } from '../library/session.ts';
import type { Changes } from './changes.ts';
import { messageOf } from './explaining/explaining.ts';
import type { Store } from './store.ts';

/** What helps where the model cannot take the row on show. */
export interface Blanks {
  /** Puts the column's median, or its commonest level, in place of what is blank. */
  fillBlanks(): Promise<void>;
  /** Goes to the next row that the model can take. */
  skipToUsable(): Promise<void>;
}

interface BlanksParts {
  readonly store: Store;
  readonly session: Pick<Session, 'modelOf'>;
  readonly setValues: Changes['setValues'];
  readonly chooseRow: (row: number) => Promise<void>;
}

export function createBlanks({ store, session, setValues, chooseRow }: BlanksParts): Blanks {
  /** What the model says of the row on show; nothing, nor what went wrong, once another one is. */
  async function ask<T>(question: (model: OrielModel, row: number) => Promise<T>): Promise<T | null> {
    const { topic } = store.get();
    if (!topic) return null;
    const isOnShow = () => {
      const now = store.get().topic;
      return now?.study === topic.study && now.row === topic.row;
    };
    try {
      const answer = await question(session.modelOf(topic.study), topic.row);
      return isOnShow() ? answer : null;
    } catch (thrown) {
      if (isOnShow()) store.alert(messageOf(thrown));
      return null;
    }
  }

  return {
    async fillBlanks() {
      const cells = await ask((model) => model.typical());
      const { topic } = store.get();
      if (!cells || !topic) return;
      store.set({ typical: { study: topic.study, cells }, alerts: [] });
      setValues(topic.edited.map((cell, column) => cell ?? cells[column]));
    },

    async skipToUsable() {
      const next = await ask((model, row) => model.nextUsable(row));
      if (next !== null) await chooseRow(next);
    },
  };
}
