import type { EngineApi } from '../protocol.ts';
import { inNeededPrecision, wrongInput } from '../subjects/open.ts';
import { aboutAnswer } from './about-answer.ts';
import type { EngineState } from './state.ts';

type CounterfactualCalls = Pick<EngineApi, 'counterfactual'>;

/** Changes that lead to another answer. */
export const counterfactualCalls = (state: EngineState): CounterfactualCalls => ({
  counterfactual: (name, request, progress, place = {}) =>
    aboutAnswer(
      state,
      {
        ...{ name, request, progress, place },
        takes(study) {
          if (study.kind !== 'tabular') throw wrongInput(study);
          return inNeededPrecision(study, { input: request.input });
        },
      },
      async (job) => (await import('../counterfactuals/find-changes.ts')).findChanges(job),
    ),
});
