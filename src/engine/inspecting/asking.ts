import { roomFor } from '../../numerics/numbers.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import type { TabularStudy } from '../studies/study.ts';

/** Asks a model for rows. */
export interface Asking {
  /** Answers to rows [count × columns]: count × K. Null where it was stopped. */
  answers(data: Float64Array, count: number, done?: (rows: number) => void): Promise<Float64Array | null>;
  /** Rows asked for by now. */
  readonly calls: number;
}

/** Null where it fails because it was stopped. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** Rows that are asked for together. */
const BLOCK = 4096;

export function createAsking(
  study: TabularStudy,
  { pool }: OpenedPool,
  { signal, isOn }: { readonly signal: AbortSignal; readonly isOn: () => Promise<boolean> },
): Asking {
  const width = study.study.columns.length;
  const outputs = study.study.outputs.map((_, output) => output);
  let calls = 0;
  return {
    async answers(data, count, done = () => {}) {
      const all = new Float64Array(count * outputs.length);
      const ask = (from: number) => {
        const size = Math.min(BLOCK, count - from);
        const block = roomFor(study.precision, size * width);
        block.set(data.subarray(from * width, (from + size) * width));
        const rows = { count: size, columns: width, data: block };
        return { from, size, found: unlessAborted(signal, pool.predict(rows, outputs, signal)) };
      };
      let asked = 0;
      let waiting: ReturnType<typeof ask>[] = [];
      while (asked < count || waiting.length > 0) {
        if (!(await isOn())) return null;
        // The evaluators have the next block while this one is taken in.
        for (; asked < count && waiting.length < 2; asked += BLOCK) {
          const next = ask(asked);
          next.found.catch(() => {}); // thrown below, unless the one before it fails
          waiting.push(next);
        }
        const [{ from, size, found }, ...rest] = waiting;
        waiting = rest;
        const answers = await found;
        if (!answers) return null;
        all.set(answers, from * outputs.length);
        calls += size;
        done(from + size);
      }
      return all;
    },
    get calls() {
      return calls;
    },
  };
}
