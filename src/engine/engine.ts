import { decodePicture } from '../data/pictures/picture-decode.ts';
import { parseCsv, type RawTable } from '../data/tables/csv.ts';
import { readVocabulary, type Vocabulary } from '../data/text/vocabulary.ts';
import { OrielError } from '../errors.ts';
import type { BackendWish } from '../models/model.ts';
import type { Explanation } from '../records/record.ts';
import { engineWords } from '../words/en.ts';
import type { OpenedPool } from './backends/open-pool.ts';
import { createWarmPools } from './backends/pool-cache.ts';
import { onTheFaster } from './backends/switch-to-gpu.ts';
import { explain } from './jobs/explain.ts';
import { explainRows } from './jobs/explain-rows.ts';
import { createInFlight } from './jobs/in-flight.ts';
import { createQueue, type Turn } from './jobs/queue.ts';
import { createPreparer } from './jobs/structural.ts';
import type { EngineApi, EngineOptions, EvaluatorApi, ExplainRequest, Progress } from './protocol.ts';
import { createShelf, readBytes, type ShelvedModel } from './studies/handles.ts';
import { openModelFile } from './studies/open-model.ts';
import { openStudy, type ShelvedPicture, type StudyState } from './studies/study.ts';
import { instanceOf, type Subject, subjectOf, tabularGround } from './subjects/subject.ts';
import type { Connection } from './workers/connection.ts';
import { spawnEvaluator } from './workers/spawn.ts';

export interface EngineParts extends EngineOptions {
  /** How evaluators are made; tests put faulty ones here. */
  readonly spawn?: () => Connection<EvaluatorApi>;
  /** Sessions are closed when nobody used them for this long. */
  readonly idleMilliseconds?: number;
}

/**
 * An engine: opens files, binds models to data, explains. Holds all its state itself; several may
 * live side by side.
 */
