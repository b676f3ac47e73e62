import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { readOptions } from '../../explainers/options.ts';
import { ERROR_TARGET } from '../../limits.ts';
import type { DecidingGame } from '../../records/request.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import type { ExplainRequest, Identified } from '../protocol.ts';
import { dependsOnAnswer, selectOutputs } from '../studies/outputs.ts';
import type { StudyState } from '../studies/study.ts';
import { namesOf, tableOf } from '../subjects/deciding-game.ts';
import type { Subject } from '../subjects/subject.ts';
import { checkRequest } from './check-request.ts';
import { chooseExplainer } from './choose-explainer.ts';

export interface Unidentified {
  readonly study: StudyState;
  readonly request: ExplainRequest;
  readonly subject: Subject;
  readonly game: DecidingGame;
  readonly opened: Pick<OpenedPool, 'pool' | 'structure'>;
}

/**
 * A request with everything spelt out that decides its values; see `EngineApi.identify`. A limit of
 * time is none of it.
 */
export async function identify({ study, request, subject, game, opened }: Unidentified): Promise<Identified> {
  const { space = 'output', seed, curves = true } = request;
  const { milliseconds, ...budget } = request.budget;
  // Without an error that is small enough, all that the time allows is wanted.
  const open = milliseconds !== undefined && budget.samples === undefined && budget.error !== undefined;
  const { outputs: names } = study.study;
  const { task } = study.card;
  const answer = dependsOnAnswer(request.outputs, task)
    ? await opened.pool.answer(subject.instance, names.length, new AbortController().signal)
    : new Float64Array(names.length);
  const outputs = selectOutputs(request.outputs, names, task, answer);
  const structural = opened.structure && { structure: opened.structure, selected: outputs, space };
  if (space === 'raw' && !structural) throw new OrielError('request-invalid', { text: message('engine.rawNeeds') });
  const { description, samples } = await chooseExplainer({
    name: request.explainer.name,
    input: subject.explained,
    idle: subject.idle,
    budget,
    affordable: null,
    structural,
    hidden: study.kind === 'tabular' ? study.hidden : null,
    conditional: subject.masker.kind === 'conditional',
  });
  checkRequest(description, request, subject);
  return {
    request: {
      ...game,
      names: await namesOf(study.study),
      ...(description.table && study.kind === 'tabular' && { table: await tableOf(study) }),
      outputs: outputs.map((output) => names[output]),
      explainer: { name: description.name, options: { ...readOptions(description, request.explainer.options) } },
      seed,
      samples: open || !Number.isFinite(samples) ? null : samples,
      error: budget.error ?? ERROR_TARGET,
      curves,
    },
    nested: description.nested,
    requested: request.explainer.name,
    background: subject.background && { method: subject.background.method, seed: subject.background.seed },
  };
}
