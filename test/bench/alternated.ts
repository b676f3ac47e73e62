// An explanation in alternation with the bare forward passes of the same rows, at their best batch
// size, with the same number of workers on both sides; in Node and in browsers.

import type { ExplainRequest } from '../../src/engine/protocol.ts';
import { spawnEngine } from '../../src/engine/workers/spawn.ts';
import { median } from './median.ts';
import { openCase } from './open-case.ts';
import { rowsOf } from './rows.ts';

export interface Case {
  readonly name: string;
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
}

/** How explanations of tables are measured. */
export const tabular = {
  samples: 2048,
  warm: 16,
  rounds: 31,
  batches: [512, 1024, 2048, 4096, 8192, 16384],
  trialRows: 100_000,
  limit: 1.25,
};
export type Rows = Awaited<ReturnType<typeof rowsOf>>;

/** Workers with the model open that answer rows and do nothing else. */
export interface Bare {
  /** Milliseconds that all of them together take for the first `rows` rows. */
  time(run: { readonly rows: number; readonly batch: number }): Promise<number>;
  close(): Promise<void>;
}

interface Sides {
  /** Reads a file of the case by its name. */
  readonly file: (name: string) => Promise<Uint8Array>;
  readonly workers: number;
  readonly openBare: (model: Rows['model'], workers: number) => Promise<Bare>;
  readonly print: (line: string) => void;
}

/** Measures a case and prints a line; its rows, and the bare passes' best batch size. */
export async function alternated(
  one: Case,
  { file, workers, openBare, print }: Sides,
): Promise<{ asked: Rows; best: number }> {
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
    print(
      `${one.name.padEnd(18)} ${(explained / passes).toFixed(2)} (at most ${one.limit})   explanation ${explained.toFixed(0)} ms, ${calls} model rows; ` +
        `bare passes ${passes.toFixed(0)} ms, ${count} rows, best batch ${best}; the ${one.warm} before: ${(earlier / passesThen).toFixed(2)}`,
    );
  } finally {
    await bare.close();
    engine.close();
  }
  return { asked, best };
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
