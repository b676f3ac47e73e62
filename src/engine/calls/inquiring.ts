import type { EngineApi } from '../protocol.ts';
import { inNeededPrecision } from '../subjects/open.ts';
import { aboutAnswer } from './about-answer.ts';
import type { EngineState } from './state.ts';

type InquiringCalls = Pick<EngineApi, 'inquire'>;

/** What else is asked about the answer to an input. */
export const inquiringCalls = (state: EngineState): InquiringCalls => ({
  inquire: (name, request, progress, place = {}) =>
    aboutAnswer(
      state,
      {
        ...{ name, request, progress, place },
        takes: (study) => (study.kind === 'tabular' ? inNeededPrecision(study, { input: request.input }) : study),
      },
      async ({ structure: _structure, ...job }) => {
        const { input } = request;
        const picture = input.kind === 'picture' ? state.opened.pictures.get(input.picture) : null;
        return (await import('../counterfactuals/inquire.ts')).inquire({ ...job, picture });
      },
    ),
});