export function createEngine(options: EngineParts = {}): EngineApi {
  const models = createShelf<ShelvedModel>('model-');
  const tables = createShelf<RawTable>('table-');
  const pictures = createShelf<ShelvedPicture>('picture-');
  const vocabularies = createShelf<Vocabulary>('vocabulary-');
  const studies = createShelf<StudyState>('study-');
  const queue = createQueue();
  const inFlight = createInFlight(queue);
  const spawn = options.spawn ?? spawnEvaluator;
  const pools = createWarmPools(spawn, options.workers, options.idleMilliseconds);
  const prepare = createPreparer();
  let closed = false;

  const checkOpen = () => {
    if (closed) throw new OrielError('failure-closed');
  };

  async function predict(study: StudyState, instance: Float32Array, wanted: BackendWish): Promise<Float64Array> {
    const { pool } = await pools.get(study, wanted);
    return pool.answer(instance, study.study.outputs.length, new AbortController().signal);
  }

  /** A GPU's runtime knows no raw scores. */
  const poolFor = (study: StudyState, { space, backend }: Pick<ExplainRequest, 'space' | 'backend'>) =>
    pools.get(study, space === 'raw' ? 'wasm' : (backend ?? 'auto'));

  async function explainOne(
    study: StudyState,
    request: ExplainRequest,
    subject: Subject,
    start: number,
    { cancelled, rest }: Turn,
    progress: (news: Progress) => void,
  ): Promise<Explanation> {
    const told = [...(subject.notes ?? [])];
    const on = ({ pool, why, notes, structure }: OpenedPool, stopped: Promise<'cancelled'>) => {
      const takeNote = () => [...told.splice(0), ...notes.splice(0)].join(' ') || null;
      return explain({
        study,
        request,
        subject,
        pool,
        structure,
        prepare,
        backendWhy: why,
        start,
        cancelled: stopped,
        rest,
        takeNote,
        progress,
      });
    };
    return onTheFaster(await poolFor(study, request), subject, request, cancelled, on);
  }

  const engine: EngineApi = {
    async openModel(file, beside = []) {
      checkOpen();
      const model = await openModelFile(file, beside);
      return { handle: models.put(model), facts: model.facts };
    },

    async openTable(file) {
      checkOpen();
      const raw = parseCsv(await readBytes(file), file.name);
      return { handle: tables.put(raw), file: file.name, columns: raw.header, rows: raw.lines.length };
    },

    async openPicture(file) {
      checkOpen();
      const picture = await decodePicture(await readBytes(file), file.name);
      return {
        handle: pictures.put({ file: file.name, picture }),
        file: file.name,
        width: picture.width,
        height: picture.height,
      };
    },

    async openVocabulary(file) {
      checkOpen();
      return { handle: vocabularies.put(readVocabulary(await readBytes(file), file.name)), file: file.name };
    },

    async study(choice) {
      checkOpen();
      const state = await openStudy(
        choice,
        models.get(choice.model),
        tables.get,
        vocabularies.get,
        (binding, bytes, file) => probe(binding, bytes, file),
      );
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

    async warmUp(handle, backend = 'auto') {
      checkOpen();
      pools.warmUp(studies.get(handle), backend);
    },

    async predict(handle, input, backend = 'auto') {
      checkOpen();
      const study = studies.get(handle);
      const answer = await pools.using(() => predict(study, instanceOf(study, input, pictures.get), backend));
      return { outputs: study.study.outputs, values: Array.from(answer) };
    },

    async explain(name, request, progress, place = {}) {
      checkOpen();
      const work = (turn: Turn, tell: (news: Progress) => void) =>
        pools.using(async () => {
          const start = performance.now();
          const study = studies.get(request.study);
          return explainOne(study, request, await subjectOf(study, request, pictures.get), start, turn, tell);
        });
      return inFlight.explain(name, request, place, work, progress);
    },

    async explainRows(name, request, take, progress, place = {}) {
      checkOpen();
      const work = async (turn: Turn) => {
        const study = studies.get(request.study);
        if (study.kind !== 'tabular')
          throw new OrielError('request-invalid', {
            text: engineWords.wrongInput(study.kind === 'text' ? 'text' : 'pictures'),
          });
        const ground = await tabularGround(study, request);
        const opened = await poolFor(study, request);
        const one = async (row: number, tell: (news: Progress) => void) => {
          const start = performance.now();
          const subject = await ground.subject(study.row(row), row);
          return explainOne(study, { ...request, input: { kind: 'row', row } }, subject, start, turn, tell);
        };
        const taken = async (records: readonly Explanation[]) => {
          await take(records);
          await turn.rest();
        };
        await explainRows({
          study,
          request,
          ground,
          opened,
          prepare,
          cancelled: turn.cancelled,
          take: taken,
          progress,
          one,
        });
      };
      await queue.add(name, { batch: true, ...place }, (turn) => pools.using(() => work(turn)));
    },

    async cancel(name) {
      if (!inFlight.cancel(name)) queue.cancel(name);
    },

    async pause(name) {
      if (!inFlight.pause(name, true)) queue.pause(name);
    },

    async resume(name) {
      if (!inFlight.pause(name, false)) queue.resume(name);
    },

    async release(handle) {
      for (const shelf of [models, tables, pictures, vocabularies, studies]) shelf.delete(handle);
    },

    async reset() {
      queue.clear();
      pools.clear();
      for (const shelf of [models, tables, pictures, vocabularies, studies]) shelf.clear();
    },

    async close() {
      await engine.reset();
      closed = true;
    },
  };
  return engine;

  /** K of a model whose file does not say it: opens the model once. */
  async function probe(binding: StudyState['binding'], bytes: Uint8Array, file: string): Promise<number> {
    const connection = spawn();
    try {
      return (await connection.api.open({ file, bytes, binding, backend: 'wasm' })).outputs;
    } finally {
      connection.close();
    }
  }
}
