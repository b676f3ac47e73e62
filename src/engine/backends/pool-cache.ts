import type { BackendWish } from '../../models/model.ts';
import { createGpuTurns } from '../pool/gpu-turns.ts';
import type { EvaluatorApi } from '../protocol.ts';
import type { StudyState } from '../studies/study.ts';
import type { Connection } from '../workers/connection.ts';
import { type OpenedPool, type OpeningPool, openPool } from './open-pool.ts';

/** Pools kept warm: the model on show and the one before it. */
const WARM_POOLS = 2;
/**
 * Sessions nobody used for this long are closed: WASM memory is only given back by ending its
 * worker.
 */
const IDLE_MILLISECONDS = 60_000;

export interface WarmPools {
  /** Opens a model on a back end before it is asked. */
  warmUp(study: StudyState, wanted: BackendWish): void;
  /** The pool of a model on a back end, warm if it was used lately. */
  get(study: StudyState, wanted: BackendWish): Promise<OpenedPool>;
  /** While work goes on no pool is idle; a while after the last of it all are closed. */
  using<T>(work: () => Promise<T>): Promise<T>;
  clear(): void;
}

/** The pools of the models used last, the latest first. */
export function createWarmPools(
  spawn: () => Connection<EvaluatorApi>,
  workers: number | undefined,
  idle = IDLE_MILLISECONDS,
): WarmPools {
  const gpu = createGpuTurns();
  let users = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Why models that were open before were not answered by a GPU, by their keys. */
  const refusals = new Map<string, string>();
  let warm: readonly { readonly key: string; readonly opening: OpeningPool }[] = [];

  function closeAll(): void {
    clearTimeout(timer);
    for (const { opening } of warm) opening.close();
    warm = [];
  }

  function rest(): void {
    clearTimeout(timer);
    if (users > 0) return;
    for (const { opening } of warm) opening.rest();
    timer = setTimeout(closeAll, idle);
  }

  function opened(key: string, study: StudyState, wanted: BackendWish): OpeningPool {
    const refused = (why: string) => void refusals.set(key, why);
    return openPool({ study, wanted, workers, spawn, gpu, refusal: refusals.get(key), refused });
  }

  function open(study: StudyState, wanted: BackendWish): OpeningPool {
    // A model whose structure is read is answered on the CPU unless a GPU is asked for: whichever
    // is said, it is one pool.
    const cpu = study.kind === 'tabular' && study.structure !== null && wanted !== 'webgpu';
    const key = JSON.stringify([study.facts.sha256, study.binding, cpu ? 'wasm' : wanted]);
    const found = warm.find((entry) => entry.key === key) ?? { key, opening: opened(key, study, wanted) };
    const others = warm.filter((entry) => entry !== found);
    warm = [found, ...others.slice(0, WARM_POOLS - 1)];
    for (const { opening } of others.slice(WARM_POOLS - 1)) opening.close();
    return found.opening;
  }

  return {
    warmUp(study, wanted) {
      rest();
      open(study, wanted);
    },
    async get(study, wanted) {
      const opening = open(study, wanted);
      try {
        return await opening.now();
      } catch (error) {
        warm = warm.filter((entry) => entry.opening !== opening);
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
