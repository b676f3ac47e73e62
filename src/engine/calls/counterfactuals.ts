import type { EngineApi } from '../protocol.ts';
import { inNeededPrecision, instanceOf, wrongInput } from '../subjects/open.ts';
import { poolFor } from './explaining.ts';
import type { EngineState } from './state.ts';
import { telling } from './telling.ts';

type CounterfactualCalls = Pick<EngineApi, 'counterfactual'>;

/** Changes that lead to another answer. */
export function counterfactualCalls({ opened, pools, checkOpen, queue }: EngineState): CounterfactualCalls {
  return {
    async counterfactual(name, request, progress, place = {}) {
      checkOpen();
      const { tell, told } = telling(progress);
      const record = await queue.add(name, place, (turn) =>
        pools.using(async () => {
          const start = performance.now();
          const given = opened.studies.get(request.study);
          if (given.kind !== 'tabular') throw wrongInput(given);
          const { input } = request;
          const study = inNeededPrecision(given, { input });
          const row = await instanceOf(study, input, opened.pictures.get);
          const pool = await poolFor(pools, study, request);
          const { findChanges } = await import('../counterfactuals/find-changes.ts');
          return findChanges({
            study,
            request,
            row,
            number: input.kind === 'row' ? input.row : null,
            pool: pool.pool,
            structure: pool.structure,
            backendWhy: pool.why,
            start,
            cancelled: turn.cancelled,
            rest: turn.rest,
            progress: tell,
          });
        }),
      );
      await told();
      return record;
    },
  };
}
