import { type RawTable, parseCsv } from '../data/csv.ts';
import { decodePicture } from '../data/picture-decode.ts';
import { tableFrom } from '../data/recognise.ts';
import { OrielError } from '../errors.ts';
import type { BackendName } from '../models/model.ts';
import { readOnnx } from '../models/onnx/read.ts';
import type { Explanation } from '../records/record.ts';
import { engineWords } from '../words/en.ts';
import { type BackendChoice, chooseBackend, disagreement } from './backend.ts';
import { explain } from './job.ts';
import { type Pool, createPool } from './pool.ts';
import type { EngineApi, EngineOptions, EvaluatorApi } from './protocol.ts';
import { type ShelvedModel, createShelf, readBytes } from './shelf.ts';
import { spawnEvaluator } from './spawn.ts';
import { type ShelvedPicture, type StudyState, openStudy } from './study.ts';
import { instanceOf, subjectOf } from './subject.ts';
import type { Connection } from './wire.ts';

export interface EngineParts extends EngineOptions {
  /** How evaluators are made; tests put faulty ones here. */
  readonly spawn?: () => Connection<EvaluatorApi>;
}

/** Pools kept warm: the model on show and the one before it. */
const WARM_POOLS = 2;
/** Sessions hold the weights and scratch memory of their own: all of them together may take about this much. */
const MEMORY_BYTES = 2 ** 30;
const MOST_WORKERS = 8;
/** Rows on which a GPU must agree with the CPU. */
const TRIAL_ROWS = 8;

interface WarmPool {
  readonly key: string;
  readonly pool: Pool;
  readonly why: string;
  notes: string[];
}

