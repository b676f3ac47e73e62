import type { Message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import type {
  Answers,
  EngineApi,
  FileSource,
  KnownValues,
  OpenedModel,
  OpenedPicture,
  OpenedTable,
  OpenedVocabulary,
  Study,
} from '../engine/protocol.ts';
import { OrielError } from '../errors.ts';
import type { ValueOf } from '../store/kinds.ts';
import type { Store } from '../store/store.ts';
import type { EngineInUse } from './engine-in-use.ts';
import { createModel } from './model.ts';
import type { OrielModel } from './oriel-model.ts';
import { createSessionShelf, type SessionShelf } from './session-shelf.ts';
import { createShelf, type ModelShelf } from './shelf.ts';
import { keepUnderWay } from './under-way.ts';

export interface SessionParts {
  readonly engine: EngineInUse;
  /** A store in which is looked as well; null as long as there is none. */
  readonly kept: () => Promise<Store | null>;
  /**
   * Whether what is under way of a model, by the SHA-256 of its file, is kept there, to go on with
   * it when it is asked for again after the page has ended.
   */
  readonly keepsUnderWay?: (model: string) => boolean;
  /** Hears what a person should know of what is kept. */
  readonly tell: (message: Message) => void;
}

/** Files that were opened one by one, to be bound into a model; see `OpenOptions`. */
export interface OpenedFiles {
  readonly model: OpenedModel;
  readonly table?: OpenedTable;
  readonly vocabulary?: OpenedVocabulary;
  readonly card?: Card;
  readonly answers?: Answers;
}

/** What was opened, and can be let go of; a model by its facts. */
export type Opened = OpenedModel | OpenedTable | OpenedPicture | OpenedVocabulary | Study;

/**
 * For a door that takes files one by one, and goes on where an engine ends, as the page does. What
 * was open in an engine that has ended has to be opened anew; everything that was explained since
 * the session was created is found again, and nothing of it is kept in a store but what is under
 * way, where that is wanted.
 */
export interface Session {
  /**
   * Reads a model's file; `beside` are files that may hold its weights. Throws `model-…`.
   *
   * @example
   * const model = await session.openModel({ name: file.name, data: file });
   */
  openModel(file: FileSource, beside?: readonly FileSource[]): Promise<OpenedModel>;
  /**
   * Throws `data-…`.
   *
   * @example
   * const table = await session.openTable({ name: 'data.csv', data: bytes });
   */
  openTable(file: FileSource): Promise<OpenedTable>;
  /**
   * Reads a picture, which can then be explained as often as is wanted. Throws `image-…`.
   *
   * @example
   * const record = await model.explain(await session.openPicture(source)).result;
   */
  openPicture(file: FileSource): Promise<OpenedPicture>;
  /** Reads a `tokenizer.json`, a `vocab.txt` or a word index. Throws `text-…`. */
  openVocabulary(file: FileSource): Promise<OpenedVocabulary>;
  /**
   * Binds files into a model, as `oriel.open` does; questions are in its facts. The files stay
   * open.
   *
   * @example
   * const model = await session.open({ model: opened, table, answers: {} });
   */
  open(files: OpenedFiles): Promise<OrielModel>;
  /**
   * The model with these facts. Throws `failure-closed` where it was let go of.
   *
   * @example
   * const cells = await session.modelOf(study).row(3);
   */
  modelOf(facts: Study): OrielModel;
  /** Whether it is open in the engine in use. */
  isOpen(opened: Opened): boolean;
  /** Lets go of what is not needed any more; what is not open needs none of it. */
  release(opened: readonly Opened[]): void;
  /** A sign of life of the engine. */
  alive(): Promise<void>;
  /** Ends the engine with all that is open in it. The next call goes to a new one. */
  end(): void;
  /**
   * Requests that a record answers, as a store keeps them with it.
   *
   * @example
   * for (const [id, one] of await session.requestsOf(record.id)) store.put('request', id, one);
   */
  requestsOf(record: string): Promise<readonly (readonly [id: string, value: ValueOf<'request'>])[]>;
  /** Forgets what was explained; what runs now is not found later. */
  forget(): void;
}

export function createSession({ engine, kept, keepsUnderWay = () => false, tell }: SessionParts): Session {
  let names = 0;
  let forgotten = 0;
  let shelf = createSessionShelf();
  /** What is being put on the shelf. */
  let keeping: Promise<void> = Promise.resolve();
  /** The engine that each thing was opened in: to another one, its handle means nothing. */
  const homes = new WeakMap<Opened, EngineApi>();
  const models = new WeakMap<Study, OrielModel>();

  /** Both places as they are for a job. */
  function places(own: SessionShelf): ModelShelf {
    const mine = forgotten;
    const wanted = (): boolean => mine === forgotten;
    const store = async () => {
      const place = wanted() ? await kept() : null;
      return place && wanted() ? createShelf([place], (message) => wanted() && tell(message)) : null;
    };
    return {
      keeps: true,
      async isEmpty() {
        await keeping;
        return own.isEmpty && (await store()) === null;
      },
      async find(named) {
        await keeping;
        return own.find(named) ?? (await (await store())?.find(named)) ?? null;
      },
      async known(named) {
        const known: KnownValues[] = [...own.known(named)];
        return known.length > 0 ? known : ((await (await store())?.known(named)) ?? []);
      },
      anyOf: async (model) => own.anyOf(model) || ((await (await store())?.anyOf(model)) ?? false),
      async keep(making) {
        // The answer need not wait for that; an engine that has ended takes it along.
        // What cannot be kept is explained anew when it is asked for again.
        const made = making()
          .then(own.keep)
          .catch(() => {});
        keeping = keeping.then(() => made);
      },
      underWay(parts) {
        const { model } = parts.wanted.request;
        const isWanted = (): boolean => wanted() && keepsUnderWay(model);
        return isWanted() ? keepUnderWay({ store: kept, isWanted }, parts) : null;
      },
      async keepAlso(record, like) {
        own.keepAlso(record, like);
      },
    };
  }

  async function opened<T extends Opened>(opening: (api: EngineApi) => Promise<T>): Promise<T> {
    const api = engine.api();
    const thing = await opening(api);
    homes.set(thing, api);
    return thing;
  }

  const isOpen = (thing: Opened): boolean => {
    const home = homes.get(thing);
    return home !== undefined && engine.isInUse(home);
  };

  return {
    openModel: (file, beside) => opened((api) => api.openModel(file, beside)),
    openTable: (file) => opened((api) => api.openTable(file)),
    openPicture: (file) => opened((api) => api.openPicture(file)),
    openVocabulary: (file) => opened((api) => api.openVocabulary(file)),

    async open({ model, table, vocabulary, ...choice }) {
      const api = homes.get(model);
      if (!api) throw new OrielError('failure-closed');
      const study = await api.study({
        model: model.handle,
        ...(table && { table: table.handle }),
        ...(vocabulary && { vocabulary: vocabulary.handle }),
        ...choice,
      });
      homes.set(study, api);
      const bound = createModel({
        api,
        study,
        pictures: [],
        shelf: () => places(shelf),
        newName: () => `job ${++names}`,
        started() {},
        ended: () => models.delete(study),
      });
      models.set(study, bound);
      return bound;
    },

    modelOf(facts) {
      const model = models.get(facts);
      if (!model) throw new OrielError('failure-closed');
      return model;
    },

    isOpen,

    release(things) {
      for (const thing of things) {
        const api = homes.get(thing);
        const model = models.get(thing as Study);
        homes.delete(thing);
        // An engine that is gone holds nothing.
        (model ? model.close() : api?.release(thing.handle))?.catch(() => {});
      }
    },

    alive: () => engine.api().alive(),
    end: () => engine.end(),

    async requestsOf(record) {
      await keeping;
      return shelf.requestsOf(record);
    },

    forget() {
      forgotten++;
      shelf = createSessionShelf();
      keeping = Promise.resolve();
    },
  };
}
