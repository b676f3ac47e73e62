// How well limits of time are kept where nothing is warm: each explanation starts its own engine and
// evaluators, over all explainers and models of 4 to 1,000 columns.

import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseCard } from '../../src/data/card.ts';
import { CALL_MILLISECONDS } from '../../src/engine/pool/chunk-size.ts';
import type { Budget, EngineApi } from '../../src/engine/protocol.ts';
import { spawnEngine } from '../../src/engine/workers/spawn.ts';
import { OrielError } from '../../src/errors.ts';
import { explainers } from '../../src/explainers/index.ts';
import type { Explanation } from '../../src/records/record.ts';
import { figure, table } from './accuracy/tables.ts';
import { bareTimer, slowdown } from './bare-timer.ts';
import { median } from './median.ts';
import { wideNetwork } from './wide/network.ts';

const LIMITS = 100;
const [SHORTEST, LONGEST] = [200, 20_000];
/** Bends the spacing so that most limits are short. */
const BEND = 1.5;
/** Part of the limit that an answer may be late, or a chunk: the time of what an evaluator gets at once. */
const TOLERANCE = 0.1;
/**
 * Samples of the run that stands for the true values of a small model: in the default's, and in
 * those of the run whose error is sought.
 */
const TRUTH = 8;
const MORE = 4;
/** Errors below this part of the values' size count as that: nobody sees which is the smaller. */
const UNSEEN = 1e-4;
/** A free run has as many calls if they differ by no more than this part. */
const ALIKE = 0.02;
const [SEED, OTHER_SEED] = [0, 1];

interface Case {
  readonly name: string;
  readonly columns: number;
  readonly row: number;
  readonly model: Uint8Array;
  readonly data: Uint8Array;
  readonly card: unknown;
  /** Shapley values against all rows; null where they are not known. */
  readonly shapley: Float64Array | null;
}

interface Kept {
  readonly explainer: string;
  readonly model: string;
  readonly limit: number;
  readonly took: number;
  /**
   * Milliseconds that a timer of this limit (of a second at most) was late just after, in a worker
   * that has nothing else to do: so late is whatever runs on this machine.
   */
  readonly bare: number;
  /** How many times as long work took just after, since others wanted the cores too. */
  readonly slower: number;
  /** Until the model was open and had answered its first call; NaN where there was no time for it. */
  readonly started: number;
  /** Error over that of an unlimited run of as many calls; null where either is not known. */
  readonly ratio: number | null;
  /** `failure-time`: there was no time for anything. */
  readonly refused: boolean;
  readonly nothing: boolean;
}

export interface ColdLimits {
  /** Limits in all. */
  readonly count?: number;
  /** Only those whose explainer and model contain it, as in "glime credit". */
  readonly only?: string;
  /** Only those of up to this many milliseconds. */
  readonly longest?: number;
  /** Whether errors are found, too: that takes several times as long. */
  readonly errors?: boolean;
}

