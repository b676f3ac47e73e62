import type { EngineOptions, EvaluatorApi } from '../protocol.ts';
import { type Connection, connect } from './connection.ts';
import { browserWorker, nodeWorker } from './spawned-worker.ts';

/** An evaluator in a worker of its own. */
export function spawnEvaluator({ assets }: Pick<EngineOptions, 'assets'> = {}): Connection<EvaluatorApi> {
  const worker = import.meta.env.SSR
    ? nodeWorker('evaluator.worker.mjs', { assets })
    : browserWorker(() =>
        assets === undefined
          ? new Worker(new URL('../evaluator/evaluator.worker.ts', import.meta.url), {
              type: 'module',
              name: 'evaluator',
            })
          : new Worker(new URL('evaluator.worker.js', assets), { type: 'module', name: 'evaluator' }),
      );
  return connect<EvaluatorApi>(worker.endpoint, worker.died, worker.terminate);
}
