import { roomFor } from '../../numerics/numbers.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import type { TabularStudy } from '../studies/study.ts';

/** Asks a model for rows. */
export interface Asking {
  /** Answers to rows [count × columns]: count × K. Null where it was stopped. */
  answers(data: Float64Array, count: number, options?: AnswersOptions): Promise<Float64Array | null>;
  /** Rows asked for by now. */
  readonly calls: number;
}

export interface AnswersOptions {
  /** count: places of the rows in the order of asking. Default: as they stand. */
  readonly order?: Int32Array;
  /** Hears how many rows are answered by now, and all answers; the next block waits for it. */
  readonly heard?: (rows: number, answers: Float64Array) => void | Promise<void>;
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
export const BLOCK = 4096;
/** Blocks that are asked for at a time. */
const AHEAD = 3;

export function createAsking(
  study: TabularStudy,
  { pool }: OpenedPool,
  { signal, isOn }: { readonly signal: AbortSignal; readonly isOn: () => Promise<boolean> },
): Asking {
  const width = study.study.columns.length;
  const outputs = study.study.outputs.map((_, output) => output);
  let calls = 0;
  return {
    async answers(data, count, { order, heard }: AnswersOptions = {}) {
      const many = outputs.length;
      const all = new Float64Array(count * many);
      const placeOf = (at: number): number => (order ? order[at] : at);
      const ask = (from: number) => {
        const size = Math.min(BLOCK, count - from);
        const block = roomFor(study.precision, size * width);
        for (let at = 0, to = 0; at < size; at++)
          for (let column = 0, own = placeOf(from + at) * width; column < width; column++) block[to++] = data[own++];
        const rows = { count: size, columns: width, data: block };
        return { from, size, found: unlessAborted(signal, pool.predict(rows, outputs, signal)) };
      };
      let asked = 0;
      let waiting: ReturnType<typeof ask>[] = [];
      while (asked < count || waiting.length > 0) {
        if (!(await isOn())) return null;
        // The evaluators have the next blocks while this one is taken in.
        for (; asked < count && waiting.length < AHEAD; asked += BLOCK) {
          const next = ask(asked);
          next.found.catch(() => {}); // thrown below, unless the one before it fails
          waiting.push(next);
        }
        const [{ from, size, found }, ...rest] = waiting;
        waiting = rest;
        const answers = await found;
        if (!answers) return null;
        for (let at = 0, own = 0; at < size; at++)
          for (let output = 0, to = placeOf(from + at) * many; output < many; output++) all[to++] = answers[own++];
        calls += size;
        await heard?.(from + size, all);
      }
      return all;
    },
    get calls() {
      return calls;
    },
  };
}
