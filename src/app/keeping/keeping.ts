import type { Message } from '../../catalogue/message.ts';
import { download } from '../../charts/scene/save.ts';
import type { Keeper } from '../../library/keeper/keeper.ts';
import type { Session } from '../../library/session.ts';
import type { Explanation } from '../../records/record.ts';
import type { Plain } from '../../store/plain.ts';
import type { Entry } from '../../store/store.ts';
import { explanationOnShow } from '../wording/answer-on-show.ts';
import { cardOf, entryOf, keptCard } from './entries.ts';
import { createHashes } from './hashes.ts';
import { ownOnShow } from './kept-models.ts';
import { createKeptStore, type KeptStore } from './kept-store.ts';
import { createLogging, type Logging } from './logging.ts';
import { createKeepingModels, type KeepingModels, type KeepingModelsParts } from './models.ts';

/** What a person does with what is kept. */
export interface Keeping extends KeepingModels, Logging {
  /** Keeps the explanation on show, or no longer where it is kept. */
  keepShown(): Promise<void>;
  openKept(id: string): Promise<void>;
  deleteKept(id: string): Promise<void>;
  /** Brings back what was deleted last. */
  undoDelete(): Promise<void>;
  /** Only those in which these words are. */
  seekKept(words: string): void;
  /** Puts an explanation beside another one, or takes it away again. */
  choosePair(id: string): Promise<void>;
  endPair(): void;
  /** Everything that is kept, as a file. */
  exportKept(): Promise<void>;
  importKept(file: File): Promise<void>;
  /** Reads what is kept, if anything is. */
  lookForKept(): Promise<void>;
  /** Reads what is kept. */
  readKept(): Promise<void>;
}

/** Deleted entries, an explanation and the requests that it answered. */
type Deleted = readonly Entry<'record' | 'request'>[];

export interface KeepingParts extends Pick<KeepingModelsParts, 'app' | 'bringBack'> {
  /** Another than that of a worker. */
  readonly keeper?: Keeper;
  /** Knows which requests an explanation answers. */
  readonly session: Pick<Session, 'requestsOf'>;
}

/** Keeps what a person asked to keep, and what the page knows of it in step. */
export function createKeeping({ app, session, bringBack, keeper: given }: KeepingParts): Keeping & {
  /** The store that things are kept in, where there is one. */
  place: KeptStore['place'];
  /** An explanation is on show, and nothing more is found out about it. */
  logShown(record: Explanation): void;
  forget(): Promise<void>;
} {
  let deleted: Deleted = [];
  const kept = createKeptStore(app, emptied, given);
  const { set, work, longWork, catchUp, keeper } = kept;
  const hashes = createHashes(app, kept);
  const { logShown, forgetLog, ...logging } = createLogging(app, kept);
  const { forget: forgetModels, ...models } = createKeepingModels({ app, kept, hashes, bringBack });

  /** All was forgotten in another tab. */
  function emptied(): void {
    deleted = [];
    forgetModels();
    forgetLog();
    const { openedRecord } = app.get();
    app.set({ openedRecord: openedRecord?.file === null ? null : openedRecord });
    set({ deleted: null, deletedModel: null, imported: null, sought: '', chosen: [], pair: null });
  }

  return {
    ...models,
    ...logging,
    logShown,

    keepShown() {
      const state = app.get();
      const shown = explanationOnShow(state);
      return work(async ({ library, store }, wanted) => {
        if (!shown) return;
        const { record } = shown;
        const card = keptCard(shown.study.card);
        const repeatable = library.repeatableOf(record, { limited: state.settings.milliseconds !== null });
        if (await store.delete('record', record.id)) return;
        // Where it was made, for the day on which its model is kept too.
        const isOwn = ownOnShow(state) !== null;
        const photo = state.topic?.photos[state.topic.photo]?.data;
        if (isOwn && photo) await hashes.know(store, wanted, [photo]);
        if (!wanted()) return;
        const { record: _record, ...place } = library.placeOnShow({ ...state, kept: app.get().kept }) ?? {};
        const left = isOwn ? (place as unknown as Plain) : undefined;
        // What a person keeps never goes to make room.
        await store.put('record', record.id, { record, repeatable, card, left }, { pinned: true });
        for (const [id, request] of await session.requestsOf(record.id)) await store.put('request', id, request);
      });
    },

    openKept: (id) =>
      work(async ({ store }, wanted) => {
        const entry = await store.get('record', id);
        if (!wanted() || !entry) return;
        const { record } = entry.value;
        app.set({ openedRecord: { file: null, record, card: cardOf(entry.value), changed: false, others: 0 } });
      }),

    deleteKept: (id) =>
      work(async ({ store }, wanted) => {
        const entry = await store.get('record', id);
        const requests = await store.list('request', { about: `record ${id}` });
        await store.delete('record', id);
        await catchUp();
        if (!entry || !wanted()) return;
        deleted = [entry, ...requests];
        const { openedRecord, kept: things } = app.get();
        if (openedRecord?.file === null && openedRecord.record.id === id) app.set({ openedRecord: null });
        const beside = things.chosen.includes(id) ? { chosen: [], pair: null } : {};
        set({ deleted: entryOf(entry), deletedModel: null, ...beside });
      }),

    undoDelete: () =>
      work(async ({ store }, wanted) => {
        for (const { kind, key, value, kept, pinned } of deleted) await store.put(kind, key, value, { kept, pinned });
        await catchUp();
        if (!wanted()) return;
        deleted = [];
        set({ deleted: null });
      }),

    seekKept: (sought) => set({ sought }),

    choosePair(id) {
      const { chosen: before } = app.get().kept;
      // A third one takes the place of the one chosen first.
      const chosen = before.includes(id) ? before.filter((other) => other !== id) : [...before.slice(-1), id];
      set({ chosen, pair: null });
      if (chosen.length < 2) return Promise.resolve();
      return work(async ({ store }, wanted) => {
        const [one, other] = await Promise.all(chosen.map((each) => store.get('record', each)));
        if (!wanted() || !one || !other || app.get().kept.chosen !== chosen) return;
        const full = ({ value }: typeof one) => ({ record: value.record, card: cardOf(value) });
        set({ pair: [full(one), full(other)] });
      });
    },

    endPair: () => set({ chosen: [], pair: null }),

    async exportKept() {
      await longWork({ what: 'export' }, async ({ store }, wanted, progress) => {
        const tell = (message: Message) => app.alert(message);
        const zip = await keeper.run(store, wanted, (api, reach) => api.exportAll(reach, tell, progress));
        if (wanted()) download(zip, 'oriel-kept.zip');
      });
    },

    async importKept(file) {
      await longWork({ what: 'import' }, async ({ store }, wanted, progress) => {
        const read = () => keeper.run(store, wanted, (api, reach) => api.importAll(file, reach, progress));
        const imported = await kept.atOnce(read, wanted);
        if (wanted()) set({ imported: { file: file.name, ...imported } });
      });
    },

    place: kept.place,
    lookForKept: kept.look,
    readKept: kept.read,

    async forget() {
      deleted = [];
      forgetModels();
      forgetLog();
      await kept.forget();
    },
  };
}
