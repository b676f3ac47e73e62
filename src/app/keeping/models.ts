import type { Message } from '../../catalogue/message.ts';
import type { Role, ToKeep } from '../../library/keeper/keeper-api.ts';
import type { Entry, Store as Keep } from '../../store/store.ts';
import type { AppState, OwnFiles } from '../state.ts';
import type { Store } from '../store.ts';
import { explanationOnShow, isAbout } from '../wording/answer-on-show.ts';
import type { Hashes } from './hashes.ts';
import { comparedWith, filesToKeep, keptOnShow, ownFiles, ownOnShow } from './kept-models.ts';
import { ALWAYS, type KeptStore, type Opened } from './kept-store.ts';
import type { KeptModel, KeptPlace } from './kept-things.ts';

/** A person who goes on at once has not come to rest there. */
const REST_MILLISECONDS = 300;

/** An opening that takes longer has the explanation shown until the model is there. */
const PATIENCE_MILLISECONDS = 500;

/** A kept model that is brought back: its files, what was said of it, and where it was left. */
export interface BroughtBack {
  readonly files: readonly { readonly role: Role; readonly file: File }[];
  readonly card: unknown;
  readonly answers: Readonly<Record<string, string>>;
  readonly place: KeptPlace | null;
}

/** What a person does with kept models. */
export interface KeepingModels {
  /** Keeps the person's own model on show with its data, and where they are in it. */
  keepModel(): Promise<void>;
  /** Whether models are kept as they are opened. */
  keepAlways(always: boolean): Promise<void>;
  /** Brings a model back as it was left; with an explanation's id, where that was made. */
  openModel(sha256: string, record?: string): Promise<void>;
  deleteModel(sha256: string): Promise<void>;
  undoDeleteModel(): Promise<void>;
}

interface DeletedModel {
  readonly entry: Entry<'model'>;
  readonly files: readonly File[];
  readonly place: KeptPlace | null;
}

export interface KeepingModelsParts {
  readonly app: Store;
  readonly kept: KeptStore;
  readonly hashes: Hashes;
  /**
   * Opens a kept model as the newest choice: `read` reads it, and hears whether it still is that;
   * null where it could not be read.
   */
  readonly bringBack: (name: string, read: (wanted: () => boolean) => Promise<BroughtBack | null>) => Promise<void>;
}

/** What is on show once nothing moves any more. */
type Rest = Pick<KeptPlace, 'record' | 'chosenClass' | 'settings'>;

const isSame = (a: Rest | null, b: Rest | null): boolean =>
  a?.record === b?.record && a?.chosenClass === b?.chosenClass && a?.settings === b?.settings;

/** null where an explanation is under way, or what is shown is not about what is chosen. */
function restOf(state: AppState): Rest | null {
  const { topic, status, stale, chosenClass, settings } = state;
  const shown = explanationOnShow(state);
  if (!topic || !shown || shown.unfinished || status !== 'done' || stale || !isAbout(shown, topic)) return null;
  return { record: shown.record, chosenClass, settings };
}

