import { version } from '../../package.json';
import { sha256 } from '../data/hash.ts';
import { OrielError } from '../errors.ts';
import type { Ask, Attribution, OptionValues } from '../explainers/explainer.ts';
import { readOptions } from '../explainers/options.ts';
import { coalitionsOf } from '../games/coalitions.ts';
import { createRandom } from '../games/random.ts';
import { canonicalJson } from '../records/canonical.ts';
import type { Explanation } from '../records/record.ts';
import { engineWords } from '../words/en.ts';
import { chooseExplainer, type ExplainerChoice } from './choose.ts';
import { selectOutputs } from './outputs.ts';
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
/** Part of a time budget that sampling is planned to take; the rest is for solving and what went before. */
const PLANNED_SHARE = 0.9;
const PROBE_MILLISECONDS = 30;

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
  const samples = await planned(choice, job, game, start, (rows) => {
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
    },
    options,
  );

  const record = (attribution: Attribution, stopped: Stopped): Explanation =>
    recordOf(job, choice, options, outputs, answer, link === 'logit' ? 'logit' : 'output', attribution, {
      calls,
      stopped,
      milliseconds: performance.now() - start,
      runtime: ready.runtime,
      adapter: pool.backend === 'webgpu' ? ready.adapter : null,
    });

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
  const { milliseconds } = request.budget;
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
    const { created: _created, milliseconds: _time, backend: _backend, runtime: _runtime, id: _id, ...lasting } = final;
    return { ...final, id: (await sha256(new TextEncoder().encode(canonicalJson(lasting)))).slice(0, 32) };
  } finally {
    clearTimeout(timer);
  }
}

/** Samples to plan for: the budget's own, or, where time is limited, what measured speed allows. */
async function planned(
  choice: ExplainerChoice,
  job: Job,
  game: PreparedGame,
  start: number,
  used: (rows: number) => void,
): Promise<number> {
  const { milliseconds } = job.request.budget;
  if (milliseconds === undefined || choice.description.name === 'exact') return choice.samples;
  const { pool, subject } = job;
  const signal = new AbortController().signal;
  const byRow = choice.description.family === 'lime' && subject.explained.kind === 'tabular';
  for (let units = byRow ? 256 : 2; ; units *= 2) {
    const before = performance.now();
    if (byRow) {
      const rows = new Float32Array(units * subject.instance.length);
      for (let row = 0; row < units; row++) rows.set(subject.instance, row * subject.instance.length);
      await pool.predict(rows, units, game.outputs, signal);
    } else {
      await pool.value(game, coalitionsOf(subject.players.length, units), signal);
    }
    used(units * (byRow ? 1 : subject.rowsPerCoalition));
    const took = performance.now() - before;
    const left = milliseconds - (performance.now() - start);
    if (took < PROBE_MILLISECONDS && left > 2 * took) continue;
    const affordable = Math.floor((Math.max(0, left) * PLANNED_SHARE * units) / Math.max(0.05, took));
    const least = byRow ? 64 : 2 * subject.players.length;
    return Math.min(choice.samples, Math.max(least, affordable - (affordable % 2)));
  }
}

interface Measured {
  readonly calls: number;
  readonly stopped: Stopped;
  readonly milliseconds: number;
  readonly runtime: string;
  readonly adapter: string | null;
}

function recordOf(
  job: Job,
  choice: ExplainerChoice,
  options: OptionValues,
  outputs: readonly number[],
  answer: Float64Array,
  space: 'output' | 'logit',
  found: Attribution,
  measured: Measured,
): Explanation {
  const { request, subject, study, pool } = job;
  const rows = (values: Float64Array) => outputs.map((_, k) => Array.from(values.subarray(k * found.players, (k + 1) * found.players)));
  const attributions = rows(found.values);
  const residual = (values: readonly number[], k: number) =>
    values.reduce((sum, value) => sum + value, found.base[k]) - found.prediction[k];
  return {
    schema: 'oriel.explanation/1',
    id: 'unfinished',
    created: new Date().toISOString(),
    model: { name: study.card.name, sha256: study.facts.sha256, format: study.facts.format },
    input: subject.input,
    background: subject.background,
    players: [...subject.players],
    groups: request.groups ? Object.fromEntries(Object.entries(request.groups).map(([name, columns]) => [name, [...columns]])) : null,
    outputs: outputs.map((output) => study.study.outputs[output]),
    space,
    explainer: { requested: request.explainer.name, name: choice.description.name, options: { ...options }, why: choice.why },
    seed: request.seed,
    modelOutput: outputs.map((output) => answer[output]),
    base: Array.from(found.base),
    prediction: Array.from(found.prediction),
    attributions,
    standardErrors: found.standardErrors && rows(found.standardErrors),
    additivityResidual: found.additive ? attributions.map(residual) : null,
    fidelity: Object.fromEntries(
      Object.entries(found.fidelity).map(([name, value]) => [name, typeof value === 'number' ? value : [...value]]),
    ),
    coalitions: found.coalitions,
    calls: measured.calls,
    stopped: measured.stopped,
    milliseconds: measured.milliseconds,
    backend: { name: pool.backend, adapter: measured.adapter, why: job.backendWhy },
    runtime: measured.runtime,
    engine: `oriel ${version}`,
  };
}
