import type { Message } from '../../catalogue/message.ts';
import { download } from '../../charts/scene/save.ts';
import type { Entry, Store as Keep } from '../../store/store.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { KeptThings, Store } from '../state.ts';
import { explanationOnShow } from '../wording/answer-on-show.ts';
import { allEntries, entryOf, withEntry } from './entries.ts';
import { createExchanging } from './exchanging.ts';
import { anythingKept } from './traces.ts';

/** From so many changes on, everything is listed anew. */
const MANY = 50;

/** What a person does with what is kept. */
export interface Keeping {
  /** Keeps the explanation on show, or no longer where it is kept. */
  keepShown(): Promise<void>;
  openKept(id: string): Promise<void>;
  deleteKept(id: string): Promise<void>;
  /** Brings back what was deleted last. */
  undoDelete(): Promise<void>;
  /** Only those in which these words are. */
  seekKept(words: string): void;
  /** Everything that is kept, as a file. */
  exportKept(): Promise<void>;
  importKept(file: File): Promise<void>;
  /** Reads what is kept, if anything is. */
  lookForKept(): Promise<void>;
  /** Reads what is kept. */
  readKept(): Promise<void>;
}

interface Opened {
  readonly library: typeof import('./library.ts');
  readonly store: Keep;
  readonly why: Message | null;
  readonly unwatch: () => void;
}

type Act = (all: Opened, wanted: () => boolean) => Promise<void>;
type Progress = (done: number) => void;

/** Deleted entries, an explanation and the requests that it answered. */
type Deleted = readonly Entry<'record' | 'request'>[];

