import { OrielError } from '../../errors.ts';
import type { Ask, Attribution } from '../../explainers/explainer.ts';
import { readOptions } from '../../explainers/options.ts';
import { curves } from '../../explainers/shared/curves.ts';
import { unitsOf } from '../../explainers/shared/overlap.ts';
import { createRandom } from '../../numerics/random.ts';
import type { Explanation } from '../../records/record.ts';
import type { Structure } from '../../structures/structure.ts';
import { engineWords } from '../../words/en.ts';
import type { Pool, PreparedGame } from '../pool/pool.ts';
import type { ExplainRequest, Progress } from '../protocol.ts';
import { selectOutputs } from '../studies/outputs.ts';
import type { StudyState } from '../studies/study.ts';
import { inputNumbers } from '../subjects/input-numbers.ts';
import type { Subject } from '../subjects/subject.ts';
import { affordableSamples } from './affordable-samples.ts';
import { chooseExplainer } from './choose-explainer.ts';
import { composeRecord, type Decided, sealRecord } from './compose-record.ts';
import { createNews, type News } from './progress.ts';
import { type Outcome, run, type Stopped } from './run-explainer.ts';
import type { Preparer, ReadyMethod } from './structural.ts';

export interface Job {
  readonly study: StudyState;
  readonly request: ExplainRequest;
  readonly subject: Subject;
  readonly pool: Pool;
  /** The model's structure, where it answers as the model does. */
  readonly structure: Structure | null;
  readonly prepare: Preparer;
  readonly backendWhy: string;
  /** When its turn came, as performance.now() counts: its time is counted from then on. */
  readonly start: number;
  readonly progress: (news: Progress) => void;
  /** Resolves when the person cancels. */
  readonly cancelled: Promise<'cancelled'>;
  /** Resolves when the job may go on: at once, unless it is paused or others go first. */
  readonly rest: () => Promise<void>;
  /** Notes from the pool since the last call, for the person. */
  readonly takeNote: () => string | null;
}

/**
 * Explanations stop at this error unless they are asked for another: it is too small to be seen in
 * a chart.
 */
const ERROR_TARGET = 0.01;
/** An answer that is there within so many milliseconds is drawn first: */
const AT_ONCE = 50;
/** for so long its curves wait, which would take the cores that the page draws with. */
const DRAWING = 40;

