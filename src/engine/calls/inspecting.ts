import type { EngineApi, ExplainRequest } from '../protocol.ts';
import { inNeededPrecision, wrongInput } from '../subjects/open.ts';
import { rowSubjects } from '../subjects/tabular.ts';
import { yieldToMessages } from '../workers/yield-to-messages.ts';
import { explainSubject, poolFor } from './explaining.ts';
import type { EngineState } from './state.ts';
import { telling } from './telling.ts';

type InspectingCalls = Pick<EngineApi, 'inspect'>;

/** A model as a whole. */
export function inspectingCalls(state: EngineState): InspectingCalls {
  const { opened, pools, prepareMethod, checkOpen, queue } = state;
  return {
    async inspect(name, request, progress, place = { batch: true }) {
      checkOpen();
      const { tell, told } = telling(progress);
      const record = await queue.add(name, place, (turn) =>
        pools.using(async () => {
          const given = opened.studies.get(request.study);
          if (given.kind !== 'tabular') throw wrongInput(given);
          const study = inNeededPrecision(given, request);
          const pool = await poolFor(pools, study, request);
          const compared = (await pool.compare?.()) ?? pool;
          const { inspect } = await import('../inspecting/inspect.ts');
          const stop = new AbortController();
          turn.cancelled.then(() => stop.abort());
          return inspect({
            study,
            request,
            opened: compared,
            prepareMethod,
            signal: stop.signal,
            async isOn() {
              await yieldToMessages();
              await turn.rest();
              return !stop.signal.aborted;
            },
            async one(row, output, space) {
              const { background, explainer = 'auto', explainerOptions, seed, budget = {}, backend } = request;
              const alone: ExplainRequest = {
                study: request.study,
                input: { kind: 'row', row },
                explainer: { name: explainer, ...(explainerOptions && { options: explainerOptions }) },
                outputs: [study.study.outputs[output]],
                space,
                seed,
                budget,
                curves: false,
                ...(background && { background }),
                ...(backend !== undefined && { backend }),
              };
              const subjects = await rowSubjects(study, alone);
              return explainSubject(state, {
                study,
                request: alone,
                subject: await subjects.subject(study.row(row), row),
                start: performance.now(),
                turn,
                progress: () => {},
                watched: false,
                fresh: false,
              });
            },
            progress: tell,
          });
        }),
      );
      await told();
      return record;
    },
  };
}
