import type { Message } from '../../catalogue/message.ts';
import type { Structure } from '../../structures/structure.ts';
import type { GpuTurns } from '../pool/gpu-turns.ts';
import { createPool, type Pool } from '../pool/pool.ts';
import type { SpawnEvaluator } from '../pool/replacement.ts';
import type { StudyState } from '../studies/study.ts';
import type { Subject } from '../subjects/subject.ts';
import type { BackendChoice } from './choose-backend.ts';

/**
 * Each evaluator holds the weights and some scratch memory of its own: all of them together may
 * take about this much.
 */
const MEMORY_BYTES = 2 ** 30;
export const MOST_WORKERS = 8;

export interface OpenedPool {
  readonly pool: Pool;
  /**
   * The model's structure as its file shows it, if it was found to answer as the runtime does;
   * null otherwise.
   */
  readonly structure: Structure | null;
  /** Why this back end. */
  readonly why: Message;
  /** What the person should know about the pool; whoever passes a note on removes it. */
  readonly notes: Message[];
  /**
   * Where a GPU is in question: tries it, once, and resolves to the pool that answers from then on,
   * this one or the GPU's.
   */
  readonly settle?: (subject: Subject) => Promise<OpenedPool>;
  /**
   * Where our own reading answers and was not compared with the runtime yet: compares them, once,
   * and resolves to the pool that answers from then on, this one or the runtime's.
   */
  readonly compare?: () => Promise<OpenedPool>;
  /** Where that is going on already: what it resolves to. */
  readonly comparing?: Promise<OpenedPool>;
}

export interface StudyPoolsOptions {
  readonly study: StudyState;
  /** Evaluators on the CPU. Default: as many as cores and memory allow. */
  readonly workers: number | undefined;
  readonly spawn: SpawnEvaluator;
  readonly gpu: GpuTurns;
}

/** The pools of one study's model, on one back end or several. */
export interface StudyPools {
  /** Begins to open the model on a back end. */
  open(choice: BackendChoice, workers?: number): OpenedPool;
  closeAllBut(kept: Pool): void;
  /** Closes all pools, also those opened from now on. */
  close(): void;
}

export function createStudyPools({ study, workers, spawn, gpu }: StudyPoolsOptions): StudyPools {
  const model = { file: study.facts.file, bytes: study.bytes, binding: study.binding };
  const pools: Pool[] = [];
  let closed = false;
  return {
    open({ backend, why }, count = workers ?? workersFor(study.bytes.length)) {
      const notes: Message[] = [];
      const pool = createPool({ model, backend, workers: count, spawn, gpu, note: (text) => notes.push(text) });
      pools.push(pool);
      if (closed) pool.close();
      return { pool, structure: null, why, notes };
    },
    closeAllBut(kept) {
      for (const pool of pools) if (pool !== kept) pool.close();
    },
    close() {
      closed = true;
      for (const pool of pools) pool.close();
    },
  };
}

function workersFor(bytes: number): number {
  const cores = import.meta.env.SSR
    ? process.getBuiltinModule('node:os').availableParallelism()
    : navigator.hardwareConcurrency;
  return Math.max(1, Math.min(cores, MOST_WORKERS, Math.floor(MEMORY_BYTES / (4 * bytes))));
}
