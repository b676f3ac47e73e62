import type { EngineApi } from '../protocol.ts';
import type { EngineState } from './state.ts';
import { telling } from './telling.ts';

type InspectingCalls = Pick<EngineApi, 'inspect'>;

/** A model as a whole. */
export function inspectingCalls(state: EngineState): InspectingCalls {
  const { pools, checkOpen, queue } = state;
  return {
    async inspect(name, request, progress, place = { batch: true }) {
      checkOpen();
      const { tell, told } = telling(progress);
      const record = await queue.add(name, place, (turn) =>
        pools.using(async () => {
          const { inspectModel } = await import('./inspect-model.ts');
          return inspectModel(state, { request, turn, progress: tell, told });
        }),
      );
      await told();
      return record;
    },
  };
}
