import { type Numbers, roomFor } from '../../numerics/numbers.ts';
import { FIRST_BLOCK, nextBlock } from '../jobs/block-size.ts';
import type { TabularStudy } from '../studies/study.ts';

/** Answers rows [count × columns], all outputs: count × K. */
export type AnswerRows = (rows: Numbers, count: number) => Promise<Float64Array>;

/** Rows of fast models that are asked for together. */
const LARGEST_BLOCK = 2048;

interface Going {
  /** Called between blocks; says whether to go on. */
  readonly next: (done: number) => Promise<boolean>;
}

/** The model's answers to all rows, NaN where it cannot take one; null where it was stopped. */
export async function answersToAll(
  study: TabularStudy,
  answer: AnswerRows,
  { next }: Going,
): Promise<Float64Array | null> {
  const { rows, outputs, columns } = study.study;
  const all = new Float64Array(rows * outputs.length).fill(Number.NaN);
  let size = FIRST_BLOCK;
  for (let from = 0, to = 0; from < rows; from = to) {
    if (!(await next(from))) return null;
    to = Math.min(rows, from + size);
    const taken: number[] = [];
    const data = roomFor(study.precision, (to - from) * columns.length);
    for (let row = from; row < to; row++) {
      if (!study.takes(row)) continue;
      study.readRow(row, data, taken.length * columns.length);
      taken.push(row);
    }
    if (taken.length === 0) {
      size = Math.min(LARGEST_BLOCK, 2 * size);
      continue;
    }
    const begun = performance.now();
    const values = await answer(data.subarray(0, taken.length * columns.length), taken.length);
    size = nextBlock({ count: taken.length, milliseconds: performance.now() - begun }, size, LARGEST_BLOCK);
    for (const [at, row] of taken.entries())
      all.set(values.subarray(at * outputs.length, (at + 1) * outputs.length), row * outputs.length);
  }
  return all;
}