/** An engine: opens files, binds models to data, explains. Holds all its state itself; several may live side by side. */
export function createEngine(options: EngineParts = {}): EngineApi {
  const models = createShelf<ShelvedModel>('model-');
  const tables = createShelf<RawTable>('table-');
  const pictures = createShelf<ShelvedPicture>('picture-');
  const studies = createShelf<StudyState>('study-');
  const jobs = new Map<string, () => void>();
  let warm: Promise<WarmPool>[] = [];
  let keys: string[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  const checkOpen = () => {
    if (closed) throw new OrielError('failure-closed');
  };

  /** The pool of a model on a back end, warm if it was used lately. */
  function poolOf(study: StudyState, wanted: 'auto' | BackendName, trial: Float32Array): Promise<WarmPool> {
    const key = JSON.stringify([study.facts.sha256, study.binding, wanted]);
    const at = keys.indexOf(key);
    const found = at >= 0 ? warm[at] : openPool(key, study, wanted, trial);
    if (at >= 0) {
      warm.splice(at, 1);
      keys.splice(at, 1);
    }
    warm.unshift(found);
    keys.unshift(key);
    for (const old of warm.splice(WARM_POOLS)) closePool(old);
    keys = keys.slice(0, WARM_POOLS);
    found.catch(() => {
      const failed = warm.indexOf(found);
      if (failed < 0) return;
      warm.splice(failed, 1);
      keys.splice(failed, 1);
    });
    return found;
  }

  async function openPool(key: string, study: StudyState, wanted: 'auto' | BackendName, trial: Float32Array): Promise<WarmPool> {
    const chosen = await chooseBackend(study.facts, wanted);
    if (chosen.backend === 'wasm') return warmPool(key, study, chosen);
    const gpu = warmPool(key, study, chosen);
    if (wanted !== 'auto') return gpu;
    const cpu = warmPool(key, study, { backend: 'wasm', why: chosen.why });
    const refused = await compare(gpu.pool, cpu.pool, study, trial);
    (refused === null ? cpu : gpu).pool.close();
    return refused === null ? gpu : { ...cpu, why: refused };
  }

  function warmPool(key: string, study: StudyState, { backend, why }: BackendChoice): WarmPool {
    const notes: string[] = [];
    const pool = createPool({
      model: { file: study.facts.file, bytes: study.bytes, binding: study.binding },
      backend,
      workers: workersFor(study.bytes.length),
      spawn: options.spawn ?? spawnEvaluator,
      note: (text) => notes.push(text),
    });
    return { key, pool, why, notes };
  }

  function workersFor(bytes: number): number {
    if (options.workers !== undefined) return options.workers;
    const cores = import.meta.env.SSR ? process.getBuiltinModule('node:os').availableParallelism() : navigator.hardwareConcurrency;
    return Math.max(1, Math.min(cores, MOST_WORKERS, Math.floor(MEMORY_BYTES / (4 * bytes))));
  }

  async function predict(study: StudyState, instance: Float32Array, wanted: 'auto' | BackendName): Promise<Float64Array> {
    const { pool } = await poolOf(study, wanted, instance);
    const all = study.study.outputs.map((_, index) => index);
    return pool.predict(instance, 1, all, new AbortController().signal);
  }

  const engine: EngineApi = {
    async openModel(file) {
      checkOpen();
      const model = await readOnnx(await readBytes(file), file.name);
      return { handle: models.put(model), facts: model.facts };
    },

    async openTable(file) {
      checkOpen();
      const raw = parseCsv(await readBytes(file), file.name);
      const { table, notices } = tableFrom(raw, null);
      return { handle: tables.put(raw), file: file.name, columns: table.columns, rows: table.rows.count, notices };
    },

    async openPicture(file) {
      checkOpen();
      const picture = await decodePicture(await readBytes(file), file.name);
      return { handle: pictures.put({ file: file.name, picture }), file: file.name, width: picture.width, height: picture.height };
    },

    async study(choice) {
      checkOpen();
      const state = await openStudy(choice, models.get(choice.model), tables.get, (binding, bytes, file) => probe(binding, bytes, file));
      const handle = studies.put(state);
      state.study = { ...state.study, handle };
      return state.study;
    },

    async row(handle, row) {
      const study = studies.get(handle);
      return study.kind === 'tabular' ? study.decode(study.row(row)) : [];
    },

    async known(handle, row) {
      const study = studies.get(handle);
      return study.kind === 'tabular' ? study.known(row) : null;
    },

    async predict(handle, input, backend = 'auto') {
      checkOpen();
      const study = studies.get(handle);
      const answer = await predict(study, instanceOf(study, input, pictures.get), backend);
      return { outputs: study.study.outputs, values: Array.from(answer) };
    },

    explain(name, request, progress) {
      checkOpen();
      let cancel = () => {};
      const cancelled = new Promise<'cancelled'>((resolve) => {
        cancel = () => resolve('cancelled');
      });
      let dropped = false;
      jobs.set(name, () => {
        dropped = true;
        cancel();
      });
      const work = async (): Promise<Explanation> => {
        if (dropped) throw new OrielError('failure-cancelled');
        const study = studies.get(request.study);
        const subject = await subjectOf(study, request, pictures.get);
        const { pool, why, notes } = await poolOf(study, request.backend ?? 'auto', subject.instance);
        const takeNote = () => (notes.length > 0 ? notes.splice(0).join(' ') : null);
        return explain({ study, request, subject, pool, backendWhy: why, cancelled, takeNote, progress });
      };
      const mine = turn.then(work, work).finally(() => jobs.delete(name));
      turn = mine.catch(() => {});
      return mine;
    },

    async cancel(name) {
      jobs.get(name)?.();
    },

    async release(handle) {
      for (const shelf of [models, tables, pictures, studies]) shelf.delete(handle);
    },

    async reset() {
      for (const cancel of jobs.values()) cancel();
      for (const pool of warm.splice(0)) closePool(pool);
      keys = [];
      for (const shelf of [models, tables, pictures, studies]) shelf.clear();
    },

    async close() {
      await engine.reset();
      closed = true;
    },
  };
  return engine;

  /** K of a model whose file does not say it: opens the model once. */
  async function probe(binding: StudyState['binding'], bytes: Uint8Array, file: string): Promise<number> {
    const connection = (options.spawn ?? spawnEvaluator)();
    try {
      return (await connection.api.open({ file, bytes, binding, backend: 'wasm' })).outputs;
    } finally {
      connection.close();
    }
  }
}

const closePool = (pool: Promise<WarmPool>) =>
  void pool.then(
    (opened) => opened.pool.close(),
    () => {},
  );

/** Asks both the same rows; null where they agree, else why the GPU is not used. */
async function compare(gpu: Pool, cpu: Pool, study: StudyState, instance: Float32Array): Promise<string | null> {
  const rows = study.kind === 'tabular' ? study.trialRows(instance, TRIAL_ROWS) : instance;
  const count = rows.length / instance.length;
  const all = study.study.outputs.map((_, index) => index);
  const { signal } = new AbortController();
  const right = await cpu.predict(rows, count, all, signal);
  try {
    return disagreement(await gpu.predict(rows, count, all, signal), right);
  } catch (error) {
    return engineWords.backendFailed(error instanceof Error ? error.message : String(error));
  }
}
