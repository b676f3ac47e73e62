import type { Message } from '../../catalogue/message.ts';
import type { BackendWish } from '../../models/model.ts';
import { createGpuTurns } from '../pool/gpu-turns.ts';
import type { SpawnEvaluator } from '../pool/replacement.ts';
import type { StudyState } from '../studies/study.ts';
import { chooseBackend } from './choose-backend.ts';
import { type OpeningPool, openPool } from './open-pool.ts';
import type { OpenedPool } from './study-pools.ts';

/** Pools kept open that nobody uses: that of the model on show and of the one before it. */
const MOST_POOLS = 2;
/**
 * Pools that nobody has used for this long are closed: WASM memory is only given back when its
 * worker ends.
 */
export const IDLE_MILLISECONDS = 60_000;

export interface PoolCacheOptions {
  readonly spawn: SpawnEvaluator;
  readonly workers: number | undefined;
  /** Milliseconds after which pools that nobody uses are closed. */
  readonly idle?: number;
  readonly compareAfterwards?: boolean;
}

export interface PoolCache {
  /** Opens a model on a back end before anything is asked of it. */
  warmUp(study: StudyState, wanted: BackendWish): void;
  /**
   * The pool of a model on a back end, still open if it was used lately. `hurried`: see
   * `OpeningPool.now`.
   */
  get(study: StudyState, wanted: BackendWish, hurried?: boolean): Promise<OpenedPool>;
  /** Keeps all pools open while work goes on; some time after the last work, all are closed. */
  using<T>(work: () => Promise<T>): Promise<T>;
  clear(): void;
}

/** Keeps the pools of the models used last. */
export function createPoolCache({
  spawn,
  workers,
  idle = IDLE_MILLISECONDS,
  compareAfterwards = false,
}: PoolCacheOptions): PoolCache {
  const gpu = createGpuTurns();
  let users = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Why the GPU was refused, by the keys of the models; kept when their pools are closed. */
  const refusals = new Map<string, Message>();
  /** The latest first. */
  let kept: readonly { readonly key: string; readonly opening: OpeningPool }[] = [];

  function closeAll(): void {
    clearTimeout(timer);
    for (const { opening } of kept) opening.close();
    kept = [];
  }

  function closeSurplus(): void {
    for (const { opening } of kept.slice(MOST_POOLS)) opening.close();
    kept = kept.slice(0, MOST_POOLS);
  }

  function rest(): void {
    clearTimeout(timer);
    if (users > 0 || kept.length === 0) return;
    closeSurplus();
    for (const { opening } of kept) opening.rest();
    timer = setTimeout(closeAll, idle);
  }

  function begin(key: string, study: StudyState, wanted: BackendWish): OpeningPool {
    const refused = (why: Message) => void refusals.set(key, why);
    const refusal = refusals.get(key);
    return openPool({ study, wanted, workers, spawn, gpu, refusal, refused, compareAfterwards });
  }

  function open(study: StudyState, wanted: BackendWish): OpeningPool {
    // Under Node, and where its structure is read, a model is answered on the CPU unless a GPU is
    // asked for: all other wishes lead to the same pool.
    const read = study.kind === 'tabular' && study.structure !== null;
    const cpu = (import.meta.env.SSR || read) && wanted !== 'webgpu';
    const key = JSON.stringify([study.facts.sha256, study.binding, cpu ? 'wasm' : wanted]);
    const found = kept.find((entry) => entry.key === key) ?? { key, opening: begin(key, study, wanted) };
    kept = [found, ...kept.filter((entry) => entry !== found)];
    // Whoever else is at work may be using any of them.
    if (users <= 1) closeSurplus();
    return found.opening;
  }

  return {
    warmUp(study, wanted) {
      open(study, wanted);
      rest();
    },
    async get(study, wanted, hurried = false) {
      const opening = open(study, wanted);
      try {
        const opened = await opening.now(hurried);
        if (!import.meta.env.SSR || opened.structure) return opened;
        // Whoever wished for the CPU is told so, whoever it was opened for.
        return { ...opened, why: (await chooseBackend(study.facts, wanted)).why };
      } catch (error) {
        kept = kept.filter((entry) => entry.opening !== opening);
        opening.close();
        throw error;
      }
    },
    async using(work) {
      clearTimeout(timer);
      users++;
      try {
        return await work();
      } finally {
        users--;
        rest();
      }
    },
    clear() {
      closeAll();
      refusals.clear();
    },
  };
}
