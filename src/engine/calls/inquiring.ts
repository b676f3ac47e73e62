import type { EngineApi } from '../protocol.ts';
import { inNeededPrecision, instanceOf } from '../subjects/open.ts';
import { poolFor } from './explaining.ts';
import type { EngineState } from './state.ts';
import { telling } from './telling.ts';

type InquiringCalls = Pick<EngineApi, 'inquire'>;

/** What else is asked about the answer to an input. */
export function inquiringCalls({ opened, pools, checkOpen, queue }: EngineState): InquiringCalls {
  return {
    async inquire(name, request, progress, place = {}) {
      checkOpen();
      const { tell, told } = telling(progress);
      const record = await queue.add(name, place, (turn) =>
        pools.using(async () => {
          const start = performance.now();
          const given = opened.studies.get(request.study);
          const { input } = request;
          const study = given.kind === 'tabular' ? inNeededPrecision(given, { input }) : given;
          const row = await instanceOf(study, input, opened.pictures.get);
          const { pool, why } = await poolFor(pools, study, request);
          const { inquire } = await import('../counterfactuals/inquire.ts');
          return inquire({
            study,
            request,
            row,
            number: input.kind === 'row' ? input.row : null,
            picture: input.kind === 'picture' ? opened.pictures.get(input.picture) : null,
            pool,
            backendWhy: why,
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