/** Keeps explanations where a person asked for it, and what the page knows of them in step. */
export function createKeeping(app: Store): Keeping & { forget(): Promise<void> } {
  let opened: Promise<Opened> | null = null;
  /** How often all was forgotten: what was begun before then must keep nothing. */
  let forgotten = 0;
  let deleted: Deleted = [];
  /** Ids of explanations that have changed since they were listed; null stands for all of them. */
  const changed = new Set<string | null>();
  /** Whether the list is behind the store, and what brings it up to date. */
  let behind = false;
  /** Whether the list is one of this store, to which what has changed can be added. */
  let listed = true;
  let following: Promise<void> = Promise.resolve();
  /** Where much changes at once, the list waits for the end of it. */
  let waiting = false;
  const exchanging = createExchanging();

  const set = (change: Partial<KeptThings>) => app.set({ kept: { ...app.get().kept, ...change } });

  async function open(): Promise<Opened> {
    const mine = forgotten;
    const library = await import('./library.ts');
    const { store, why } = await library.openStore({ tell: (message) => app.alert(message) });
    const unwatch = store.watch(({ kind, key }) => {
      if (mine !== forgotten) return;
      if (kind === 'record' || kind === null) changed.add(key);
      behind = true;
      if (!waiting) catchUp(store);
    });
    return { library, store, why, unwatch };
  }

  /** The store, opened and listed. */
  function kept(): Promise<Opened> {
    const mine = forgotten;
    opened ??= open().then(async (all) => {
      const entries = await allEntries(all.store);
      const { bytes, room: most } = await all.store.usage();
      if (mine === forgotten) set({ entries, why: all.why, room: { bytes, most } });
      return all;
    });
    const ours = opened;
    // Another may have been begun by the time this one fails.
    ours.catch(() => {
      if (opened === ours) opened = null;
    });
    return ours;
  }

  /** Has the list follow the store; resolves once it does. */
  function catchUp(store: Keep): Promise<void> {
    following = following.then(() => follow(store));
    return following;
  }

  /** Brings the list up to date with the store. */
  async function follow(store: Keep): Promise<void> {
    if (!behind) return;
    behind = false;
    const mine = forgotten;
    const ids = [...changed];
    changed.clear();
    try {
      if (ids.includes(null)) emptied();
      // The store goes away with all that was in it.
      if (listed && ids.every((id) => id === null)) return;
      let { entries } = app.get().kept;
      if (!entries || !listed || ids.length > MANY) {
        listed = true;
        entries = await allEntries(store);
      } else
        for (const id of ids) {
          const entry = id === null ? undefined : await store.get('record', id);
          entries = withEntry(entries, id ?? '', entry ? entryOf(entry) : null);
        }
      const { bytes, room: most } = await store.usage();
      if (mine === forgotten) set({ entries, room: { bytes, most } });
    } catch (thrown) {
      if (mine === forgotten) app.alert(messageOf(thrown));
    }
  }

  /** All was forgotten in another tab. */
  function emptied(): void {
    deleted = [];
    const { openedRecord, kept } = app.get();
    const room = kept.room && { ...kept.room, bytes: 0 };
    app.set({ openedRecord: openedRecord?.file === null ? null : openedRecord });
    set({ entries: [], room, deleted: null, imported: null, sought: '' });
  }

  /** Does something with the store; what fails is said, unless all was forgotten meanwhile. */
  async function work(act: Act): Promise<void> {
    const mine = forgotten;
    const wanted = () => mine === forgotten;
    try {
      const all = await kept();
      if (wanted()) await act(all, wanted);
    } catch (thrown) {
      if (wanted()) app.alert(messageOf(thrown));
    }
  }

  /** The same for what takes long: only one such thing at a time. */
  async function longWork(what: 'export' | 'import', act: (...given: [...Parameters<Act>, Progress]) => Promise<void>) {
    if (app.get().kept.work) return;
    const mine = forgotten;
    const progress = (done: number) => {
      if (mine === forgotten) set({ work: { what, done } });
    };
    set({ work: { what, done: 0 }, imported: null });
    await work((all, wanted) => act(all, wanted, progress));
    if (mine === forgotten) set({ work: null });
  }

  return {
    keepShown() {
      const { settings, ...state } = app.get();
      const shown = explanationOnShow(state);
      return work(async ({ library, store }) => {
        if (!shown) return;
        const { record } = shown;
        const repeatable = library.repeatableOf(record, { limited: settings.milliseconds !== null });
        if (await store.delete('record', record.id)) return;
        // What a person keeps never goes to make room.
        await store.put('record', record.id, { record, repeatable }, { pinned: true });
      });
    },

    openKept: (id) =>
      work(async ({ store }, wanted) => {
        const entry = await store.get('record', id);
        if (!wanted() || !entry) return;
        app.set({ openedRecord: { file: null, record: entry.value.record, changed: false, others: 0 } });
      }),

    deleteKept: (id) =>
      work(async ({ store }, wanted) => {
        const entry = await store.get('record', id);
        const requests = await store.list('request', { about: `record ${id}` });
        await store.delete('record', id);
        await catchUp(store);
        if (!entry || !wanted()) return;
        deleted = [entry, ...requests];
        const { openedRecord } = app.get();
        if (openedRecord?.file === null && openedRecord.record.id === id) app.set({ openedRecord: null });
        set({ deleted: entryOf(entry) });
      }),

    undoDelete: () =>
      work(async ({ store }, wanted) => {
        for (const { kind, key, value, kept, pinned } of deleted) await store.put(kind, key, value, { kept, pinned });
        await catchUp(store);
        if (!wanted()) return;
        deleted = [];
        set({ deleted: null });
      }),

    seekKept: (sought) => set({ sought }),

    exportKept: () =>
      longWork('export', async ({ store }, wanted, progress) => {
        const tell = (message: Message) => app.alert(message);
        const zip = await exchanging.run(store, (api, reach) => api.exportAll(reach, tell, progress));
        if (wanted()) download(zip, 'oriel-kept.zip');
      }),

    importKept: (file) =>
      longWork('import', async ({ store }, wanted, progress) => {
        waiting = true;
        const imported = await exchanging
          .run(store, (api, reach) => api.importAll(file, reach, progress))
          .finally(async () => {
            waiting = false;
            if (!wanted()) return;
            // What the worker wrote may not have been heard of yet.
            [listed, behind] = [false, true];
            await catchUp(store);
          });
        if (wanted()) set({ imported: { file: file.name, ...imported } });
      }),

    async lookForKept() {
      if (!opened && (await anythingKept())) await work(async () => {});
    },

    readKept: () => work(async () => {}),

    async forget() {
      forgotten++;
      deleted = [];
      changed.clear();
      const before = opened ?? ((await anythingKept()) ? open() : null);
      opened = null;
      await exchanging.stop();
      try {
        const all = await before;
        all?.unwatch();
        // Other tabs hear of it.
        await all?.store.clear();
        await all?.store.close();
      } catch {
        // What cannot be opened is deleted as it is.
      }
    },
  };
}