export function createKeepingModels({
  app,
  kept,
  hashes,
  bringBack,
}: KeepingModelsParts): KeepingModels & { forget(): void } {
  let deleted: DeletedModel | null = null;
  /** Models that are kept on as they change: those that this page has kept or brought back. */
  const followed = new Set<string>();
  /** What could not be kept is not tried again until it changes. */
  let tried: OwnFiles | null = null;
  /** What was last seen to be kept as it is. */
  let seen: OwnFiles | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What was last written of where a model was left. */
  let written: Rest | null = null;
  /** What is about to be written. */
  let awaited: Rest | null = null;

  async function keep(): Promise<void> {
    const { topic } = app.get();
    const own = ownOnShow(app.get());
    if (!topic || !own?.model) return;
    tried = own;
    const { facts } = own.model;
    const sha256 = topic.study.model;
    const files = filesToKeep(own);
    const total = 2 * files.reduce((sum, { file }) => sum + file.size, 0);
    const { name = facts.file } = own.files.model ?? {};
    await kept.longWork({ what: 'keep', name, total }, async ({ library, store }, wanted, progress) => {
      const model = { sha256, name, format: facts.format, files, card: own.card as never, answers: own.answers };
      const found = await keepIn(store, model, wanted, progress);
      if (!wanted()) return;
      hashes.note(
        ownFiles(own).map(([, , data]) => data),
        found,
      );
      await kept.modelsChanged();
      if (!wanted()) return;
      followed.add(sha256);
      await writePlace(store, library);
    });
  }

  function keepIn(
    store: Keep,
    model: ToKeep,
    wanted: () => boolean,
    progress: (done: number) => void,
  ): Promise<readonly string[]> {
    const tell = (message: Message) => app.alert(message);
    return kept.keeper.run(store, wanted, (api, reach) => api.keepModel(model, reach, tell, progress));
  }

  /** Where the person is in the kept model on show. */
  async function writePlace(store: Keep, { placeOnShow, writePlace: write }: Opened['library']): Promise<void> {
    const state = app.get();
    const model = keptOnShow(state);
    const rest = restOf(state);
    const place = rest && placeOnShow(state);
    // Rows of other files than are kept are nowhere to come back to.
    if (!model || !place || comparedWith(state.own, model, state.kept.hashes) !== 'kept') return;
    written = rest;
    await write(store, model.sha256, place);
  }

  /** Keeps on what has changed of a kept model: itself, or where the person is in it. */
  function follow(): void {
    const state = app.get();
    const { kept: things, opening } = state;
    if (opening !== null) return;
    hashes.follow();
    const own = ownOnShow(state);
    if (!own || things.work) return;
    const rest = restOf(state);
    if (!rest) return;
    const model = keptOnShow(state);
    const how = model ? comparedWith(own, model, things.hashes) : 'other';
    if (how === 'unknown') return;
    if (model === null || how !== 'kept') {
      // What was deleted, here or in another tab, is not kept again by itself.
      if (model === null && own === seen) tried = own;
      // Other files, too, take the place of those that are kept only where the person says so.
      const wanted = things.always || (model !== null && how === 'changed' && followed.has(model.sha256));
      if (wanted && tried !== own) void keep();
      return;
    }
    seen = own;
    followed.add(model.sha256);
    if (isSame(rest, written) || isSame(rest, awaited)) return;
    awaited = rest;
    clearTimeout(timer);
    timer = setTimeout(() => {
      awaited = null;
      if (isSame(restOf(app.get()), rest)) void kept.work(({ store, library }) => writePlace(store, library));
    }, REST_MILLISECONDS);
  }

  app.subscribe(follow);

  const named = (sha256: string): KeptModel | undefined =>
    app.get().kept.models.find((model) => model.sha256 === sha256);

  return {
    keepModel: keep,

    keepAlways: (always) =>
      kept.work(async ({ store }) => {
        if (always) await store.put('setting', ALWAYS, true);
        else await store.delete('setting', ALWAYS);
        [tried, seen] = [null, null];
        await kept.catchUp();
      }),

    async openModel(sha256, record) {
      if (app.get().kept.work) return;
      const { name = sha256 } = named(sha256) ?? {};
      let place: KeptPlace | null = null;
      let early: ReturnType<typeof setTimeout> | undefined;
      const read = async (isNewest: () => boolean): Promise<BroughtBack | null> => {
        let model: BroughtBack | null = null;
        await kept.longWork({ what: 'open', name }, async ({ store, library }, isKept) => {
          const wanted = () => isKept() && isNewest();
          const entry = await store.get('model', sha256);
          if (!entry) return;
          place = await (record === undefined
            ? library.readPlace(store, sha256)
            : library.placeOfRecord(store, record));
          early = setTimeout(() => place && wanted() && showEarly(place), PATIENCE_MILLISECONDS);
          const files = await filesOf(store, sha256, wanted);
          if (!files || !wanted()) return;
          const { card, answers = {}, files: kinds } = entry.value;
          hashes.note(
            files,
            kinds.map((file) => file.sha256),
          );
          followed.add(sha256);
          written = place && { record: place.record, chosenClass: place.chosenClass, settings: place.settings };
          model = { files: files.map((file, at) => ({ role: kinds[at].role ?? 'model', file })), card, answers, place };
        });
        return model;
      };
      try {
        await bringBack(name, read);
      } finally {
        clearTimeout(early);
        putEarlyAway(place);
      }
    },

    async deleteModel(sha256) {
      const model = named(sha256);
      await kept.longWork({ what: 'delete', name: model?.name }, async ({ store, library }, wanted) => {
        const entry = await store.get('model', sha256);
        if (!entry) return;
        const place = await library.readPlace(store, sha256);
        // Files that are there can come back; those that the browser took away cannot.
        const files = model?.missing ? null : await filesOf(store, sha256, wanted);
        if (!wanted()) return;
        // Where the person is in it is written down no more.
        clearTimeout(timer);
        awaited = null;
        followed.delete(sha256);
        tried = app.get().own;
        await library.removePlace(store, sha256);
        await store.delete('model', sha256);
        // Nothing of it is gone on with.
        for (const { key, value } of await store.list('request', { about: `model ${sha256}` }))
          if (value.asked !== undefined) await library.endUnderWay(store, key);
        await kept.catchUp();
        if (!wanted()) return;
        deleted = files && { entry, files, place };
        kept.set({ deletedModel: model ?? null, deleted: null });
      });
    },

    async undoDeleteModel() {
      const going = deleted;
      if (!going) return;
      const { entry, place } = going;
      const { files: kinds, ...model } = entry.value;
      const files = going.files.map((file, at) => ({ role: kinds[at].role ?? ('model' as const), file }));
      const total = 2 * files.reduce((sum, { file }) => sum + file.size, 0);
      await kept.longWork({ what: 'keep', name: model.name, total }, async ({ store, library }, wanted, progress) => {
        await keepIn(store, { ...model, files, kept: entry.kept }, wanted, progress);
        if (!wanted()) return;
        await kept.modelsChanged();
        if (!wanted()) return;
        if (place) {
          const { kept: since, ...left } = place;
          await library.writePlace(store, entry.key, left, since);
        }
        if (!wanted()) return;
        deleted = null;
        kept.set({ deletedModel: null });
      });
    },

    forget() {
      clearTimeout(timer);
      deleted = null;
      followed.clear();
      tried = null;
      seen = null;
      written = null;
      awaited = null;
      hashes.forget();
    },
  };

  /** The files of a kept model; null once they are not wanted any more. */
  async function filesOf(store: Keep, sha256: string, wanted: () => boolean): Promise<readonly File[] | null> {
    try {
      return await kept.keeper.run(store, wanted, (api, reach) => api.modelFiles(sha256, reach, wanted));
    } catch (thrown) {
      if (wanted()) throw thrown;
      return null;
    }
  }

  /** The explanation, drawn without its model. */
  function showEarly({ record }: KeptPlace): void {
    if (app.get().openedRecord === null) app.set({ openedRecord: { file: null, record, changed: false, others: 0 } });
  }

  /** Puts the explanation that was drawn meanwhile away again. */
  function putEarlyAway(place: KeptPlace | null): void {
    const { openedRecord } = app.get();
    const isOpened = openedRecord?.file === null && openedRecord.record.id === place?.record.id;
    if (isOpened) app.set({ openedRecord: null });
  }
}
