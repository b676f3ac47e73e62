import { IDLE_MILLISECONDS } from './backends/pool-cache.ts';
import { sharingRuntime } from './backends/runtime-file.ts';
import { createSpare } from './backends/spare.ts';
import { counterfactualCalls } from './calls/counterfactuals.ts';
import { fileCalls } from './calls/files.ts';
import { identityCalls } from './calls/identity.ts';
import { inquiringCalls } from './calls/inquiring.ts';
import { inspectingCalls } from './calls/inspecting.ts';
import { jobCalls } from './calls/jobs.ts';
import { listingCalls } from './calls/listing.ts';
import { createState } from './calls/state.ts';
import { studyCalls } from './calls/studies.ts';
import type { EngineApi, EngineOptions, EvaluatorApi } from './protocol.ts';
import type { Connection } from './workers/connection.ts';
import { spawnEvaluator } from './workers/spawn-evaluator.ts';

export interface EngineParts extends EngineOptions {
  /** How evaluators are made; tests put faulty ones here. */
  readonly spawn?: () => Connection<EvaluatorApi>;
  /** Evaluators are closed when nobody has used them for this long. */
  readonly idleMilliseconds?: number;
  /**
   * Whether an evaluator loads onnxruntime while a model's data are still read. Default: under
   * Node, where nothing has to be fetched for it.
   */
  readonly ahead?: boolean;
}

/**
 * An engine: opens files, binds models to data, explains. It holds all its state itself, so that
 * several may live side by side.
 */
export function createEngine(options: EngineParts = {}): EngineApi {
  const { ahead = import.meta.env.SSR && !options.spawn, idleMilliseconds = IDLE_MILLISECONDS } = options;
  const spawn = sharingRuntime(options.spawn ?? (() => spawnEvaluator(options)));
  const spare = ahead ? createSpare(spawn, idleMilliseconds) : null;
  const state = createState({
    spawn: spare?.spawn ?? spawn,
    spare,
    workers: options.workers,
    idle: idleMilliseconds,
    compareAfterwards: options.compareAfterwards,
  });
  return {
    async alive() {},
    ...fileCalls(state),
    ...studyCalls(state),
    ...listingCalls(state),
    ...jobCalls(state),
    ...identityCalls(state),
    ...counterfactualCalls(state),
    ...inquiringCalls(state),
    ...inspectingCalls(state),
    async release(handle) {
      for (const handles of Object.values(state.opened)) handles.delete(handle);
    },
    async reset() {
      state.reset();
    },
    async close() {
      state.close();
    },
  };
}
