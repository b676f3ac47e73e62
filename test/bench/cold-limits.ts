// How well limits of time are kept where nothing is warm: each explanation starts its own engine and
// evaluators, over all explainers and models of 4 to 1,000 columns.

import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseCard } from '../../src/data/card.ts';
import { CALL_MILLISECONDS } from '../../src/engine/pool/chunk-size.ts';
import type { Budget, EngineApi } from '../../src/engine/protocol.ts';
import { spawnEngine } from '../../src/engine/workers/spawn.ts';
import { explainers } from '../../src/explainers/index.ts';
import type { Explanation } from '../../src/records/record.ts';
import { figure, table } from './accuracy/tables.ts';
import { median } from './median.ts';
import { wideNetwork } from './wide/network.ts';

const LIMITS = 100;
const [SHORTEST, LONGEST] = [200, 20_000];
/** Bends the spacing so that most limits are short. */
const BEND = 1.5;
const TOLERANCE = 0.1;
/** Samples, in the default's, of the run that stands for the true values of a small model. */
const TRUTH = 8;
const SEED = 0;

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
   * Until the model was open and had answered its first call. What ends so late after that keeps
   * the limit as well as a cold model can.
   */
  readonly started: number;
  /** Error over that of an unlimited run of as many samples; null where either is not known. */
  readonly ratio: number | null;
  readonly nothing: boolean;
}

export interface ColdLimits {
  /** Limits in all. */
  readonly count?: number;
  /** Only those whose explainer and model contain it, as in "glime credit". */
  readonly only?: string;
}

/** Prints how well limits of time are kept; each explanation's line goes to standard error. */
export async function coldLimits(root: string, { count = LIMITS, only = '' }: ColdLimits = {}): Promise<void> {
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
  const truths = new Map<string, Promise<Float64Array | null>>();
  const runs: Kept[] = [];
  for (let i = 0; i < count; i++) {
    const limit = Math.round(SHORTEST * (LONGEST / SHORTEST) ** ((i / Math.max(1, count - 1)) ** BEND));
    const { name, maxPlayers = Number.POSITIVE_INFINITY, family } = tried[i % tried.length];
    const able = cases.filter(({ columns }) => columns <= maxPlayers);
    const one = able[(i + Math.floor(i / tried.length)) % able.length];
    if (!`${name} ${one.name}`.includes(only)) continue;
    const began = performance.now();
    const { record, took, started } = await explained(one, name, { milliseconds: limit, error: 0 });
    const nothing = record.coalitions === 0;
    let ratio: number | null = null;
    const known = family === 'shap' && one.shapley;
    // Of very many columns, only Shapley values are known without an explanation of many minutes.
    if (!nothing && record.stopped === 'deadline' && (known || one.columns <= 100)) {
      const key = `${name} ${one.name}`;
      if (!truths.has(key)) truths.set(key, known ? Promise.resolve(one.shapley) : longRun(one, name));
      const truth = await truths.get(key);
      if (truth) {
        const { record: free } = await explained(one, name, { samples: record.coalitions, error: 0 });
        const [here, there] = [error(record, truth), error(free, truth)];
        ratio = here === there ? 1 : here / there;
      }
    }
    runs.push({ explainer: name, model: one.name, limit, took, started, ratio, nothing });
    const over = (took - limit).toFixed(0);
    const [seconds, errors] = [(performance.now() - began) / 1000, ratio === null ? '–' : figure(ratio)];
    console.error(
      `${name} ${one.name}: ${limit} ms, over by ${over}, ${record.stopped} (${seconds.toFixed(1)} s in all), ` +
        `started after ${started.toFixed(0)}, ${record.coalitions} samples, error ratio ${errors}`,
    );
  }
  if (runs.length > 0) print(runs);
  console.log(`Load when it ends: ${loadavg().map((load) => load.toFixed(1))}`);
}

function print(runs: readonly Kept[]): void {
  const names = [...new Set(runs.map(({ explainer }) => explainer))];
  const over = ({ limit, took }: Kept): number => Math.max(0, took - limit);
  const allowed = ({ limit }: Kept): number => Math.max(TOLERANCE * limit, CALL_MILLISECONDS);
  const kept = (run: Kept): boolean => over(run) <= allowed(run);
  const keptSince = (run: Kept): boolean => run.took - Math.max(run.limit, run.started) <= allowed(run);
  const part = (own: readonly Kept[], fits: (run: Kept) => boolean): string =>
    `${Math.round((100 * own.filter(fits).length) / own.length)} %`;
  table(
    `${runs.length} limits from ${SHORTEST / 1000} to ${LONGEST / 1000} s, all cold`,
    [
      '',
      'runs',
      'over, median ms',
      'worst ms',
      'kept',
      'or after the start and a call',
      'nothing learnt',
      'error ratio, median',
      'worst',
    ],
    [...names, 'all'].map((name) => {
      const own = runs.filter(({ explainer }) => name === 'all' || explainer === name);
      const ratios = own.flatMap(({ ratio }) => ratio ?? []);
      return [
        name,
        `${own.length}`,
        median(own.map(over)).toFixed(0),
        Math.max(...own.map(over)).toFixed(0),
        part(own, kept),
        part(own, keptSince),
        `${own.filter(({ nothing }) => nothing).length}`,
        ratios.length > 0 ? figure(median(ratios)) : '–',
        ratios.length > 0 ? figure(Math.max(...ratios)) : '–',
      ];
    }),
  );
}

async function longRun(one: Case, name: string): Promise<Float64Array | null> {
  const description = explainers.find((each) => each.name === name);
  const samples = TRUTH * (description?.defaultSamples({ kind: 'image' }, one.columns) ?? 0);
  const { record } = await explained(one, name, { samples: Math.max(samples, 4096), error: 0 });
  return Float64Array.from(record.attributions[0]);
}

/** Root mean squared error of the first output. */
const error = ({ attributions: [found] }: Explanation, truth: Float64Array): number =>
  Math.sqrt(truth.reduce((sum, value, i) => sum + (found[i] - value) ** 2, 0) / truth.length);

/** One explanation by an engine of its own. */
async function explained(one: Case, explainer: string, budget: Budget) {
  const engine = spawnEngine();
  try {
    const study = await open(engine.api, one);
    const start = performance.now();
    let started = Number.NaN;
    const record = await engine.api.explain(
      'bench',
      {
        study,
        input: { kind: 'row', row: one.row },
        explainer: { name: explainer },
        outputs: 'default',
        seed: SEED,
        budget,
        curves: false,
      },
      () => {
        // The first news is sent once the model has answered the row itself.
        if (Number.isNaN(started)) started = performance.now() - start;
      },
    );
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
