import type { Counterfactual } from '../../library/index.ts';
import type { Session } from '../../library/session.ts';
import type { Changes } from '../changes.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { Store } from '../store.ts';
import { rowAfter } from './along.ts';
import {
  type AnswerTab,
  type Aside,
  type ChangeWishes,
  type ColumnWish,
  noWishes,
  wishesFor,
  withColumn,
} from './changing-state.ts';
import type { Searching } from './searching.ts';

/** What a person does with what would change the answer. */
export interface Changing {
  showTab(tab: AnswerTab): void;
  /** Limits a search for changes; null takes all limits away. */
  limitChanges(change: Partial<Omit<ChangeWishes, 'of' | 'columns'>> | null): void;
  /** Limits a column; a field that is undefined is no limit. */
  limitColumn(name: string, change: ColumnWish): void;
  /** Shows the answers along a column. */
  followColumn(name: string): void;
  /** Puts a way to another answer into the row. */
  tryChanges(way: Counterfactual['ways'][number]): void;
  /** Whether it is looked for how near the answer is to tipping. */
  wantTipping(wanted: boolean): void;
  /** Whether a rule or similar rows are looked for. */
  wantAside(kind: Aside, wanted: boolean): void;
  stopSearch(): void;
  searchAgain(): void;
}

interface ChangingParts extends Pick<Changes, 'setValues'> {
  readonly store: Store;
  readonly session: Pick<Session, 'modelOf'>;
  readonly writeAddress: () => void;
}

/** Loads what searches once the tab is first shown. */
export function createChanging({ store, session, setValues, writeAddress }: ChangingParts): Changing {
  let isLoading = false;
  let searching: Searching | null = null;

  async function load(): Promise<void> {
    try {
      const [{ createSearching }, { createFollowing }, { createTipping }, { createAsides }] = await Promise.all([
        import('./searching.ts'),
        import('./following.ts'),
        import('./tipping.ts'),
        import('./asides.ts'),
      ]);
      searching = createSearching({ store, session });
      createFollowing({ store, session });
      createTipping({ store, session });
      createAsides({ store, session });
    } catch (thrown) {
      isLoading = false;
      store.set({ tab: 'why' });
      store.alert(messageOf(thrown));
    }
  }

  store.subscribe(({ tab, topic }) => {
    if (isLoading || tab !== 'change' || !topic) return;
    isLoading = true;
    void load();
  });

  function wish(change: (wishes: ChangeWishes) => ChangeWishes): void {
    const { changing, topic } = store.get();
    if (topic) store.set({ changing: { ...changing, wishes: change(wishesFor(changing, topic.study)) } });
  }

  return {
    showTab(tab) {
      if (tab === store.get().tab) return;
      store.set({ tab });
      writeAddress();
    },
    limitChanges: (change) => wish((wishes) => ({ ...(change ? wishes : { ...noWishes, of: wishes.of }), ...change })),
    limitColumn: (name, change) => wish((wishes) => withColumn(wishes, name, change)),
    followColumn: (column) => store.set({ changing: { ...store.get().changing, column } }),
    tryChanges({ changes }) {
      const { topic } = store.get();
      if (topic) setValues(rowAfter(topic.edited, topic.study, changes));
    },
    wantTipping: (tippingWanted) => store.set({ changing: { ...store.get().changing, tippingWanted } }),
    wantAside(kind, isWanted) {
      const { changing } = store.get();
      const { wanted } = changing.asides;
      if (wanted.includes(kind) === isWanted) return;
      const others = wanted.filter((other) => other !== kind);
      const asides = { ...changing.asides, wanted: isWanted ? [...others, kind] : others };
      store.set({ changing: { ...changing, asides } });
    },
    stopSearch: () => searching?.cancel(),
    searchAgain: () => {
      const { changing } = store.get();
      store.set({ changing: { ...changing, again: changing.again + 1 } });
    },
  };
}
