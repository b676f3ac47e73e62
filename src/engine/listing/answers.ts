import { type Numbers, roomFor } from '../../numerics/numbers.ts';
import type { TabularStudy } from '../studies/study.ts';

/** Answers rows [count × columns], all outputs: count × K. */
export type AnswerRows = (rows: Numbers, count: number) => Promise<Float64Array>;

/** Rows asked for together: short enough to cancel between them, and to let others go first. */
const PART = 2048;

interface Going {
  /** Called between parts; says whether to go on. */
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
  for (let from = 0; from < rows; from += PART) {
    if (!(await next(from))) return null;
    const taken: number[] = [];
    const data = roomFor(study.precision, Math.min(PART, rows - from) * columns.length);
    for (let row = from; row < Math.min(rows, from + PART); row++) {
      if (!study.takes(row)) continue;
      data.set(study.row(row), taken.length * columns.length);
      taken.push(row);
    }
    if (taken.length === 0) continue;
    const values = await answer(data.subarray(0, taken.length * columns.length), taken.length);
    for (const [at, row] of taken.entries())
      all.set(values.subarray(at * outputs.length, (at + 1) * outputs.length), row * outputs.length);
  }
  return all;
}
