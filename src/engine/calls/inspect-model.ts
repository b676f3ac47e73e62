import { inspect } from '../inspecting/inspect.ts';
import type { OtherModel } from '../inspecting/inspect-job.ts';
import type { Turn } from '../jobs/queue.ts';
import type { EngineApi, ExplainRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { inNeededPrecision, wrongInput } from '../subjects/open.ts';
import { rowSubjects } from '../subjects/tabular.ts';
import { yieldToMessages } from '../workers/yield-to-messages.ts';
import { explainSubject, poolFor } from './explaining.ts';
import type { EngineState } from './state.ts';

type Inspect = Parameters<EngineApi['inspect']>;

interface Work {
  readonly request: Inspect[1];
  readonly turn: Turn;
  readonly progress: Inspect[2];
  readonly told: () => Promise<unknown>;
}

/** Inspects a model when it is its turn. */
export async function inspectModel(
  state: EngineState,
  { request, turn, progress, told }: Work,
): ReturnType<EngineApi['inspect']> {
  const stop = new AbortController();
  turn.cancelled.then(() => stop.abort());
  const own = await opened(request.study);
  const other = request.againstModel === undefined ? null : await opened(request.againstModel);
  return inspect({
    ...own,
    other,
    request,
    prepareMethod: state.prepareMethod,
    signal: stop.signal,
    async isOn() {
      await yieldToMessages();
      await turn.rest();
      return !stop.signal.aborted;
    },
    progress,
    told,
  });

  async function opened(handle: string): Promise<OtherModel> {
    const given = state.opened.studies.get(handle);
    if (given.kind !== 'tabular') throw wrongInput(given);
    const study = inNeededPrecision(given, request);
    const pool = await poolFor(state.pools, study, request);
    return {
      study,
      opened: (await pool.compare?.()) ?? pool,
      one: (row, output, space) => explainOne({ handle, study }, row, output, space),
    };
  }

  async function explainOne(
    { handle, study }: { readonly handle: string; readonly study: TabularStudy },
    ...[row, output, space]: Parameters<OtherModel['one']>
  ): ReturnType<OtherModel['one']> {
    const { background, explainer = 'auto', explainerOptions, seed, budget = {}, backend } = request;
    const alone: ExplainRequest = {
      study: handle,
      input: typeof row === 'number' ? { kind: 'row', row } : { kind: 'values', values: study.decode(row) },
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
      subject: await (typeof row === 'number' ? subjects.subject(study.row(row), row) : subjects.subject(row, null)),
      start: performance.now(),
      turn,
      progress: () => {},
      watched: false,
      fresh: false,
    });
  }
}
