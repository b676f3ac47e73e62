import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { atHand } from '../../explainers/at-hand.ts';
import type { Ask, Attribution, ExplainerDescription, InputNumbers, Values } from '../../explainers/explainer.ts';
import { readOptions } from '../../explainers/options.ts';
import { curves } from '../../explainers/shared/curves.ts';
import { unitsOf } from '../../explainers/shared/overlap.ts';
import { nothingLearnt } from '../../explainers/shared/shapley.ts';
import { addAll, coalitionsOf } from '../../games/coalitions.ts';
import { createRandom } from '../../numerics/random.ts';
import type { Explanation } from '../../records/record.ts';
import { type Asking, createAsking } from '../knowledge/asking.ts';
import { CALL_MILLISECONDS, CALLS_AT_A_TIME } from '../pool/chunk-size.ts';
import type { PreparedGame } from '../pool/pool.ts';
import { selectOutputs } from '../studies/outputs.ts';
import { affordableCoalitions, affordableSoFar } from './affordable-coalitions.ts';
import { checkRequest } from './check-request.ts';
import { chooseExplainer } from './choose-explainer.ts';
import { composeRecord, type Decided, sealRecord } from './compose-record.ts';
import { firstImpression, isCoarsePossible } from './first-impression.ts';
import { inTime } from './in-time.ts';
import type { Job } from './job.ts';
import { createProgressReporter } from './progress.ts';
import { type Outcome, runExplainer, type Stopped } from './run-explainer.ts';
import { createStoppingRule } from './stopping-rule.ts';
import type { ReadyMethod } from './structural.ts';

/**
 * The page draws an answer that is there within this many milliseconds, and its curves, which would
 * take the cores that the page draws with, wait this long.
 */
const AT_ONCE = 50;
const DRAWING = 40;

/**
 * Carries out one explanation, from a subject made ready to its record. Throws `failure-time` where
 * the time was up before the model was open and had given its first answers.
 */
export async function explain(job: Job): Promise<Explanation> {
  const { request, subject, pool, study, start, time } = job;
  const { seed, budget } = request;
  const space = request.space ?? 'output';
  const ready = await inTime(time, pool.ready());
  const names = study.study.outputs;
  const memory = createAsking({ ...job, ready, outputs: names.length, draws: subject.masker.kind === 'tabular' });
  // A model that has answered before is waited for, which takes a call; else it may take long.
  const soon = <T>(work: Promise<T>): Promise<T> =>
    inTime(pool.milliseconds(1) === null ? time : null, work, -(time?.patience ?? 0));
  const answer = await soon(memory.answer(subject.instance, names.length, new AbortController().signal));
  const outputs = selectOutputs(request.outputs, names, study.card.task, answer);
  if (space === 'logit' && outputs.some((output) => answer[output] < 0 || answer[output] > 1))
    throw new OrielError('request-invalid', { text: message('engine.linkRange') });
  const structural = job.structure && { structure: job.structure, selected: outputs, space };
  if (space === 'raw' && !structural) throw new OrielError('request-invalid', { text: message('engine.rawNeeds') });

  const game: PreparedGame = { masker: subject.masker, rowsPerCoalition: subject.rowsPerCoalition, outputs, space };
  // Rows that were asked for in vain, when something stopped the explanation, depend on timing:
  // they are not counted.
  let calls = 1;
  const count = (ask: Ask): void => {
    if (ask.kind === 'coalitions') calls += ask.coalitions.count * subject.rowsPerCoalition;
    else if (ask.kind !== 'structure') calls += unitsOf(ask);
  };
  const used = (rows: number): void => {
    calls += rows;
  };
  const tried = (rows: number): void => {
    used(rows);
    memory.count(rows);
  };
  const affordable = time && (() => affordableCoalitions({ time, subject, pool, game, used: tried }));
  const choice = await chooseExplainer({
    name: request.explainer.name,
    input: subject.explained,
    idle: subject.idle,
    budget,
    affordable,
    structural,
    hidden: study.kind === 'tabular' ? study.hidden : null,
    conditional: subject.masker.kind === 'conditional',
  });
  const { description, samples } = choice;
  checkRequest(description, request, subject);
  const options = readOptions(description, request.explainer.options);
  const random = createRandom(seed).fork(description.name);
  const method =
    description.structural && structural
      ? await inTime(time, job.prepareMethod({ pool, description, structural, subject, options, seed }))
      : null;
  const context = {
    players: subject.players.length,
    outputs: outputs.length,
    samples,
    affordable: time && !Number.isFinite(samples) ? () => affordableSoFar({ time, subject, pool }) : undefined,
    seed,
    random,
    pulse: time?.pulse,
    input: subject.explained,
    idle: subject.idle,
    hierarchy: () => subject.hierarchy(time?.pulse),
    numbers: description.derivatives ? await numbersOf(job, description) : null,
    prepared: method,
  };
  const loaded = async () => {
    if (description.hierarchy) await subject.loadHierarchy?.();
    return description.create(context, options);
  };
  const explainer = atHand.get(description.name)?.(context, options) ?? (await loaded());

  const decided: Decided = {
    choice,
    options,
    outputs,
    answer,
    space,
    note: method?.note ?? subject.drawn ?? null,
    ready,
  };
  const record = (found: Attribution, stopped: Stopped) =>
    composeRecord(job, decided, found, { calls, stopped, milliseconds: performance.now() - start });
  const value = valuesOf(job, memory, game, method);
  // What evaluators have begun by then goes before it.
  const ending = (): number =>
    CALLS_AT_A_TIME * CALL_MILLISECONDS + (pool.milliseconds(2 * subject.rowsPerCoalition) ?? 0);
  const deadline = time?.until(0);
  const halt = deadline ? Promise.race([job.cancelled, deadline.passed]) : job.cancelled;
  const nothing = async (): Promise<Attribution> => {
    const ends = coalitionsOf(context.players, 2);
    addAll(ends, 1);
    const asked = memory.value(game, ends, new AbortController().signal);
    const values = await soon(Promise.race([asked, job.cancelled]));
    if (typeof values === 'string') throw new OrielError('failure-cancelled');
    return nothingLearnt(context, values);
  };
  try {
    const reporter = createProgressReporter({
      samples,
      spent: job.spent,
      start,
      progress: job.progress,
      record: (estimate) => record(estimate, 'samples'),
      takeNote: job.takeNote,
    });
    const known = Float64Array.from(outputs, (output) => answer[output]);
    const watchedPool = { value: memory.value, milliseconds: pool.milliseconds };
    const coarse =
      job.watched && isCoarsePossible(context, description, time)
        ? await firstImpression({ context, pool: watchedPool, game, answer: known, halt, rest: job.rest })
        : null;
    if (coarse) {
      const measured = { calls: calls + coarse.rows, milliseconds: performance.now() - start };
      reporter.impressed(composeRecord(job, decided, coarse.found, { ...measured, stopped: 'samples' }));
    }
    const run = runExplainer({
      explainer,
      value: (ask, signal) => value(ask, signal, reporter.answered),
      used: count,
      halt,
      rule: createStoppingRule(budget.error),
      estimated: reporter.estimated,
      due: reporter.due,
      limited: time && (coarse ? { time, nothing: async () => coarse.found } : { time, nothing, ending }),
    });
    const outcome = await run.catch((error): Outcome => {
      if (!coarse || !(error instanceof OrielError && error.code === 'failure-cancelled')) throw error;
      return { attribution: coarse.found, stopped: 'cancelled', nothing: true };
    });
    // Where nothing else is learnt, the first impression or the ends are the answer, and count.
    if (outcome.nothing) used(coarse?.rows ?? 2 * subject.rowsPerCoalition);
    const plan = curvesFor(job, outcome);
    let found = outcome.attribution;
    if (plan) {
      // The answer is there; its curves only add to it.
      reporter.estimated(found, 0);
      const ask: Ask = { kind: 'coalitions', coalitions: plan.coalitions };
      const answers = await curveAnswers(ask, { value, halt, start });
      if (answers) {
        count(ask);
        found = { ...found, fidelity: { ...found.fidelity, ...plan.read(answers) } };
      }
    }
    const final = record(found, outcome.stopped);
    reporter.finish();
    return await sealRecord(final);
  } finally {
    deadline?.clear();
  }
}

