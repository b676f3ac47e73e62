import type { BackendWish } from '../../models/model.ts';
import { nativePredictor } from '../../models/native.ts';
import type { Structure } from '../../structures/structure.ts';
import { engineWords } from '../../words/en.ts';
import type { GpuTurns } from '../pool/gpu-turns.ts';
import { createPool, type Pool } from '../pool/pool.ts';
import type { EvaluatorApi } from '../protocol.ts';
import type { StudyState, TabularStudy } from '../studies/study.ts';
import type { Subject } from '../subjects/subject.ts';
import type { Connection } from '../workers/connection.ts';
import { type BackendChoice, chooseBackend, disagreement } from './choose-backend.ts';
import { whyNotGpu } from './gpu-trial.ts';

/**
 * Sessions hold the weights and scratch memory of their own: all of them together may take about
 * this much.
 */
const MEMORY_BYTES = 2 ** 30;
export const MOST_WORKERS = 8;
/** Rows on which our own reading of a model must agree with the runtime. */
const NATIVE_ROWS = 64;

export interface OpenedPool {
  readonly pool: Pool;
  /**
   * The model's structure as its file shows it, once it has answered some rows as the runtime does;
   * else null.
   */
  readonly structure: Structure | null;
  /** Why this back end. */
  readonly why: string;
  /** What a person should know of it; emptied by who tells them. */
  readonly notes: string[];
  /**
   * Where a GPU is in question: tries it, once, and resolves to the pool that answers from then on,
   * this one or the GPU's.
   */
  readonly settle?: (subject: Subject) => Promise<OpenedPool>;
}

/** A model that is being opened on the back ends that come into question. */
export interface OpeningPool {
  /**
   * The one that answers now: the CPU's, as long as a GPU is not known to be faster. Throws what
   * opening threw.
   */
  now(): Promise<OpenedPool>;
  /** Nobody asks just now: closes what no one will ask again. */
  rest(): void;
  close(): void;
}

export interface OpenPoolOptions {
  readonly study: StudyState;
  readonly wanted: BackendWish;
  /** Evaluators on the CPU; as many as cores and memory allow where it is not said. */
  readonly workers: number | undefined;
  readonly spawn: () => Connection<EvaluatorApi>;
  readonly gpu: GpuTurns;
  /** Why a GPU was not used when the model was open before; it is not tried again. */
  readonly refusal: string | undefined;
  /** Told why a GPU will not be used another time either. */
  readonly refused: (why: string) => void;
}

/** Begins to open a study's model in evaluators. */
export function openPool({
  study,
  wanted,
  workers,
  spawn,
  gpu: turns,
  refusal,
  refused,
}: OpenPoolOptions): OpeningPool {
  const model = { file: study.facts.file, bytes: study.bytes, binding: study.binding };
  const started: Pool[] = [];
  /** The one that was settled on. */
  let current: OpenedPool | null = null;
  let closed = false;

  function start({ backend, why }: BackendChoice, count = workers ?? workersFor(study.bytes.length)): OpenedPool {
    const notes: string[] = [];
    const pool = createPool({ model, backend, workers: count, spawn, gpu: turns, note: (text) => notes.push(text) });
    started.push(pool);
    if (closed) pool.close();
    return { pool, structure: null, why, notes };
  }

  async function begin(): Promise<OpenedPool> {
    const chosen = await chooseBackend(study.facts, wanted);
    if (study.kind === 'tabular' && study.structure) return openRead(study, study.structure, chosen);
    if (chosen.backend === 'wasm' || wanted === 'webgpu') return start(chosen);
    if (refusal !== undefined) return start({ backend: 'wasm', why: refusal });
    const cpu = start({ backend: 'wasm', why: engineWords.backendMeanwhile });
    // Cores are the CPU's until it can answer.
    const gpu = cpu.pool.ready().then(() => start({ ...chosen, backend: 'webgpu' }));
    gpu.catch(() => {}); // met by who asks the CPU
    let settled: Promise<OpenedPool> | null = null;
    const settle = async (subject: Subject): Promise<OpenedPool> => {
      const tried = await gpu;
      const not = await whyNotGpu(tried.pool, cpu.pool, study, subject, chosen.backend === 'mixed');
      if (not === null && chosen.backend === 'webgpu') return tried;
      tried.pool.close();
      if (not?.lasting) refused(not.why);
      return not === null ? start(chosen) : { ...cpu, why: not.why };
    };
    return {
      ...cpu,
      settle(subject) {
        settled ??= settle(subject).then((opened) => {
          current = opened;
          return opened;
        });
        return settled;
      },
    };
  }

  /** A model whose structure is read. It is opened while it is compared with the runtime. */
  async function openRead(study: TabularStudy, structure: Structure, chosen: BackendChoice): Promise<OpenedPool> {
    // Our own reading knows raw scores and answers in float64. It is always taken where it agrees:
    // a choice by measured time would give one request different bits. It is the faster one, too:
    // several times for single rows, twice for large batches of trees.
    const onGpu = wanted === 'webgpu' && chosen.backend === 'webgpu' && study.facts.format === 'onnx';
    // No runtime reads what boosters write: there is nothing to choose, and nothing to compare
    // with.
    const own =
      study.facts.format === 'onnx' ? engineWords.backendNative[structure.kind] : engineWords.backendOwnFormat;
    const opened = { ...start(onGpu ? chosen : { backend: 'native', why: own }), structure };
    const refused = study.facts.format === 'onnx' ? await compareNative(study, structure) : null;
    if (refused === null) return opened;
    opened.pool.close();
    const instead = start({ ...chosen, backend: 'wasm' });
    instead.notes.push(refused);
    return instead;
  }

  /** Whether a structure answers as the runtime does: null if so, else what to tell the person. */
  async function compareNative(study: TabularStudy, structure: Structure): Promise<string | null> {
    const rows = study.someRows(NATIVE_ROWS);
    if (rows.count === 0) return null;
    const all = study.study.outputs.map((_, index) => index);
    const { pool } = start({ backend: 'wasm', why: '' }, 1);
    try {
      const right = pool.predict(rows.data, rows.count, all, new AbortController().signal);
      const own = nativePredictor(structure).predict(rows.data, rows.count);
      const difference = disagreement(own, await right);
      return difference === null ? null : engineWords.structureDisagrees(difference);
    } finally {
      pool.close();
    }
  }

  const begun = begin();
  begun.catch(() => {}); // met by who asks
  return {
    now: async () => current ?? (await begun),
    rest() {
      for (const pool of started) if (current && pool !== current.pool) pool.close();
    },
    close() {
      closed = true;
      for (const pool of started) pool.close();
    },
  };
}

function workersFor(bytes: number): number {
  const cores = import.meta.env.SSR
    ? process.getBuiltinModule('node:os').availableParallelism()
    : navigator.hardwareConcurrency;
  return Math.max(1, Math.min(cores, MOST_WORKERS, Math.floor(MEMORY_BYTES / (4 * bytes))));
}
