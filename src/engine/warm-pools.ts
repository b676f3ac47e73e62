import type { Structure } from '../games/structure.ts';
import type { BackendWish } from '../models/model.ts';
import { nativePredictor } from '../models/native.ts';
import { engineWords } from '../words/en.ts';
import { type BackendChoice, chooseBackend, disagreement } from './backend.ts';
import { createPool, type Pool } from './pool.ts';
import type { EvaluatorApi } from './protocol.ts';
import type { StudyState, TabularStudy } from './study.ts';
import { whyNotGpu } from './trial.ts';
import type { Connection } from './wire.ts';

/** Pools kept warm: the model on show and the one before it. */
const WARM_POOLS = 2;
/** Sessions nobody used for this long are closed: WASM memory is only given back by ending its worker. */
const IDLE_MILLISECONDS = 60_000;
/** Sessions hold the weights and scratch memory of their own: all of them together may take about this much. */
const MEMORY_BYTES = 2 ** 30;
const MOST_WORKERS = 8;
/** Rows on which our own reading of a model must agree with the runtime. */
const NATIVE_ROWS = 64;

export interface WarmPool {
  readonly pool: Pool;
  /** The model's structure as its file shows it, once it has answered some rows as the runtime does; else null. */
  readonly structure: Structure | null;
  /** Why this back end. */
  readonly why: string;
  /** What a person should know of it; emptied by who tells them. */
  readonly notes: string[];
}

export interface WarmPools {
  /** The pool of a model on a back end, warm if it was used lately. `trial` is an instance to try a GPU on. */
  get(study: StudyState, wanted: BackendWish, trial: Float32Array): Promise<WarmPool>;
  /** While work goes on no pool is idle; a while after the last of it all are closed. */
  using<T>(work: () => Promise<T>): Promise<T>;
  clear(): void;
}

/** The pools of the models used last, the latest first. */
export function createWarmPools(spawn: () => Connection<EvaluatorApi>, workers: number | undefined, idle = IDLE_MILLISECONDS): WarmPools {
  let users = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let warm: { readonly key: string; readonly pool: Promise<WarmPool> }[] = [];

  function clear(): void {
    clearTimeout(timer);
    for (const { pool } of warm) close(pool);
    warm = [];
  }

  async function open(study: StudyState, wanted: BackendWish, trial: Float32Array): Promise<WarmPool> {
    const chosen = await chooseBackend(study.facts, wanted);
    const structure = study.kind === 'tabular' ? study.structure : null;
    if (structure && study.kind === 'tabular') {
      // No runtime reads what boosters write: there is nothing to choose, and nothing to compare with.
      if (study.facts.format !== 'onnx') return { ...native(study, structure), why: engineWords.backendOwnFormat };
      const refused = await compareNative(study, structure);
      // Our own reading knows raw scores and answers in float64. It is always taken where it agrees: a choice by measured time would
      // give one request different bits. It is the faster one, too: several times for single rows, twice for large batches of trees.
      const asked = wanted === 'webgpu' && chosen.backend === 'webgpu';
      if (refused === null) return asked ? { ...start(study, chosen), structure } : native(study, structure);
      const { notes, ...opened } = start(study, { ...chosen, backend: 'wasm' });
      notes.push(refused);
      return { ...opened, notes };
    }
    if (chosen.backend === 'wasm' || wanted === 'webgpu') return start(study, chosen);
    const gpu = start(study, { ...chosen, backend: 'webgpu' });
    const cpu = start(study, { ...chosen, backend: 'wasm' });
    const refused = await whyNotGpu(gpu.pool, cpu.pool, study, trial, chosen.backend === 'mixed');
    if (refused !== null) {
      gpu.pool.close();
      return { ...cpu, why: refused };
    }
    cpu.pool.close();
    if (chosen.backend !== 'mixed') return gpu;
    gpu.pool.close();
    return start(study, chosen);
  }

  function start(study: StudyState, { backend, why }: BackendChoice): WarmPool {
    const notes: string[] = [];
    const pool = createPool({
      model: { file: study.facts.file, bytes: study.bytes, binding: study.binding },
      backend,
      workers: workers ?? workersFor(study.bytes.length),
      spawn,
      note: (text) => notes.push(text),
    });
    return { pool, structure: null, why, notes };
  }

  const native = (study: StudyState, structure: Structure): WarmPool => ({
    ...start(study, { backend: 'native', why: engineWords.backendNative[structure.kind] }),
    structure,
  });

  /** Whether a structure answers as the runtime does: null if so, else what to tell the person. */
  async function compareNative(study: TabularStudy, structure: Structure): Promise<string | null> {
    const rows = study.someRows(NATIVE_ROWS);
    if (rows.count === 0) return null;
    const all = study.study.outputs.map((_, index) => index);
    const own = nativePredictor(structure).predict(rows.data, rows.count);
    const model = { file: study.facts.file, bytes: study.bytes, binding: study.binding };
    const pool = createPool({ model, backend: 'wasm', workers: 1, spawn, note: () => {} });
    try {
      const difference = disagreement(own, await pool.predict(rows.data, rows.count, all, new AbortController().signal));
      return difference === null ? null : engineWords.structureDisagrees(difference);
    } finally {
      pool.close();
    }
  }

  return {
    get(study, wanted, trial) {
      // A model whose structure is read is answered on the CPU unless a GPU is asked for: whichever is said, it is one pool.
      const cpu = study.kind === 'tabular' && study.structure !== null && wanted !== 'webgpu';
      const key = JSON.stringify([study.facts.sha256, study.binding, cpu ? 'wasm' : wanted]);
      const found = warm.find((entry) => entry.key === key) ?? { key, pool: open(study, wanted, trial) };
      const rest = warm.filter((entry) => entry !== found);
      warm = [found, ...rest.slice(0, WARM_POOLS - 1)];
      for (const { pool } of rest.slice(WARM_POOLS - 1)) close(pool);
      found.pool.catch(() => {
        warm = warm.filter((entry) => entry !== found);
      });
      return found.pool;
    },
    async using(work) {
      clearTimeout(timer);
      users++;
      try {
        return await work();
      } finally {
        if (--users === 0) timer = setTimeout(clear, idle);
      }
    },
    clear,
  };
}

function workersFor(bytes: number): number {
  const cores = import.meta.env.SSR ? process.getBuiltinModule('node:os').availableParallelism() : navigator.hardwareConcurrency;
  return Math.max(1, Math.min(cores, MOST_WORKERS, Math.floor(MEMORY_BYTES / (4 * bytes))));
}

const close = (pool: Promise<WarmPool>) =>
  void pool.then(
    (opened) => opened.pool.close(),
    () => {},
  );