/** Prints how well limits of time are kept; each explanation's line goes to standard error. */
export async function coldLimits(root: string, options: ColdLimits = {}): Promise<void> {
  const { count = LIMITS, only = '', longest = LONGEST, errors: wanted = true } = options;
  console.log(`Load when it starts: ${loadavg().map((load) => load.toFixed(1))}`);
  const cases = [
    await example(root, 'credit', 'mlp', 20),
    wideCase(1000),
    await example(root, 'penguins', 'forest', 6),
    wideCase(100),
    await example(root, 'breast-cancer', 'mlp', 30),
  ];
  const tried = explainers.filter(
    ({ structural, derivatives, inputs }) => !structural && !derivatives && inputs.includes('tabular'),
  );
  const truths = new Map<string, { readonly samples: number; readonly values: Promise<Float64Array | null> }>();
  const truthOf = (one: Case, name: string, samples: number): Promise<Float64Array | null> => {
    const key = `${name} ${one.name}`;
    const found = truths.get(key);
    if (found && found.samples >= MORE * samples) return found.values;
    const many = Math.max(4096, TRUTH * defaultSamples(name, one), MORE * samples);
    const values = longRun(one, name, many);
    truths.set(key, { samples: many, values });
    return values;
  };
  const runs: Kept[] = [];
  for (let i = 0; i < count; i++) {
    const limit = Math.round(SHORTEST * (LONGEST / SHORTEST) ** ((i / Math.max(1, count - 1)) ** BEND));
    const { name, maxPlayers = Number.POSITIVE_INFINITY, family } = tried[i % tried.length];
    const able = cases.filter(({ columns }) => columns <= maxPlayers);
    const one = able[(i + Math.floor(i / tried.length)) % able.length];
    if (limit > longest || !`${name} ${one.name}`.includes(only)) continue;
    const began = performance.now();
    const { record, took, started } = await explained(one, name, { milliseconds: limit, error: 0 });
    const bare = await bareTimer(Math.min(limit, 1000));
    const slower = slowdown();
    const nothing = record?.coalitions === 0;
    let errors: readonly number[] | null = null;
    const known = family === 'shap' ? one.shapley : null;
    // Of very many columns, only Shapley values are known without an explanation of many minutes.
    if (wanted && record && !nothing && record.stopped === 'deadline' && (known || one.columns <= 100)) {
      const truth = known ?? (await truthOf(one, name, record.coalitions));
      const free = truth && (await freeRun(one, name, record));
      if (free) errors = [error(record, truth), error(free, truth)];
    }
    const ratio = errors && errors[0] / errors[1];
    const run = {
      explainer: name,
      model: one.name,
      limit,
      took,
      bare,
      slower,
      started,
      ratio,
      refused: !record,
      nothing,
    };
    runs.push(run);
    const [seconds, start] = [(performance.now() - began) / 1000, Number.isNaN(started) ? '–' : started.toFixed(0)];
    console.error(
      `${name} ${one.name}: ${limit} ms, over by ${over(run).toFixed(0)}, a bare timer by ${bare.toFixed(0)}, ` +
        `work ${slower.toFixed(1)} times slower, ` +
        `${record?.stopped ?? 'no time'} (${seconds.toFixed(1)} s in all), started after ${start}, ` +
        `${record?.coalitions ?? 0} samples, errors ${errors?.map(figure).join(' and ') ?? '–'}`,
    );
  }
  if (runs.length > 0) print(runs);
  console.log(`Load when it ends: ${loadavg().map((load) => load.toFixed(1))}`);
}

const over = ({ limit, took }: Kept): number => took - limit;

function print(runs: readonly Kept[]): void {
  const names = [...new Set(runs.map(({ explainer }) => explainer))];
  const late = (run: Kept): number => Math.max(0, over(run));
  const allowed = ({ limit }: Kept): number => Math.max(TOLERANCE * limit, CALL_MILLISECONDS);
  const kept = (run: Kept): boolean => over(run) <= allowed(run);
  const keptHere = (run: Kept): boolean => over(run) - run.bare <= allowed(run);
  const part = (own: readonly Kept[], fits: (run: Kept) => boolean): string =>
    `${Math.round((100 * own.filter(fits).length) / own.length)} %`;
  const row = (name: string, own: readonly Kept[]): string[] => {
    const ratios = own.flatMap(({ ratio }) => ratio ?? []);
    return [
      name,
      `${own.length}`,
      median(own.map(late)).toFixed(0),
      Math.max(...own.map(late)).toFixed(0),
      Math.max(...own.map(({ bare }) => bare)).toFixed(0),
      figure(median(own.map(({ slower }) => slower))),
      part(own, kept),
      part(own, keptHere),
      `${own.filter(({ refused }) => refused).length}`,
      `${own.filter(({ nothing }) => nothing).length}`,
      ratios.length > 0 ? figure(median(ratios)) : '–',
      ratios.length > 0 ? figure(Math.max(...ratios)) : '–',
    ];
  };
  const ranges = [SHORTEST, 500, 1500, 5000, LONGEST + 1];
  table(
    `${runs.length} limits from ${SHORTEST / 1000} to ${LONGEST / 1000} s, all cold. Kept: no later than by ` +
      `${100 * TOLERANCE} % or a chunk, the ${CALL_MILLISECONDS} ms of work that an evaluator gets at once`,
    [
      '',
      'runs',
      'over, median ms',
      'worst ms',
      'a bare timer, worst ms',
      'work slower, times',
      'kept',
      'kept beside that timer',
      'said no time',
      'nothing learnt',
      'error ratio, median',
      'worst',
    ],
    [
      ...names.map((name) =>
        row(
          name,
          runs.filter(({ explainer }) => explainer === name),
        ),
      ),
      ...ranges.slice(1).flatMap((to, i) => {
        const own = runs.filter(({ limit }) => limit >= ranges[i] && limit < to);
        return own.length > 0 ? [row(`${ranges[i] / 1000} to ${Math.floor(to / 100) / 10} s`, own)] : [];
      }),
      row('all', runs),
    ],
  );
}