/** Carries out one explanation from a prepared subject to its record. */
export async function explain(job: Job): Promise<Explanation> {
  const { request, subject, pool, study, start } = job;
  const never = new AbortController().signal;
  const space = request.space ?? 'output';
  const ready = await pool.ready();
  const names = study.study.outputs;
  const answer = await pool.answer(subject.instance, names.length, never);
  const outputs = selectOutputs(request.outputs, names, study.card.task, answer);
  if (space === 'logit' && outputs.some((output) => answer[output] < 0 || answer[output] > 1)) {
    throw new OrielError('request-invalid', { text: engineWords.linkRange });
  }

  const structural = job.structure && { structure: job.structure, selected: outputs, space };
  if (space === 'raw' && !structural) throw new OrielError('request-invalid', { text: engineWords.rawNeeds });

  const game: PreparedGame = { masker: subject.masker, rowsPerCoalition: subject.rowsPerCoalition, outputs, space };
  // Rows asked in vain, when something stopped the explanation, depend on timing: they are not
  // counted.
  let calls = 1;
  const count = (ask: Ask): void => {
    if (ask.kind === 'coalitions') calls += ask.coalitions.count * subject.rowsPerCoalition;
    else if (ask.kind !== 'structure') calls += unitsOf(ask);
  };
  let method: ReadyMethod | null = null;
  const value = async (ask: Ask, signal: AbortSignal, answered: (units: number) => void): Promise<Float64Array> => {
    await job.rest();
    if (ask.kind === 'coalitions') return pool.value(game, ask.coalitions, signal, answered);
    const { data, count } = ask.rows;
    if (ask.kind === 'structure' && method) return pool.explain(method.spec, data, count, method.width, signal);
    if (ask.kind === 'gradients') return pool.derivatives(data, count, outputs, signal);
    if (ask.kind === 'embedding-path') return pool.embeddingPath({ rows: data, at: ask.at }, outputs, signal);
    if (ask.kind === 'heat-map') return pool.heatMap(data, outputs);
    return pool.predict(data, count, outputs, signal, answered);
  };
  const { milliseconds } = request.budget;
  const affordable =
    milliseconds === undefined
      ? null
      : (byRow: boolean) =>
          affordableSamples(byRow, { milliseconds, start }, subject, pool, game, (rows) => {
            calls += rows;
          });
  const hidden = study.kind === 'tabular' ? study.hidden : null;
  const { name } = request.explainer;
  const choice = await chooseExplainer(
    name,
    subject.explained,
    subject.idle,
    request.budget,
    affordable,
    structural,
    hidden,
  );
  const { description, samples } = choice;
  if (description.family === 'lime' && request.groups)
    throw new OrielError('request-invalid', { text: engineWords.limeGroups });
  if (!description.links && space !== 'output')
    throw new OrielError('request-invalid', { text: engineWords.ownUnits(description.name) });
  const options = readOptions(description, request.explainer.options);
  const seed = request.seed;
  const random = createRandom(seed).fork(description.name);
  const players = subject.players.length;
  if (description.structural && structural)
    method = await job.prepare(pool, description, structural, subject, options, seed);
  const { explained: input, idle, hierarchy } = subject;
  const numbers = description.derivatives ? inputNumbers(description, study.study.derivatives, subject) : null;
  const context = {
    players,
    outputs: outputs.length,
    samples,
    seed,
    random,
    input,
    idle,
    hierarchy,
    numbers,
    prepared: method,
  };
  const explainer = description.create(context, options);

  const { runtime, backend, adapter, oneByOne } = ready;
  const decided: Decided = {
    choice,
    options,
    outputs,
    answer,
    space,
    note: method?.note ?? '',
    runtime,
    backend,
    adapter,
    oneByOne,
  };
  const record = (found: Attribution, stopped: Stopped) =>
    composeRecord(job, decided, found, { calls, stopped, milliseconds: performance.now() - start });

  /** Deletion and insertion curves on top, where there is time for them. */
  const withCurves = async ({ attribution, stopped }: Outcome, news: News): Promise<Attribution> => {
    const plan =
      request.curves === false || stopped === 'cancelled' || stopped === 'deadline'
        ? null
        : curves(attribution, subject.idle);
    if (!plan) return attribution;
    // The answer is there; its curves only add to it.
    news.estimated(attribution, 0);
    if (performance.now() - start < AT_ONCE)
      await Promise.race([new Promise((resolve) => setTimeout(resolve, DRAWING)), halt]);
    const abort = new AbortController();
    const ask: Ask = { kind: 'coalitions', coalitions: plan.coalitions };
    const answers = value(ask, abort.signal, () => {});
    answers.catch(() => {}); // abandoned when halted
    const first = await Promise.race([answers, halt]);
    abort.abort();
    if (typeof first === 'string') return attribution;
    count(ask);
    return { ...attribution, fidelity: { ...attribution.fidelity, ...plan.read(first) } };
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<'deadline'>((resolve) => {
    if (milliseconds === undefined) return;
    timer = setTimeout(() => resolve('deadline'), Math.max(0, milliseconds - (performance.now() - start)));
  });
  const halt = Promise.race([job.cancelled, deadline]);
  try {
    const news = createNews({
      samples,
      start,
      progress: job.progress,
      record: (estimate) => record(estimate, 'samples'),
      takeNote: job.takeNote,
    });
    const outcome = await run({
      explainer,
      value: (ask, signal) => value(ask, signal, news.answered),
      used: count,
      halt,
      errorTarget: request.budget.error === 0 ? null : (request.budget.error ?? ERROR_TARGET),
      estimated: news.estimated,
      due: news.due,
    });
    // A plan cut to fit a deadline stopped for the deadline's sake.
    const stopped = outcome.stopped === 'samples' && choice.timed ? 'deadline' : outcome.stopped;
    const final = record(await withCurves(outcome, news), stopped);
    news.finish();
    return await sealRecord(final);
  } finally {
    clearTimeout(timer);
  }
}
