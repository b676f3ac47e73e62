// Very many columns: the error that `auto` has there beside shap's permutation estimator's with as
// many calls, on games with known values, and the time that a network of many columns takes.

import { parseCard } from '../../../src/data/card.ts';
import { spawnEngine } from '../../../src/engine/workers/spawn.ts';
import type { ExplainerDescription } from '../../../src/explainers/explainer.ts';
import { explainerNamed } from '../../../src/explainers/index.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import { coalitionsIn, contextOf } from '../../unit/support/drive.ts';
import { count, figure, table } from '../accuracy/tables.ts';
import { wideGames } from './games.ts';
import { wideNetwork } from './network.ts';
import type { WideGame } from './terms.ts';

const SIZES = [110, 200, 300, 1000, 3000, 5000];
/** Coalitions, and by what more they are asked for than players. */
const FIXED = [512, 1024, 2048, 4096];
const TIMES = [2, 4];
/** Sizes at which the choice between the two for fewer and for more players is made. */
const BETWEEN = 300;
const NETWORKS = [1000, 3000];
const LIMIT = 10_000;

/** Prints errors and times of the games and networks whose name contains `only`. */
export async function wide(only: string): Promise<void> {
  console.log('Root mean squared error over the spread of the exact values, and correlation with them; seed 0');
  for (const players of SIZES) {
    const budgets = [...new Set([...FIXED, ...TIMES.map((times) => times * players)])].sort((a, b) => a - b);
    const names = ['bifurcation-shap', 'permutation-shap', 'kernel-shap', ...(players <= BETWEEN ? ['gp-shap'] : [])];
    for (const make of wideGames(players)) {
      const game = make();
      if (!game.name.includes(only)) continue;
      const rows: string[][] = [];
      for (const name of names) {
        const row = [name];
        for (const samples of budgets) row.push(await cell(explainerNamed(name), game, samples));
        rows.push(row);
      }
      table(game.name, ['', ...budgets.map(count)], rows);
    }
  }
  for (const columns of NETWORKS) if (`network ${columns}`.includes(only)) await network(columns);
}

async function cell(description: ExplainerDescription, game: WideGame, samples: number): Promise<string> {
  const context = contextOf({ players: game.players, outputs: 1 }, { samples });
  const explainer = await description.create(context, readOptions(description, {}));
  let step = explainer.next();
  while (!step.done) {
    const { hurried } = step.value;
    const coalitions = coalitionsIn(step.value);
    // What ends a run is solved as it is in limited time: without a large matrix.
    if (coalitions.count === 0 && hurried) {
      const found = game.players > BETWEEN ? hurried.rough?.() : step.value.estimate?.();
      if (found) return scored(found.values, game);
    }
    step = explainer.next(game.value(coalitions));
  }
  return scored(step.value.values, game);
}

const scored = (values: Float64Array, { shapley }: WideGame): string => {
  const { error, correlation } = compare(values, shapley);
  return `${figure(error)} (${correlation.toFixed(3)})`;
};

function compare(found: ArrayLike<number>, truth: Float64Array): { error: number; correlation: number } {
  const n = truth.length;
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / n;
  const [middle, centre] = [mean(found), mean(truth)];
  let [off, own, spread, common] = [0, 0, 0, 0];
  for (const [i, value] of truth.entries()) {
    off += (found[i] - value) ** 2;
    own += (found[i] - middle) ** 2;
    spread += (value - centre) ** 2;
    common += (found[i] - middle) * (value - centre);
  }
  return { error: Math.sqrt(off / spread), correlation: own > 0 ? common / Math.sqrt(own * spread) : 0 };
}

/** A network of many columns in the engine: its first estimate, and what ten seconds give. */
async function network(columns: number): Promise<void> {
  const { model: bytes, csv, shapley } = wideNetwork(columns);
  const engine = spawnEngine();
  try {
    const { api } = engine;
    const source = (name: string, data: Uint8Array) => ({ name, data: data.slice().buffer as ArrayBuffer });
    const model = (await api.openModel(source('wide.onnx', bytes))).handle;
    const data = (await api.openTable(source('wide.csv', new TextEncoder().encode(csv)))).handle;
    const card = parseCard(
      { schema: 'oriel.card/1', name: 'wide', task: 'regression', input: { kind: 'tabular' } },
      'wide',
    );
    const { handle } = await api.study({ model, table: data, card });
    const truth = shapley(3);
    const rows: string[][] = [];
    for (const name of ['auto', 'permutation-shap', 'kernel-shap']) {
      const start = performance.now();
      let first = Number.NaN;
      const record = await api.explain(
        'bench',
        {
          study: handle,
          input: { kind: 'row', row: 3 },
          explainer: { name },
          outputs: 'default',
          seed: 0,
          budget: { milliseconds: LIMIT, error: 0 },
          curves: false,
        },
        (news) => {
          if (news.record && Number.isNaN(first)) first = performance.now() - start;
        },
        { fresh: true },
      );
      const { error, correlation } = compare(record.attributions[0], truth);
      const took = performance.now() - start;
      rows.push([
        name,
        figure(first / 1000),
        figure(took / 1000),
        count(record.coalitions),
        figure(error),
        correlation.toFixed(3),
      ]);
    }
    table(
      `network ${columns}: tanh units of 40 columns, ${LIMIT / 1000} s`,
      ['', 'first estimate, s', 'took, s', 'coalitions', 'error', 'correlation'],
      rows,
    );
  } finally {
    engine.close();
  }
}