const defaultSamples = (name: string, { columns }: Case): number =>
  explainers.find((each) => each.name === name)?.defaultSamples({ kind: 'image' }, columns) ?? 0;

/** By other draws than those of the runs whose errors it shows. */
async function longRun(one: Case, name: string, samples: number): Promise<Float64Array | null> {
  const { record } = await explained(one, name, { samples, error: 0 }, OTHER_SEED);
  return record && Float64Array.from(record.attributions[0]);
}

/** A run without a limit of as many calls of the model as a limited one. */
async function freeRun(one: Case, name: string, limited: Explanation): Promise<Explanation | null> {
  const asFar = async (samples: number): Promise<Explanation | null> =>
    (await explained(one, name, { samples, error: 0 })).record;
  const free = await asFar(limited.coalitions);
  // Its estimate may be of fewer samples than it had asked for by then.
  const part = free ? limited.calls / free.calls : 1;
  return Math.abs(part - 1) <= ALIKE ? free : asFar(Math.round(part * limited.coalitions));
}

/** Root mean squared error of the first output, as far as anybody can see. */
const error = ({ attributions: [found] }: Explanation, truth: Float64Array): number => {
  const size = Math.sqrt(truth.reduce((sum, value) => sum + value * value, 0) / truth.length);
  const off = Math.sqrt(truth.reduce((sum, value, i) => sum + (found[i] - value) ** 2, 0) / truth.length);
  return Math.max(off, UNSEEN * size);
};

/** One explanation by an engine of its own; without a record where there was no time for any. */
async function explained(one: Case, explainer: string, budget: Budget, seed = SEED) {
  const engine = spawnEngine();
  try {
    const study = await open(engine.api, one);
    const start = performance.now();
    let started = Number.NaN;
    const explaining = engine.api.explain(
      'bench',
      {
        study,
        input: { kind: 'row', row: one.row },
        explainer: { name: explainer },
        outputs: 'default',
        seed,
        budget,
        curves: false,
      },
      () => {
        // The first news is sent once the model has answered the row itself.
        if (Number.isNaN(started)) started = performance.now() - start;
      },
    );
    const record = await explaining.catch((thrown: unknown) => {
      if (thrown instanceof OrielError && thrown.code === 'failure-time') return null;
      throw thrown;
    });
    return { record, took: performance.now() - start, started };
  } finally {
    engine.close();
  }
}

async function open(api: EngineApi, { name, model, data, card }: Case): Promise<string> {
  const source = (file: string, bytes: Uint8Array) => ({ name: file, data: bytes.slice().buffer as ArrayBuffer });
  const opened = (await api.openModel(source(`${name}.onnx`, model))).handle;
  const rows = (await api.openTable(source(`${name}.csv`, data))).handle;
  return (await api.study({ model: opened, table: rows, card: parseCard(card, name) })).handle;
}

async function example(root: string, id: string, model: string, columns: number): Promise<Case> {
  const file = (name: string) => readFile(join(root, 'public/examples', id, name));
  const card = JSON.parse(new TextDecoder().decode(await file(`${model}.card.json`)));
  return {
    name: id,
    columns,
    row: Number(card.samples[0]),
    model: await file(`${model}.onnx`),
    data: await file('data.csv'),
    card,
    shapley: null,
  };
}

function wideCase(columns: number): Case {
  const { model, csv, shapley } = wideNetwork(columns);
  const name = `${columns} columns`;
  const card = { schema: 'oriel.card/1', name, task: 'regression', input: { kind: 'tabular' } };
  return { name, columns, row: 3, model, data: new TextEncoder().encode(csv), card, shapley: shapley(3) };
}
