import type { Language } from '../catalogue/language.ts';
import type { Message } from '../catalogue/message.ts';
import type { EngineApi } from '../engine/protocol.ts';
import type { Connection } from '../engine/workers/connection.ts';
import { loaded, OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import { createLog, type Log } from '../store/log.ts';
import { openMemoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import type { Verdict } from './compare-records.ts';
import { createJob, type Job } from './job.ts';
import { createModel, type OrielModel } from './model.ts';
import { openStudy } from './open-model.ts';
import type { Files, OpenOptions } from './options.ts';
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
   * The job with a request's id: one that runs, or, of one that has ended, the record that is kept,
   * also after the page was loaded again. null where there is none.
   *
   * @example
   * const job = await oriel.job(sessionStorage.getItem('job'));
   */
  job(id: string): Promise<Job | null>;
  /**
   * Makes a record anew with its model, asking the model for everything, and says whether it is
   * what the record says. What the record does not say of its request (the number of superpixels,
   * what a text's players are and which part of it was explained, a budget of which not all was
   * used) is taken from the request that is kept with it; without one, from `options`, or as for a
   * request that says none of it. Another table's background is always taken from `options`: throws
   * `request-invalid` where it is missing, and where the input was removed from the record.
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

  return {
    async open(files, options = {}) {
      check();
      const { study, pictures } = await openStudy(api, files, options);
      const newName = () => `job ${++names}`;
      const ended = () => void models.delete(model);
      const model = createModel({ api, study, pictures, shelf, newName, started: (job) => void started(job), ended });
      models.add(model);
      return model;
    },

    async job(id) {
      check();
      const job = running.get(id);
      if (job) return job;
      const found = await shelf.byRequest(id);
      return found && endedJob(id, found.record, found.keptAt);
    },

    async replay(record, model, options = {}) {
      check();
      const { replay } = await loaded(import('./replay.ts'));
      return replay(record, model, { stores: session === store ? [store] : [session, store], options });
    },

    records: createRecords({ store, session }),
    log: createLog(store),
    store,
    say: (what) => language.text(what instanceof OrielError ? what.said : what),

    alive: () => api.alive(),

    async close() {
      if (closed) return;
      closed = true;
      const closing = [...models].map((model) => model.close());
      // Whatever still waits for an answer is told that there will be none.
      engine.close();
      await Promise.allSettled(closing);
      if (session !== store) await session.close();
      if (!given) await store.close();
    },
  };
}

/** A job that ended before, whose record is kept. */
function endedJob(id: string, record: Explanation, keptAt: number): Job {
  const nothing = (): void => {};
  return createJob({
    handle: { cancel: nothing, pause: nothing, resume: nothing },
    async run(report) {
      report.identified(Promise.resolve(id));
      report.from('kept', keptAt);
      return record;
    },
  });
}
