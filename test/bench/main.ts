// What an explanation costs compared with the bare forward passes of the same rows: medians, with
// the same number of workers on both sides, in alternation, the bare passes at their best batch
// size.

import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { english } from '../../src/catalogue/english.ts';
import { createPool } from '../../src/engine/pool/pool.ts';
import type { ExplainRequest } from '../../src/engine/protocol.ts';
import { spawnEngine } from '../../src/engine/workers/spawn.ts';
import { spawnEvaluator } from '../../src/engine/workers/spawn-evaluator.ts';
import { openBare, openProcesses } from './bare.ts';
import { median } from './median.ts';
import { openCase } from './open-case.ts';
import { rowsOf } from './rows.ts';

interface Case {
  readonly name: string;
  readonly id: string;
  readonly model: string;
  readonly photo?: string;
  readonly samples: number;
  /**
   * Explanations before those that are counted: on both sides, code that runs often is compiled
   * again.
   */
  readonly warm: number;
  readonly rounds: number;
  readonly batches: readonly number[];
  /** Rows on which batch sizes are compared. */
  readonly trialRows: number;
  /** How long the explanation may take, in units of the bare passes. */
  readonly limit: number;
  /** Whether workers are also compared with processes. */
  readonly processes?: true;
}

type Rows = Awaited<ReturnType<typeof rowsOf>>;

const tabular = {
  samples: 2048,
  warm: 16,
  rounds: 31,
  batches: [512, 1024, 2048, 4096, 8192, 16384],
  trialRows: 100_000,
  limit: 1.25,
};
const cases: readonly Case[] = [
  { name: 'credit MLP', id: 'credit', model: 'mlp', ...tabular },
  { name: 'breast-cancer MLP', id: 'breast-cancer', model: 'mlp', ...tabular },
  {
    name: 'MobileNet',
    id: 'mobilenet',
    model: 'model',
    photo: 'photos/cat.jpg',
    samples: 128,
    warm: 1,
    rounds: 5,
    batches: [1, 2, 4, 8],
    trialRows: 32,
    limit: 1.1,
    processes: true,
  },
];

/** Runs the cases whose name contains `only` and prints a line for each. */
export async function bench(examples: string, only = '', workers = availableParallelism()): Promise<void> {
  console.log(`${workers} workers on each side; medians\n`);
  for (const one of cases.filter(({ name }) => name.toLowerCase().includes(only.toLowerCase())))
    await measure(one, join(examples, one.id), workers);
}

async function measure(one: Case, folder: string, workers: number): Promise<void> {
  const file = async (name: string) => new Uint8Array(await readFile(join(folder, name)));
  const engine = spawnEngine({ workers });
  const { api } = engine;
  const { bytes, input, card, request, inputOf } = await openCase(api, file, one, one.samples);

  const asked = await rowsOf({ bytes, input, card, request }, one);
  const { count } = asked;
  const bare = await openBare(asked.model, workers);
  let best = one.batches[0];
  try {
    best = await bestBatch(one.batches, Math.min(count, one.trialRows), (run) => bare.time(run));
    let calls = 0;
    const explanation = async () => {
      const fresh: ExplainRequest = { ...request, input: await inputOf(), backend: 'wasm' };
      const start = performance.now();
      const record = await api.explain('bench', fresh, () => {}, { fresh: true });
      calls = record.calls;
      return performance.now() - start;
    };
    await explanation(); // opens the sessions
    const times: { explained: number; bare: number }[] = [];
    for (let round = 0; round < one.warm + one.rounds; round++)
      times.push({ explained: await explanation(), bare: await bare.time({ rows: count, batch: best }) });
    const mediansOf = (rounds: typeof times) =>
      [median(rounds.map((time) => time.explained)), median(rounds.map((time) => time.bare))] as const;
    const [explained, passes] = mediansOf(times.slice(one.warm));
    const [earlier, passesThen] = mediansOf(times.slice(0, one.warm));
    console.log(
      `${one.name.padEnd(18)} ${(explained / passes).toFixed(2)} (at most ${one.limit})   explanation ${explained.toFixed(0)} ms, ${calls} model rows; ` +
        `bare passes ${passes.toFixed(0)} ms, ${count} rows, best batch ${best}; the ${one.warm} before: ${(earlier / passesThen).toFixed(2)}`,
    );
  } finally {
    await bare.close();
    engine.close();
  }
  if (one.processes) await throughput(one, asked, best, workers);
}

/**
 * Rows a second of the evaluators' workers over those of equally many bare processes, on the same
 * rows and in alternation; a median.
 */
async function throughput(
  one: Case,
  { model, count, study, subject, asks }: Rows,
  batch: number,
  workers: number,
): Promise<void> {
  const pool = createPool({
    model: { file: one.name, bytes: study.bytes, binding: study.binding },
    backend: 'wasm',
    workers,
    spawn: () => spawnEvaluator(),
    note: (message) => console.error(english.text(message)),
  });
  const processes = await openProcesses(model, workers);
  try {
    const game = {
      masker: subject.masker,
      rowsPerCoalition: subject.rowsPerCoalition,
      outputs: [0],
      space: 'output',
    } as const;
    const { signal } = new AbortController();
    const valued = async () => {
      const start = performance.now();
      await Promise.all(asks.map((coalitions) => pool.value(game, coalitions, signal)));
      return performance.now() - start;
    };
    await valued();
    await processes.time({ rows: count, batch });
    const ratios: number[] = [];
    for (let round = 0; round < one.rounds; round++) {
      const own = await valued();
      ratios.push((await processes.time({ rows: count, batch })) / own);
    }
    console.log(
      `${one.name.padEnd(18)} ${median(ratios).toFixed(2)} (at least 0.95)   throughput of ${workers} workers over ${workers} bare processes`,
    );
  } finally {
    await processes.close();
    pool.close();
  }
}

/** The batch size at which the bare passes are fastest, each tried twice. */
async function bestBatch(
  batches: readonly number[],
  rows: number,
  time: (run: { rows: number; batch: number }) => Promise<number>,
): Promise<number> {
  await time({ rows: Math.min(rows, 4 * batches[0]), batch: batches[0] });
  let best = batches[0];
  let least = Number.POSITIVE_INFINITY;
  for (const batch of batches) {
    const took = Math.min(await time({ rows, batch }), await time({ rows, batch }));
    if (took < least) [best, least] = [batch, took];
  }
  return best;
}
