import type { RawTable } from '../data/tables/csv.ts';
import type { Vocabulary } from '../data/text/vocabulary.ts';
import { OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import { createPoolCache, type PoolCache } from './backends/pool-cache.ts';
import { sharingRuntime } from './backends/runtime-file.ts';
import type { OpenedPool } from './backends/study-pools.ts';
import { explainSwitchingToGpu } from './backends/switch-to-gpu.ts';
import { reasons } from './jobs/compose-record.ts';
import { explain } from './jobs/explain.ts';
import { explainRows } from './jobs/explain-rows.ts';
import { createInFlight } from './jobs/in-flight.ts';
import { joinMessages } from './jobs/join-messages.ts';
import { createQueue, type Queue, type Turn } from './jobs/queue.ts';
import { createMethodPreparer, type MethodPreparer } from './jobs/structural.ts';
import { answersToAll } from './listing/answers.ts';
import { listingOf } from './listing/listing.ts';
import { rowsFile } from './listing/rows-file.ts';
import type { EngineApi, EngineOptions, EvaluatorApi, ExplainRequest, Progress, RowsRequest } from './protocol.ts';
import { nextUsable, typicalCells } from './studies/blanks.ts';
import { createHandles } from './studies/handles.ts';
import { openStudy } from './studies/open.ts';
import { openModelFile } from './studies/open-model.ts';
import { openTableFile } from './studies/open-table.ts';
import { readBytes } from './studies/read-bytes.ts';
import type { ModelFile, PictureFile, StudySources, StudyState, TabularStudy } from './studies/study.ts';
import { inNeededPrecision, instanceOf, openSubject, wrongInput } from './subjects/open.ts';
import type { Subject } from './subjects/subject.ts';
import { rowSubjects } from './subjects/tabular.ts';
import type { Connection } from './workers/connection.ts';
import { spawnEvaluator } from './workers/spawn.ts';
import { yieldToMessages } from './workers/yield-to-messages.ts';

export interface EngineParts extends EngineOptions {
  /** How evaluators are made; tests put faulty ones here. */
  readonly spawn?: () => Connection<EvaluatorApi>;
  /** Evaluators are closed when nobody has used them for this long. */
  readonly idleMilliseconds?: number;
}

/**
 * An engine: opens files, binds models to data, explains. It holds all its state itself, so that
 * several may live side by side.
 */
export function createEngine(options: EngineParts = {}): EngineApi {
  const spawn = sharingRuntime(options.spawn ?? spawnEvaluator);
  const opened = createOpened();
  const pools = createPoolCache({
    spawn,
    workers: options.workers,
    idle: options.idleMilliseconds,
    compareAfterwards: options.compareAfterwards,
  });
  let closed = false;
  const checkOpen = () => {
    if (closed) throw new OrielError('failure-closed');
  };
  const state = { opened, pools, checkOpen, queue: createQueue(), prepareMethod: createMethodPreparer() };
  const jobs = jobCalls(state);

  async function reset(): Promise<void> {
    jobs.clear();
    pools.clear();
    for (const handles of Object.values(opened)) handles.clear();
  }
  return {
    async alive() {},
    ...fileCalls(opened, checkOpen),
    ...studyCalls({ opened, pools, checkOpen }, spawn),
    ...listingCalls(state),
    ...jobs.calls,
    async release(handle) {
      for (const handles of Object.values(opened)) handles.delete(handle);
    },
    reset,
    async close() {
      await reset();
      closed = true;
    },
  };
}

/** What an engine has opened. */
const createOpened = () => ({
  models: createHandles<ModelFile>('model-'),
  tables: createHandles<RawTable>('table-'),
  pictures: createHandles<PictureFile>('picture-'),
  vocabularies: createHandles<Vocabulary>('vocabulary-'),
  studies: createHandles<StudyState>('study-'),
});
type Opened = ReturnType<typeof createOpened>;

interface EngineState {
  readonly opened: Opened;
  readonly pools: PoolCache;
  /** Throws `failure-closed` once the engine is closed. */
  readonly checkOpen: () => void;
}

type FileCalls = Pick<EngineApi, 'openModel' | 'openTable' | 'openPicture' | 'openVocabulary'>;

function fileCalls({ models, tables, pictures, vocabularies }: Opened, checkOpen: () => void): FileCalls {
  return {
    async openModel(file, beside = []) {
      checkOpen();
      const model = await openModelFile(file, beside);
      return { handle: models.put(model), facts: model.facts };
    },

    async openTable(file) {
      checkOpen();
      const raw = await openTableFile(file);
      return { handle: tables.put(raw), file: file.name, columns: raw.header, rows: raw.lines.length };
    },

    async openPicture(file) {
      checkOpen();
      // What only pictures or only texts need is large, and comes when there are any.
      const { decodePicture } = await import('../data/pictures/picture-decode.ts');
      const picture = await decodePicture(await readBytes(file), file.name);
      const { width, height } = picture;
      return { handle: pictures.put({ file: file.name, picture }), file: file.name, width, height };
    },

    async openVocabulary(file) {
      checkOpen();
      const { readVocabulary } = await import('../data/text/vocabulary.ts');
      const vocabulary = readVocabulary(await readBytes(file), file.name);
      return { handle: vocabularies.put(vocabulary), file: file.name };
    },
  };
}

type StudyCalls = Pick<
  EngineApi,
  'study' | 'row' | 'known' | 'nextUsable' | 'typical' | 'warmUp' | 'predict' | 'compare'
>;

function studyCalls({ opened, pools, checkOpen }: EngineState, spawn: () => Connection<EvaluatorApi>): StudyCalls {
  const { models, tables, pictures, vocabularies, studies } = opened;
  const probe: StudySources['probe'] = async (binding, { bytes, facts: { file } }) => {
    const connection = spawn();
    try {
      return (await connection.api.open({ file, bytes, binding, backend: 'wasm' })).outputs;
    } finally {
      connection.close();
    }
  };
  const sources: StudySources = { table: tables.get, vocabulary: vocabularies.get, probe };

  return {
    async study(choice) {
      checkOpen();
      const state = await openStudy(choice, models.get(choice.model), sources);
      const handle = studies.put(state);
      state.study = { ...state.study, handle };
      return state.study;
    },

    async row(handle, row) {
      const study = studies.get(handle);
      return study.kind === 'tabular' ? study.cells(row) : [];
    },

    async known(handle, row) {
      const study = studies.get(handle);
      return study.kind === 'tabular' ? study.known(row) : null;
    },

    async nextUsable(handle, row) {
      const study = studies.get(handle);
      return study.kind === 'tabular' ? nextUsable(study, row) : null;
    },

    async typical(handle) {
      const study = studies.get(handle);
      return study.kind === 'tabular' ? typicalCells(study) : [];
    },

    async warmUp(handle, backend = 'auto') {
      checkOpen();
      pools.warmUp(studies.get(handle), backend);
    },

    async predict(handle, input, backend = 'auto') {
      checkOpen();
      const study = studies.get(handle);
      const { outputs } = study.study;
      const answer = await pools.using(async () => {
        const instance = instanceOf(study, input, pictures.get);
        const { pool } = await pools.get(study, backend);
        return pool.answer(instance, outputs.length, new AbortController().signal);
      });
      return { outputs, values: Array.from(answer) };
    },

    async compare(handle, backend = 'auto') {
      checkOpen();
      const study = studies.get(handle);
      return pools.using(async () => {
        const opened = await pools.get(study, backend);
        const { pool, why } = (await opened.compare?.()) ?? opened;
        return { agrees: pool === opened.pool, ...reasons(why) };
      });
    },
  };
}

type JobCalls = Pick<EngineApi, 'explain' | 'explainRows' | 'cancel' | 'pause' | 'resume'>;

interface JobState extends EngineState {
  readonly queue: Queue;
  readonly prepareMethod: MethodPreparer;
}

function jobCalls(state: JobState): { readonly calls: JobCalls; clear(): void } {
  const { opened, pools, checkOpen, queue } = state;
  const inFlight = createInFlight(queue);
  const calls: JobCalls = {
    async explain(name, request, progress, place = {}) {
      checkOpen();
      const work = (turn: Turn, report: (update: Progress) => void) =>
        pools.using(async () => {
          const start = performance.now();
          const study = opened.studies.get(request.study);
          const subject = await openSubject(study, request, opened.pictures.get);
          return explainSubject(state, {
            study,
            request,
            subject,
            start,
            turn,
            progress: report,
            watched: place.watched === true,
          });
        });
      return inFlight.join({ name, request, place, progress }, work);
    },

    async explainRows(name, request, take, progress, place = {}) {
      checkOpen();
      const work = (turn: Turn) => explainRange(state, { request, turn, take, progress });
      await queue.add(name, { batch: true, ...place }, (turn) => pools.using(() => work(turn)));
    },

    async cancel(name) {
      if (!inFlight.cancel(name)) queue.cancel(name);
    },

    async pause(name) {
      if (!inFlight.setPaused(name, true)) queue.pause(name);
    },

    async resume(name) {
      if (!inFlight.setPaused(name, false)) queue.resume(name);
    },
  };
  return { calls, clear: queue.clear };
}

type ListingCalls = Pick<EngineApi, 'listing' | 'rows' | 'nextRow' | 'placeOf' | 'answerRows' | 'rowsFile'>;

function listingCalls(state: JobState): ListingCalls {
  const { opened, pools, checkOpen, queue } = state;
  const tabular = (handle: string): TabularStudy => {
    const study = opened.studies.get(handle);
    if (study.kind !== 'tabular') throw wrongInput(study);
    return study;
  };
  /** A job that gives way between its parts; `next` says whether it goes on. */
  const inParts = <T>(name: string, work: (turn: Turn, isOn: () => Promise<boolean>) => Promise<T | null>) =>
    queue.add(name, { batch: true }, async (turn) => {
      let on = true;
      turn.cancelled.then(() => {
        on = false;
      });
      const isOn = async () => {
        await yieldToMessages();
        await turn.rest();
        return on;
      };
      const done = await pools.using(() => work(turn, isOn));
      if (done === null || !on) throw new OrielError('failure-cancelled');
      return done;
    });

  return {
    async listing(handle) {
      return listingOf(tabular(handle)).facts();
    },

    async rows(handle, query, choice) {
      return listingOf(tabular(handle)).window(query, choice);
    },

    async nextRow(handle, query, row) {
      return listingOf(tabular(handle)).next(query, row);
    },

    async placeOf(handle, query, row) {
      const place = listingOf(tabular(handle)).order(query).indexOf(row);
      return place < 0 ? null : place;
    },

    async answerRows(name, handle, progress) {
      checkOpen();
      const study = tabular(handle);
      const listing = listingOf(study);
      if (listing.answers) return;
      const answers = await inParts(name, async (_, isOn) => {
        const { pool } = await pools.get(study, 'auto');
        const all = study.study.outputs.map((_, output) => output);
        const { signal } = new AbortController();
        const columns = study.study.columns.length;
        return answersToAll(study, (data, count) => pool.predict({ count, columns, data }, all, signal), {
          next(done) {
            progress({ done, total: study.study.rows });
            return isOn();
          },
        });
      });
      listing.setAnswers(answers);
    },

    async rowsFile(name, handle, choice, progress) {
      checkOpen();
      const study = tabular(handle);
      return inParts(name, (turn, isOn) =>
        rowsFile(choice, {
          study,
          listing: listingOf(study),
          async explain(range, take) {
            if (!choice.explain) return;
            await explainRange(state, { request: { ...choice.explain, ...range }, turn, take, progress: () => {} });
          },
          next(done, total) {
            progress({ done, total });
            return isOn();
          },
        }),
      );
    },
  };
}

interface SubjectJob {
  readonly study: StudyState;
  readonly request: ExplainRequest;
  readonly subject: Subject;
  readonly start: number;
  readonly turn: Turn;
  readonly progress: (update: Progress) => void;
  readonly watched: boolean;
}

/** Explains one subject, on the back end that is the faster one by then. */
async function explainSubject({ pools, prepareMethod }: JobState, job: SubjectJob): Promise<Explanation> {
  const { study, request, subject, turn, start, progress, watched } = job;
  const notesOfSubject = [...(subject.notes ?? [])];
  return explainSwitchingToGpu({
    opened: await poolFor(pools, study, request),
    subject,
    request,
    cancelled: turn.cancelled,
    explain: ({ pool, why, notes, structure }, cancelled) =>
      explain({
        start,
        progress,
        watched,
        study,
        request,
        subject,
        pool,
        structure,
        prepareMethod,
        backendWhy: why,
        cancelled,
        rest: turn.rest,
        takeNote: () => joinMessages('engine.notes', [...notesOfSubject.splice(0), ...notes.splice(0)]),
      }),
  });
}

interface RangeJob {
  readonly request: RowsRequest;
  readonly turn: Turn;
  readonly take: (records: readonly Explanation[]) => void | Promise<void>;
  readonly progress: (update: Progress) => void;
}

/** Explains a range of rows, and lets others go first between them. */
async function explainRange(state: JobState, { request, turn, take, progress }: RangeJob): Promise<void> {
  const opened = state.opened.studies.get(request.study);
  if (opened.kind !== 'tabular') throw wrongInput(opened);
  const study = inNeededPrecision(opened, request);
  const subjects = await rowSubjects(study, request);
  const pool = await poolFor(state.pools, study, request);
  await explainRows({
    study,
    request,
    subjects,
    // Many records are worth the wait.
    opened: (await pool.compare?.()) ?? pool,
    prepareMethod: state.prepareMethod,
    cancelled: turn.cancelled,
    async take(records) {
      await take(records);
      await turn.rest();
    },
    progress,
    async one(row, report) {
      const start = performance.now();
      const subject = await subjects.subject(study.row(row), row);
      const alone: ExplainRequest = { ...request, input: { kind: 'row', row } };
      return explainSubject(state, { study, request: alone, subject, start, turn, progress: report, watched: false });
    },
  });
}

/** The pool for a request. A GPU's runtime knows no raw scores. */
const poolFor = (
  pools: PoolCache,
  study: StudyState,
  { space, backend }: Pick<ExplainRequest, 'space' | 'backend'>,
): Promise<OpenedPool> => pools.get(study, space === 'raw' ? 'wasm' : (backend ?? 'auto'));
