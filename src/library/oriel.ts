import type { Language } from '../catalogue/language.ts';
import type { Message } from '../catalogue/message.ts';
import type { EngineApi } from '../engine/protocol.ts';
import type { Connection } from '../engine/workers/connection.ts';
import { watchSilence } from '../engine/workers/silence.ts';
import { loaded, OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import type { Log } from '../store/log.ts';
import { openMemoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import type { Verdict } from './compare-records.ts';
import type { Job } from './job.ts';
import { lateLog } from './late-log.ts';
import { createModel } from './model.ts';
import { openStudy } from './open-model.ts';
import type { Files, OpenOptions } from './options.ts';
import type { OrielModel } from './oriel-model.ts';
import { createRecords, type Records } from './records.ts';
import type { ReplayOptions } from './replay.ts';
import { createShelf } from './shelf.ts';

/** What everything is asked of. Several may live side by side; each has its own workers. */
export interface Oriel {
  /**
   * Opens a model with what belongs to it: its weights, a table, a vocabulary, a card. They are
   * told apart by what is in them. Throws OrielError; `QuestionsError` where something must be
   * answered.
   *
   * @example
   * const model = await oriel.open([modelFile, tableFile]);
   */
  open(files: Files, options?: OpenOptions): Promise<OrielModel>;
  /**
   * The job with a request's id, also after the page was loaded again: one that runs; of one that
   * has ended, the record that is kept. null where there is none.
   *
   * One that was under way for more than a second when its page or process ended is found in a
   * lasting store, if everything is kept (`keep: 'all'`). It goes on as soon as its model is open
   * with the same data, and asks only for what the model had not answered by then: `status().from`
   * is `continued`. Until that it waits, and `status().note` says so.
   *
   * @example
   * const job = await oriel.job(sessionStorage.getItem('job'));
   * const model = await oriel.open(['gbt.onnx', 'data.csv']);
   * const record = await job.result;
   */
  job(id: string): Promise<Job | null>;
  /**
   * Makes a record anew with its model, asking the model for everything, and says whether it is
   * what the record says. What the record does not say of its request (the number of superpixels,
   * what a text's players are and which part of it was explained, a budget of which not all was
   * used) is taken from the request that is kept with it; without one, from `options`, or as for a
   * request that says none of it. Another table's background is always taken from `options`: throws
   * `request-invalid` where it is missing. What was removed from the record is the row of the
   * model's table with the same hash, or given: `request-invalid` where it is neither.
   *
   * @example
   * const { verdict, where } = await oriel.replay(record, model);
   */
  replay(record: Explanation, model: OrielModel, options?: ReplayOptions): Promise<Verdict>;
  /** The explanations that are kept. */
  readonly records: Records;
  /**
   * What was done and decided, each entry bound to the one before by its hash.
   *
   * @example
   * await oriel.log.append({ kind: 'decision', record, text: 'granted' });
   */
  readonly log: Log;
  /** Where explanations are kept. */
  readonly store: Store;
  /**
   * A message, an error, or a record's reason in words of the language that was chosen.
   *
   * @example
   * for (const notice of model.facts.notices) console.log(oriel.say(notice));
   */
  say(what: Message | OrielError | string): string;
  /** A sign of life of the engine: answered as soon as it hears anything. */
  alive(): Promise<void>;
  /**
   * Hears `true` once the engine has given no sign of life for so many milliseconds, and `false`
   * once it does again. One that gives none does not hear a cancel either: `close` ends it. Returns
   * how to stop; until then it is asked for a sign every second.
   *
   * @example
   * const stop = oriel.watch((silent) => silent && oriel.close(), 30_000);
   */
  watch(hear: (silent: boolean) => void, milliseconds: number): () => void;
  /** Ends its workers and whatever they do. A store that was given to it stays open. */
  close(): Promise<void>;
}

export interface OrielParts {
  readonly engine: Connection<EngineApi>;
  readonly language: Language;
  /** Default: one in memory. */
  readonly store?: Store;
  /** Whether every explanation is kept, what `records.keep` is told, or nothing. Default: all. */
  readonly keep?: 'all' | 'asked' | 'none';
  /** Hears what a person should know of what is kept. */
  readonly tell?: (message: Message) => void;
}

export function createLibrary({ engine, language, store: given, keep = 'all', tell = () => {} }: OrielParts): Oriel {
  const { api } = engine;
  const store = given ?? openMemoryStore({ tell });
  const session = keep === 'all' ? store : openMemoryStore();
  const places = { all: [store], asked: [session, store], none: [] } as const;
  const shelf = createShelf(places[keep], tell);
  const models = new Set<OrielModel>();
  const running = new Map<string, Job>();
  /** Jobs that are being looked for, by their ids. */
  const looking = new Map<string, Promise<Job | null>>();
  /** Those who wait for a model to be opened. */
  const waiting = new Set<() => void>();
  let names = 0;
  let closed = false;

  const check = (): void => {
    if (closed) throw new OrielError('failure-closed');
  };

  /** Notes a job by its id while it runs. */
  async function started(job: Job): Promise<void> {
    try {
      const id = await job.id;
      running.set(id, job);
      const over = (): void => {
        if (running.get(id) === job) running.delete(id);
      };
      job.result.then(over, over);
    } catch {
      // A job without an id has failed, and tells so itself.
    }
  }

  /** A job that does not run here yet. */
  async function find(id: string): Promise<Job | null> {
    const { foundJob } = await loaded(import('./found-job.ts'));
    const found = await foundJob(id, { shelf, place: store, models, check, waiting });
    if (found) await started(found);
    return found;
  }

  return {
    async open(files, options = {}) {
      check();
      const { study, pictures } = await openStudy(api, files, options);
      const newName = () => `job ${++names}`;
      const ended = () => void models.delete(model);
      const model = createModel({
        api,
        study,
        pictures,
        shelf: () => shelf,
        newName,
        started: (job) => void started(job),
        ended,
      });
      models.add(model);
      for (const look of [...waiting]) look();
      return model;
    },

    async job(id) {
      check();
      const job = running.get(id);
      if (job) return job;
      const found = looking.get(id) ?? find(id).finally(() => looking.delete(id));
      looking.set(id, found);
      return found;
    },

    async replay(record, model, options = {}) {
      check();
      const { replay } = await loaded(import('./replay.ts'));
      return replay(record, model, { stores: session === store ? [store] : [session, store], options });
    },

    records: createRecords({ store, session }),
    log: lateLog(store),
    store,
    say: (what) => language.text(what instanceof OrielError ? what.said : what),

    alive: () => api.alive(),
    watch: (tell, patience) => watchSilence({ ask: () => api.alive(), busy: () => true, tell, patience }),

    async close() {
      if (closed) return;
      closed = true;
      for (const look of [...waiting]) look();
      const closing = [...models].map((model) => model.close());
      // Whatever still waits for an answer is told that there will be none.
      engine.close();
      await Promise.allSettled(closing);
      if (session !== store) await session.close();
      if (!given) await store.close();
    },
  };
}
