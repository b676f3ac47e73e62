import { type Numbers, roomFor } from '../../numerics/numbers.ts';
import type { Pool } from '../pool/pool.ts';
import type { TabularStudy } from '../studies/study.ts';
import { FIRST_BLOCK, nextBlock } from './block-size.ts';
import type { ReadyMethod } from './structural.ts';

/** Rows that were explained together, as numbers alone. */
export interface ExplainedBlock {
  /** The place of its first row among those asked for. */
  readonly from: number;
  readonly count: number;
  /** Numbers of its rows, one row after the other: see `pack` of structural explainers. */
  readonly packed: Float64Array;
  /** The model's answers to the rows, count × K, where they were asked for. */
  readonly answers: Float64Array | null;
  readonly milliseconds: number;
}

export interface BlocksJob {
  readonly study: TabularStudy;
  readonly pool: Pool;
  readonly method: ReadyMethod;
  /** Rows of the table: numbers in any order, or all from the first to the last. */
  readonly rows: Int32Array | { readonly first: number; readonly last: number };
  /** Whether the model is asked for its answers, too. */
  readonly answered?: boolean;
  /** Most rows of a block. */
  readonly largest?: number;
  /** Blocks that are asked for before they are wanted, so that no evaluator waits for a taker. */
  readonly ahead?: number;
  readonly signal: AbortSignal;
}

const LARGEST_BLOCK = 4096;

const AHEAD = 2;

/**
 * Explains rows by one method, in their order. A row that the model cannot take ends a block before
 * it, and is an error where it would begin one. Ends where the signal is aborted.
 */
export async function* explainedBlocks(job: BlocksJob): AsyncGenerator<ExplainedBlock> {
  const { study, pool, method, rows, answered = false, largest = LARGEST_BLOCK, ahead = AHEAD, signal } = job;
  const total = rows instanceof Int32Array ? rows.length : rows.last - rows.first + 1;
  const numberOf = (at: number): number => (rows instanceof Int32Array ? rows[at] : rows.first + at);
  const columns = study.study.columns.length;
  const outputs = study.study.outputs.map((_, output) => output);
  // Whoever has enough of it takes no more: what is asked for ahead is not wanted then.
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  let size = FIRST_BLOCK;
  let arrived = 0;

  /** Room for rows that are answered, used again: it would be given back much later. */
  const rooms: Numbers[] = [];

  /** Rows that the model can take, one after the other, as many as are wanted or fewer. */
  function taken(from: number, wanted: number) {
    const before = rooms.pop();
    const room = before && before.length >= wanted * columns ? before : roomFor(study.precision, wanted * columns);
    let count = 0;
    try {
      for (; count < wanted; count++) study.readRow(numberOf(from + count), room, count * columns);
    } catch (error) {
      if (count === 0) throw error;
    }
    return { count, columns, data: room.subarray(0, count * columns), room };
  }

  function ask(from: number): { readonly count: number; readonly block: Promise<ExplainedBlock> } {
    const block = taken(from, Math.min(size, total - from));
    const { count } = block;
    const begun = performance.now();
    const asked = Promise.all([
      pool.explain(method.spec, block, method.width, leaving.signal),
      answered ? pool.predict(block, outputs, leaving.signal) : null,
    ]).then(([packed, answers]) => {
      rooms.push(block.room);
      // The evaluators had others to explain before.
      const milliseconds = performance.now() - Math.max(begun, arrived);
      arrived = performance.now();
      size = nextBlock({ count, milliseconds }, size, largest);
      return { from, count, packed, answers, milliseconds };
    });
    asked.catch(() => {}); // thrown where it is taken, if it still is
    return { count, block: asked };
  }

  const waiting: Promise<ExplainedBlock>[] = [];
  let next = 0;
  let wrong: { readonly error: unknown } | null = null;
  signal.addEventListener('abort', leave);
  try {
    while (!signal.aborted) {
      while (!wrong && next < total && waiting.length <= ahead) {
        try {
          const { count, block } = ask(next);
          waiting.push(block);
          next += count;
        } catch (error) {
          wrong = { error };
        }
      }
      const first = waiting.shift();
      if (!first && wrong) throw wrong.error;
      if (!first) return;
      yield await first;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}
