import type { Message } from '../../catalogue/message.ts';
import { createKeeper, type Keeper } from '../../library/keeper/keeper.ts';
import type { Store as Keep } from '../../store/store.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { Store } from '../store.ts';
import { allEntries, entryOf, withEntry } from './entries.ts';
import { allModels } from './kept-models.ts';
import { type KeepingWork, type KeptThings, nothingLogged } from './kept-things.ts';
import { traces } from './traces.ts';

/** From so many changes on, everything is listed anew. */
const MANY = 50;

/** The key of the setting that has models kept as they are opened. */
export const ALWAYS = 'keep models';

/** The key of the setting that has explanations logged as they are shown. */
export const LOG = 'keep a log';

export interface Opened {
  readonly library: typeof import('./library.ts');
  readonly store: Keep;
  readonly why: Message | null;
  readonly unwatch: () => void;
}

/** `wanted`: whether nothing was forgotten since. */
export type Act = (all: Opened, wanted: () => boolean) => Promise<void>;
type LongAct = (...given: [...Parameters<Act>, progress: (done: number) => void]) => Promise<void>;

/** The store that the page keeps things in, opened once it is needed, and the lists of it. */
export interface KeptStore {
  readonly keeper: Keeper;
  set(change: Partial<KeptThings>): void;
  /** Does something with the store; what fails is said, unless all was forgotten meanwhile. */
  work(act: Act): Promise<void>;
  /** The same for what takes long: only one such thing at a time; false where another one runs. */
  longWork(work: Omit<KeepingWork, 'done'>, act: LongAct): Promise<boolean>;
  /** Has the list follow the store; resolves once it does. */
  catchUp(): Promise<void>;
  /** The same, where a worker has changed models, which may not have been heard of yet. */
  modelsChanged(): Promise<void>;
  /** Much changes at once: the list waits for the end of it, and is made anew. */
  atOnce<T>(work: () => Promise<T>, wanted: () => boolean): Promise<T>;
  /** The store, not listed, if anything is kept; null where there is none. */
  place(): Promise<Keep | null>;
  /** Opens and lists the store if it is there. */
  look(): Promise<void>;
  /** The same, and says what is known where it is not. */
  read(): Promise<void>;
  forget(): Promise<void>;
}

