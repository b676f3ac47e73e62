import type { Message } from '../catalogue/message.ts';
import { joined } from '../data/joined.ts';
import { loaded } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import { repeatableOf } from '../store/answers.ts';
import type { Imported } from '../store/exchange/import.ts';
import type { ValueOf } from '../store/kinds.ts';
import type { Store, Usage } from '../store/store.ts';
import type { Job } from './job.ts';

/** A kept explanation. */
export interface RecordEntry {
  readonly id: string;
  readonly record: Explanation;
  /** In milliseconds since 1970. */
  readonly keptAt: number;
  /** A pinned one never goes to make room. */
  readonly pinned: boolean;
  /** How far it can be made again: to the bit (undefined), as a GPU does, or not at all. */
  readonly repeatable?: 'no' | 'within-tolerance';
}

/** Which explanations, the newest first. */
export interface RecordsQuery {
  /** Of one model, by the SHA-256 of its file. */
  readonly model?: string;
  /** Of one input, by its SHA-256. */
  readonly input?: string;
  /** Only those older than this one, to go on where a list has ended. */
  readonly before?: Pick<RecordEntry, 'id' | 'keptAt'>;
  readonly limit?: number;
}

/** The explanations that are kept. Every call may throw `failure-store-…`. */
export interface Records {
  /**
   * @example
   * for (const { record } of await oriel.records.list({ limit: 20 })) console.log(record.id);
   */
  list(query?: RecordsQuery): Promise<readonly RecordEntry[]>;
  /**
   * @example
   * const entry = await oriel.records.get(id);
   */
  get(id: string): Promise<RecordEntry | undefined>;
  /**
   * Keeps an explanation for good: it is pinned, and with it what is needed to continue it.
   * Resolves with the record, once it is kept.
   *
   * @example
   * await oriel.records.keep(model.explain(384));
   */
  keep(what: Job | Explanation): Promise<Explanation>;
  /**
   * Unpinned, an explanation may go to make room.
   *
   * @example
   * await oriel.records.pin(id, false);
   */
  pin(id: string, pinned: boolean): Promise<void>;
  /**
   * Forgets one; true where there was one.
   *
   * @example
   * await oriel.records.delete(id);
   */
  delete(id: string): Promise<boolean>;
  /**
   * Everything that is kept as one zip, which `import` of another Oriel takes. `tell` hears of what
   * is damaged and left out.
   *
   * @example
   * await writeFile('kept.zip', await oriel.records.export());
   */
  export(tell?: (message: Message) => void): Promise<Uint8Array>;
  /**
   * Merges what another Oriel exported, never over what is newer. Throws `archive-unreadable`.
   *
   * @example
   * const { added, refused } = await oriel.records.import(await readFile('kept.zip'));
   */
  import(zip: Uint8Array | Blob): Promise<Imported>;
  usage(): Promise<Usage>;
  /** Forgets everything, the log included. */
  clear(): Promise<void>;
}

interface RecordsParts {
  readonly store: Store;
  /** Where explanations lie that nobody asked to keep. */
  readonly session: Store;
}

export function createRecords({ store, session }: RecordsParts): Records {
  const entryOf = (id: string, value: ValueOf<'record'>, meta: { kept: number; pinned: boolean }): RecordEntry => ({
    id,
    record: value.record,
    keptAt: meta.kept,
    pinned: meta.pinned,
    ...(value.repeatable && { repeatable: value.repeatable }),
  });

  return {
    async list({ model, input, before, limit } = {}) {
      const about =
        input !== undefined ? (`input ${input}` as const) : model !== undefined && (`model ${model}` as const);
      const found = await store.list('record', {
        ...(about && { about }),
        ...(before && { before: { kept: before.keptAt, key: before.id } }),
        ...(limit !== undefined && { limit }),
      });
      const entries = found.map((entry) => entryOf(entry.key, entry.value, entry));
      return model === undefined ? entries : entries.filter(({ record }) => record.model.sha256 === model);
    },

    async get(id) {
      const entry = await store.get('record', id);
      return entry && entryOf(id, entry.value, entry);
    },

    async keep(what) {
      const record = 'result' in what ? await what.result : what;
      const made = (await session.get('record', record.id))?.value;
      const value = made ?? { record, repeatable: repeatableOf(record, { limited: false }) };
      await store.put('record', record.id, value, { pinned: true });
      if (session !== store)
        for (const { key, value: request } of await session.list('request', { about: `record ${record.id}` }))
          await store.put('request', key, request);
      return record;
    },

    pin: (id, pinned) => store.pin('record', id, pinned),

    async delete(id) {
      const forgotten = session === store ? false : await session.delete('record', id);
      return (await store.delete('record', id)) || forgotten;
    },

    async export(tell) {
      const { exportAll } = await loaded(import('../store/exchange/export.ts'));
      const parts: Uint8Array[] = [];
      for await (const part of exportAll(store, tell)) parts.push(part);
      return joined(parts);
    },

    async import(zip) {
      const { importAll } = await loaded(import('../store/exchange/import.ts'));
      const bytes = zip instanceof Blob ? new Uint8Array(await zip.arrayBuffer()) : zip;
      return importAll(store, bytes, zip instanceof File ? zip.name : 'oriel-kept.zip');
    },

    usage: () => store.usage(),

    async clear() {
      if (session !== store) await session.clear();
      await store.clear();
    },
  };
}
