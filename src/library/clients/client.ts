import type { EngineApi, ExplainRequest } from '../../engine/protocol.ts';
import type { Connection } from '../../engine/workers/connection.ts';
import { OrielError } from '../../errors.ts';
import { createJobs } from './jobs.ts';
import { EngineLost, type EngineSource } from './source.ts';
import { createThings, type Thing } from './things.ts';

export interface ClientOptions {
  /** Where the engine of the moment is. */
  readonly source: () => Promise<EngineSource>;
  /** Names its jobs, and its turns among those of others at the same source. */
  readonly name: string;
}

/**
 * One of several who use an engine, with handles and jobs of its own: it neither sees nor stops
 * those of others. It goes on where an engine is lost: what it holds is opened again in the next,
 * and what was not answered is asked again, under the same names.
 */
export interface Client extends Connection<EngineApi> {
  /** Goes on at the source of the moment; what it held in the one before is given back there. */
  move(): void;
  /** Gives back all that it holds. Calls fail with `failure-closed`. */
  close(): void;
}

/** Engines that may be lost one after the other while one call waits for its answer. */
const MOST_LOST = 3;

/** What a call fails with here when its client goes on elsewhere. */
const MOVED = Symbol('moved');

export function createClient({ source, name }: ClientOptions): Client {
  const things = createThings();
  const jobs = createJobs(name);
  /** Those who wait for an answer. */
  const waiting = new Set<(reason: unknown) => void>();
  let closed = false;

  /** The answer, unless the client goes elsewhere before there is one. */
  const orMoved = <T>(answer: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      waiting.add(reject);
      answer.finally(() => waiting.delete(reject)).then(resolve, reject);
    });

  async function ask<T>(call: (api: EngineApi) => Promise<T>): Promise<T> {
    for (let lost = 0; ; ) {
      if (closed) throw new OrielError('failure-closed');
      try {
        const engine = await orMoved(source());
        try {
          return await orMoved(engine.ask(call));
        } catch (error) {
          if (!(error instanceof EngineLost)) throw error;
          // One that was lent may go as often as it likes.
          if (engine.lasting && ++lost >= MOST_LOST) throw error.cause;
        }
      } catch (error) {
        if (error !== MOVED) throw error;
      }
    }
  }

  function leave(): void {
    jobs.leave();
    things.giveBack();
    for (const giveUp of [...waiting]) giveUp(MOVED);
  }

  /** Asks about what a handle stands for. */
  function about<T>(handle: string, call: (api: EngineApi, handle: string) => Promise<T>): Promise<T> {
    return withThings([handle], (api, [own]) => call(api, own));
  }

  async function withThings<T>(
    handles: readonly string[],
    call: (api: EngineApi, handles: readonly string[]) => Promise<T>,
  ): Promise<T> {
    const needed: readonly Thing[] = handles.map(things.get);
    return ask((api) => things.using(api, needed, (own) => call(api, own)));
  }

  /** Asks with a request whose handles are the engine's. */
  function requested<
    R extends Pick<ExplainRequest, 'study'> & Partial<Pick<ExplainRequest, 'input' | 'background'>>,
    T,
  >(request: R, call: (api: EngineApi, request: R) => Promise<T>): Promise<T> {
    const { input, background } = request;
    const picture = input?.kind === 'picture' ? [input.picture] : [];
    const table = background?.table === undefined ? [] : [background.table];
    return withThings([request.study, ...picture, ...table], (api, [study, ...others]) =>
      call(api, {
        ...request,
        study,
        ...(picture.length > 0 && { input: { kind: 'picture', picture: others[0] } }),
        ...(table.length > 0 && { background: { ...background, table: others.at(-1) } }),
      }),
    );
  }

  const api: EngineApi = {
    alive: () => ask((engine) => engine.alive()),
    openModel: (file, beside) => things.open('model', (engine) => engine.openModel(file, beside), ask),
    openTable: (file) => things.open('table', (engine) => engine.openTable(file), ask),
    openPicture: (file) => things.open('picture', (engine) => engine.openPicture(file), ask),
    openVocabulary: (file) => things.open('vocabulary', (engine) => engine.openVocabulary(file), ask),
    async study({ model, table, vocabulary, ...choice }) {
      const roles = Object.entries({ model, table, vocabulary }).filter(([, handle]) => handle !== undefined);
      const needed = roles.map(([, handle]) => things.get(handle as string));
      const bind = (engine: EngineApi) =>
        things.using(engine, needed, (own) => {
          const bound = Object.fromEntries(roles.map(([role], at) => [role, own[at]]));
          return engine.study({ ...choice, ...(bound as { model: string }) });
        });
      return things.open('study', bind, ask);
    },
    row: (study, row) => about(study, (engine, own) => engine.row(own, row)),
    known: (study, row) => about(study, (engine, own) => engine.known(own, row)),
    nextUsable: (study, row) => about(study, (engine, own) => engine.nextUsable(own, row)),
    typical: (study) => about(study, (engine, own) => engine.typical(own)),
    listing: (study) => about(study, (engine, own) => engine.listing(own)),
    rows: (study, query, choice) => about(study, (engine, own) => engine.rows(own, query, choice)),
    nextRow: (study, query, row) => about(study, (engine, own) => engine.nextRow(own, query, row)),
    placeOf: (study, query, row) => about(study, (engine, own) => engine.placeOf(own, query, row)),
    warmUp: (study, backend) => about(study, (engine, own) => engine.warmUp(own, backend)),
    compare: (study, backend) => about(study, (engine, own) => engine.compare(own, backend)),
    predict(study, input, backend) {
      return requested({ study, input }, (engine, own) => engine.predict(own.study, own.input, backend));
    },
    average: (request) => requested(request, (engine, own) => engine.average(own)),
    identify: (request) => requested(request, (engine, own) => engine.identify(own)),
    knownValues: (request) => requested(request, (engine, own) => engine.knownValues(own)),
    teach: (request, known) => requested(request, (engine, own) => engine.teach(own, known)),
    answerRows: (job, study, progress) =>
      jobs.run(job, ({ begin }) =>
        about(study, (engine, own) => begin(engine, (named) => engine.answerRows(named, own, progress))),
      ),
    rowsFile: (job, study, choice, progress) =>
      jobs.run(job, ({ begin }) =>
        about(study, (engine, own) => {
          const explain = choice.explain && { ...choice.explain, study: own };
          return begin(engine, (named) => engine.rowsFile(named, own, { ...choice, explain }, progress));
        }),
      ),
    explain: (job, request, progress, place) =>
      jobs.run(job, ({ begin, inOrder }) =>
        requested(request, (engine, own) => {
          const report = inOrder(engine, progress);
          return begin(engine, (named) => engine.explain(named, own, report, { ...place, client: name }));
        }),
      ),
    counterfactual: (job, request, progress, place) =>
      jobs.run(job, ({ begin, isAt }) =>
        requested(request, (engine, own) => {
          const report: typeof progress = (update) => {
            if (isAt(engine)) progress(update);
          };
          return begin(engine, (named) => engine.counterfactual(named, own, report, { ...place, client: name }));
        }),
      ),
    inquire: (job, request, progress, place) =>
      jobs.run(job, ({ begin, isAt }) =>
        requested(request, (engine, own) => {
          const report: typeof progress = (update) => {
            if (isAt(engine)) progress(update);
          };
          return begin(engine, (named) => engine.inquire(named, own, report, { ...place, client: name }));
        }),
      ),
    inspect: (job, request, progress, place) =>
      jobs.run(job, ({ begin, isAt }) =>
        requested(request, (engine, own) => {
          const report: typeof progress = (update) => {
            if (isAt(engine)) progress(update);
          };
          return begin(engine, (named) => engine.inspect(named, own, report, { ...place, client: name }));
        }),
      ),
    explainRows(job, request, take, progress, place) {
      let taken = 0;
      return jobs.run(job, ({ begin, isAt }) =>
        requested(request, async (engine, own) => {
          const before = taken;
          const first = request.first + before;
          if (first > request.last) return;
          const total = request.last - request.first + 1;
          await begin(engine, (named) =>
            engine.explainRows(
              named,
              { ...own, first },
              (records, numbers) => {
                // What the next engine explains is not taken from the one before as well.
                if (!isAt(engine)) return;
                taken += numbers?.count ?? records.length;
                return take(records, numbers);
              },
              (update) => {
                const rows = update.rows && { done: before + update.rows.done, total };
                if (isAt(engine)) progress({ ...update, ...(rows && { rows }) });
              },
              { ...place, client: name },
            ),
          );
        }),
      );
    },
    cancel: async (job) => jobs.cancel(job),
    pause: async (job) => jobs.setPaused(job, true),
    resume: async (job) => jobs.setPaused(job, false),
    release: async (handle) => things.release(handle),
    async reset() {
      jobs.cancelAll();
      things.releaseAll();
    },
    close: async () => close(),
  };

  function close(): void {
    if (closed) return;
    closed = true;
    leave();
  }

  return { api, died: new Promise(() => {}), move: () => closed || leave(), close };
}
