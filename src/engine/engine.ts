import { sharingRuntime } from './backends/runtime-file.ts';
import { fileCalls } from './calls/files.ts';
import { identityCalls } from './calls/identity.ts';
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
}

/**
 * An engine: opens files, binds models to data, explains. It holds all its state itself, so that
 * several may live side by side.
 */
export function createEngine(options: EngineParts = {}): EngineApi {
  const state = createState({
    spawn: sharingRuntime(options.spawn ?? (() => spawnEvaluator(options))),
    workers: options.workers,
    idle: options.idleMilliseconds,
    compareAfterwards: options.compareAfterwards,
  });
  return {
    async alive() {},
    ...fileCalls(state),
    ...studyCalls(state),
    ...listingCalls(state),
    ...jobCalls(state),
    ...identityCalls(state),
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