async function numbersOf({ study, subject }: Job, description: ExplainerDescription): Promise<InputNumbers> {
  const { inputNumbers } = await import('../subjects/input-numbers.ts');
  return inputNumbers(description, study.study.derivatives, subject);
}

type Valued = (ask: Ask, signal: AbortSignal, answered?: (units: number) => void) => Promise<Values>;

/** Has whatever an explainer asks for answered, when the job may go on. */
function valuesOf({ pool, rest }: Job, memory: Asking, game: PreparedGame, method: ReadyMethod | null): Valued {
  const { outputs } = game;
  return async (ask, signal, answered) => {
    await rest();
    if (ask.kind === 'coalitions') return memory.value(game, ask.coalitions, signal, answered);
    const { rows } = ask;
    if (ask.kind === 'structure' && method) return pool.explain(method.spec, rows, method.width, signal);
    if (ask.kind !== 'rows') memory.count(unitsOf(ask));
    if (ask.kind === 'gradients') return pool.derivatives(rows, outputs, signal);
    if (ask.kind === 'embedding-path') return pool.embeddingPath({ rows: rows.data, at: ask.at }, outputs, signal);
    if (ask.kind === 'heat-map') return pool.heatMap(rows.data, outputs);
    return memory.predict(rows, outputs, signal, answered);
  };
}

/** Curves of deletion and insertion to add; null where none are wanted or there is no time. */
function curvesFor({ request, subject }: Job, { attribution, stopped }: Outcome) {
  if (request.curves === false || attribution.endsOnly || stopped === 'cancelled' || stopped === 'deadline')
    return null;
  return curves(attribution, subject.idle);
}

interface CurveOptions {
  readonly value: Valued;
  readonly halt: Promise<'deadline' | 'cancelled'>;
  readonly start: number;
}

/** Values of the curves' coalitions; null where the explanation is halted before they come. */
async function curveAnswers(ask: Ask, { value, halt, start }: CurveOptions): Promise<Values | null> {
  if (performance.now() - start < AT_ONCE)
    await Promise.race([new Promise((resolve) => setTimeout(resolve, DRAWING)), halt]);
  const abort = new AbortController();
  const answers = value(ask, abort.signal);
  answers.catch(() => {}); // abandoned when halted
  const first = await Promise.race([answers, halt]);
  abort.abort();
  return typeof first === 'string' ? null : first;
}
