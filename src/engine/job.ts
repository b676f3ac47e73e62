import { OrielError } from '../errors.ts';
import type { Ask, Attribution } from '../explainers/explainer.ts';
import { readOptions } from '../explainers/options.ts';
import { createRandom } from '../games/random.ts';
import type { Explanation } from '../records/record.ts';
import { engineWords } from '../words/en.ts';
import { chooseExplainer } from './choose.ts';
import { composeRecord, type Decided, sealRecord } from './compose-record.ts';
import { selectOutputs } from './outputs.ts';
import { plannedSamples } from './plan.ts';
import type { Pool, PreparedGame } from './pool.ts';
import type { ExplainRequest, Progress } from './protocol.ts';
import { run, type Stopped } from './run.ts';
import type { StudyState } from './study.ts';
import type { Subject } from './subject.ts';

export interface Job {
  readonly study: StudyState;
  readonly request: ExplainRequest;
  readonly subject: Subject;
  readonly pool: Pool;
  readonly backendWhy: string;
  readonly progress: (news: Progress) => void;
  /** Resolves when the person cancels. */
  readonly cancelled: Promise<'cancelled'>;
  /** Notes from the pool since the last call, for the person. */
  readonly takeNote: () => string | null;
}

/** Counts are sent at most this often, and so are estimates. */
const NEWS_MILLISECONDS = 100;
/** Estimates on the way may take one part in this many of the time: solving takes the cores from the model. */
const SOLVING_SHARE = 20;

/** Carries out one explanation from a prepared subject to its record. */
export async function explain(job: Job): Promise<Explanation> {
  const start = performance.now();
  const { request, subject, pool, study } = job;
  const never = new AbortController().signal;
  const choice = chooseExplainer(request.explainer.name, subject.explained, subject.idle, request.budget);
  const { description } = choice;
  const options = readOptions(description, request.explainer.options);
  const link = request.link ?? 'identity';
  const lime = description.family === 'lime';
  if (lime && request.groups) throw new OrielError('request-invalid', { text: engineWords.limeGroups });
  if (!description.links && link !== 'identity') throw new OrielError('request-invalid', { text: engineWords.limeLink });

  const ready = await pool.ready();
  const names = study.study.outputs;
  const answer = await pool.predict(
    subject.instance,
    1,
    names.map((_, index) => index),
    never,
  );
  const outputs = selectOutputs(request.outputs, names, study.card.task, answer);
  if (link === 'logit' && outputs.some((output) => answer[output] < 0 || answer[output] > 1)) {
    throw new OrielError('request-invalid', { text: engineWords.linkRange });
  }

  const game: PreparedGame = { masker: subject.masker, rowsPerCoalition: subject.rowsPerCoalition, outputs, link };
  let calls = 1;
  const value = async (ask: Ask, signal: AbortSignal, answered: (units: number) => void): Promise<Float64Array> => {
    if (ask.kind === 'rows') {
      calls += ask.rows.count;
      return pool.predict(ask.rows.data, ask.rows.count, outputs, signal, answered);
    }
    calls += ask.coalitions.count * subject.rowsPerCoalition;
    return pool.value(game, ask.coalitions, signal, answered);
  };
  const { milliseconds } = request.budget;
  const samples =
    milliseconds === undefined
      ? choice.samples
      : await plannedSamples(choice, { milliseconds, start }, subject, pool, game, (rows) => {
          calls += rows;
        });
  const seed = request.seed;
  const explainer = description.create(
    {
      players: subject.players.length,
      outputs: outputs.length,
      samples,
      seed,
      random: createRandom(seed).fork(description.name),
      input: subject.explained,
      idle: subject.idle,
      hierarchy: subject.hierarchy,
    },
    options,
  );

  const { runtime, adapter } = ready;
  const decided: Decided = { choice, options, outputs, answer, space: link === 'logit' ? 'logit' : 'output', runtime, adapter };
  const record = (found: Attribution, stopped: Stopped) =>
    composeRecord(job, decided, found, { calls, stopped, milliseconds: performance.now() - start });

  const total = Number.isFinite(samples) ? samples : null;
  let done = 0;
  let counted = Number.NEGATIVE_INFINITY;
  let estimated = Number.NEGATIVE_INFINITY;
  let solving = 0;
  const tell = (estimate: Attribution | null) => {
    counted = performance.now();
    if (estimate) estimated = counted;
    const phase = done === 0 ? 'preparing' : 'sampling';
    const news = {
      phase,
      done: total === null ? done : Math.min(done, total),
      total,
      milliseconds: counted - start,
      note: job.takeNote(),
    } as const;
    job.progress({ ...news, record: estimate && record(estimate, 'samples') });
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<'deadline'>((resolve) => {
    if (milliseconds === undefined) return;
    timer = setTimeout(() => resolve('deadline'), Math.max(0, milliseconds - (performance.now() - start)));
  });
  try {
    tell(null);
    const outcome = await run({
      explainer,
      value: (ask, signal) =>
        value(ask, signal, (units) => {
          done += units;
          if (performance.now() - counted >= NEWS_MILLISECONDS) tell(null);
        }),
      halt: Promise.race([job.cancelled, deadline]),
      errorTarget: request.budget.error ?? null,
      estimated: (estimate, milliseconds) => {
        solving = milliseconds;
        tell(estimate);
      },
      due: () => performance.now() - estimated >= Math.max(NEWS_MILLISECONDS, SOLVING_SHARE * solving),
    });
    // A plan cut to fit a deadline stopped for the deadline's sake.
    const stopped = outcome.stopped === 'samples' && samples < choice.samples ? 'deadline' : outcome.stopped;
    const final = record(outcome.attribution, stopped);
    const note = job.takeNote();
    if (note) job.progress({ phase: 'sampling', done, total, milliseconds: performance.now() - start, record: null, note });
    return await sealRecord(final);
  } finally {
    clearTimeout(timer);
  }
}