/** `emptied` hears that all was forgotten in another tab. */
export function createKeptStore(app: Store, emptied: () => void, keeper = createKeeper()): KeptStore {
  /** The store as it was opened; `opened` once it is listed, too. */
  let place: Promise<Opened> | null = null;
  let opened: Promise<Opened> | null = null;
  /** How often all was forgotten: what was begun before then must keep nothing. */
  let forgotten = 0;
  /** Ids of explanations that have changed since they were listed; null stands for all of them. */
  const changed = new Set<string | null>();
  let modelsChanged = false;
  /** Whether the list is behind the store, and what brings it up to date. */
  let behind = false;
  /** Whether the list is one of this store, to which what has changed can be added. */
  let listed = true;
  let following: Promise<void> = Promise.resolve();
  let waiting = false;

  const set = (change: Partial<KeptThings>) => app.set({ kept: { ...app.get().kept, ...change } });

  function open(): Promise<Opened> {
    place ??= openAnew(() => place === ours);
    const ours = place;
    ours.catch(() => {
      if (place === ours) place = null;
    });
    return ours;
  }

  /** `heeded`: whether what changes in it still matters here. */
  async function openAnew(heeded: () => boolean): Promise<Opened> {
    const library = await import('./library.ts');
    const { store, why } = await library.openStore({ tell: (message) => app.alert(message) });
    const unwatch = store.watch(({ what, kind, key }) => {
      if (!heeded()) return;
      if (what === 'clear') endAll();
      if (kind === 'record' || kind === null) changed.add(key);
      if (kind === 'model' || key === ALWAYS || key === LOG) modelsChanged = true;
      behind = true;
      if (!waiting || what === 'clear') follow(store);
    });
    return { library, store, why, unwatch };
  }

  /** All was forgotten in another tab: what is under way here must keep nothing of it either. */
  function endAll(): void {
    forgotten++;
    changed.clear();
    modelsChanged = false;
    void keeper.stop();
    set({ work: null });
  }

  const modelsIn = async (store: Keep): Promise<Pick<KeptThings, 'models' | 'always' | 'log'>> => ({
    models: await allModels(store),
    always: (await store.get('setting', ALWAYS))?.value === true,
    log: { ...app.get().kept.log, on: (await store.get('setting', LOG))?.value === true },
  });

  async function roomIn(store: Keep): Promise<KeptThings['room']> {
    const { bytes, room: most } = await store.usage();
    return { bytes, most };
  }

  /** The store, opened and listed. */
  function kept(): Promise<Opened> {
    const mine = forgotten;
    opened ??= open().then(async (all) => {
      const { store, why } = all;
      const models = await modelsIn(store);
      const entries = await allEntries(store);
      const room = await roomIn(store);
      if (mine === forgotten) set({ ...models, entries, why, room });
      return all;
    });
    const ours = opened;
    // Another may have been begun by the time this one fails.
    ours.catch(() => {
      if (opened === ours) opened = null;
    });
    return ours;
  }

  function follow(store: Keep): Promise<void> {
    following = following.then(() => update(store));
    return following;
  }

  /** Brings the list up to date with the store. */
  async function update(store: Keep): Promise<void> {
    if (!behind) return;
    behind = false;
    const mine = forgotten;
    const ids = [...changed];
    changed.clear();
    const models = modelsChanged || !listed;
    modelsChanged = false;
    try {
      if (ids.includes(null)) {
        emptied();
        const { room } = app.get().kept;
        set({ entries: [], models: [], always: false, log: nothingLogged, room: room && { ...room, bytes: 0 } });
      }
      // The store goes away with all that was in it.
      if (listed && !models && ids.length > 0 && ids.every((id) => id === null)) return;
      const { entries } = app.get().kept;
      const news = models ? await modelsIn(store) : {};
      const records = await entriesOf(store, entries, ids);
      const room = await roomIn(store);
      if (mine === forgotten) set({ ...news, entries: records, room });
    } catch (thrown) {
      if (mine === forgotten) app.alert(messageOf(thrown));
    }
  }

  async function entriesOf(store: Keep, before: KeptThings['entries'], ids: readonly (string | null)[]) {
    if (!before || !listed || ids.length > MANY) {
      listed = true;
      return allEntries(store);
    }
    let entries = before;
    for (const id of ids) {
      const entry = id === null ? undefined : await store.get('record', id);
      entries = withEntry(entries, id ?? '', entry ? entryOf(entry) : null);
    }
    return entries;
  }

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

  return {
    keeper,
    set,
    work,

    async longWork(what, act) {
      if (app.get().kept.work) return false;
      const mine = forgotten;
      const progress = (done: number) => {
        if (mine === forgotten) set({ work: { ...what, done } });
      };
      set({ work: { ...what, done: 0 }, imported: null });
      await work((all, wanted) => act(all, wanted, progress));
      if (mine === forgotten) set({ work: null });
      return true;
    },

    async catchUp() {
      if (opened) await follow((await opened).store);
    },

    async modelsChanged() {
      [modelsChanged, behind] = [true, true];
      if (opened) await follow((await opened).store);
    },

    async atOnce(act, wanted) {
      waiting = true;
      try {
        return await act();
      } finally {
        waiting = false;
        if (wanted() && opened) {
          // What a worker wrote may not have been heard of yet.
          [listed, behind] = [false, true];
          await follow((await opened).store);
        }
      }
    },

    async place() {
      const mine = forgotten;
      if (!place && ((await traces()) !== 'some' || mine !== forgotten)) return null;
      try {
        return (await open()).store;
      } catch {
        return null; // whoever wants to keep something is told
      }
    },

    async look() {
      if (!opened && (await traces()) === 'some') await work(async () => {});
    },

    async read() {
      const mine = forgotten;
      if (opened || (await traces()) !== 'none') return work(async () => {});
      // Nothing is made for a look at what is not there.
      if (mine === forgotten && !opened) set({ entries: [] });
    },

    async forget() {
      forgotten++;
      changed.clear();
      modelsChanged = false;
      const before = place ?? ((await traces()) === 'some' ? openAnew(() => false) : null);
      [place, opened] = [null, null];
      await keeper.stop();
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
