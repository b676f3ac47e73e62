import { english } from '../../src/catalogue/english.ts';
import { createPool } from '../../src/engine/pool/pool.ts';
import { spawnEvaluator } from '../../src/engine/workers/spawn-evaluator.ts';
import { alternated, type Case, type Rows } from './alternated.ts';
import { openBare, openProcesses } from './bare.ts';
import { median } from './median.ts';

/** A case in Node. */
export interface NodeCase extends Case {
  /** Whether workers are also compared with processes. */
  readonly processes?: true;
}

/** Measures a case, whose files `file` reads by name, and prints a line, or two. */
export async function measure(
  one: NodeCase,
  file: (name: string) => Promise<Uint8Array>,
  workers: number,
): Promise<void> {
  const { asked, best } = await alternated(one, { file, workers, openBare, print: console.log });
  if (one.processes) await throughput(one, asked, best, workers);
}

/**
 * Rows a second of the evaluators' workers over those of equally many bare processes, on the same
 * rows and in alternation; a median.
 */
async function throughput(
  one: NodeCase,
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
