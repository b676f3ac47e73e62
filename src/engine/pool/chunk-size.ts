import { firstRows, type Slot, wholeCalls } from './slot.ts';
import type { ActiveWork, Chunk } from './work.ts';

/**
 * Calls that an evaluator is given at a time: while one runs, the next waits there, or is being
 * prepared on a GPU.
 */
export const CALLS_AT_A_TIME = 2;
/**
 * How long a call should take: short enough to cancel and to share the work, long enough that
 * messages cost nothing.
 */
export const CALL_MILLISECONDS = 40;
/** Chunks get no shorter than this towards the end, while evaluators are busy. */
const LEAST_MILLISECONDS = 3;

/** How much is left, and for how many. */
interface Remaining {
  /** Units of the same caller that no evaluator has been given. */
  readonly untaken: number;
  /** Evaluators that there will be. */
  readonly places: number;
}

/** Takes the next chunk of some work for an evaluator: as large as its speed suggests. */
export function takeChunk(work: ActiveWork, slot: Slot, { untaken, places }: Remaining): Chunk {
  const { returned, next: from, total, rowsPerUnit, columns, pace } = work;
  const again = returned.pop();
  if (again) return again;
  const speed = slot.speed[pace];
  const units = (rows: number): number => Math.max(1, Math.floor(wholeCalls(slot, rows) / rowsPerUnit));
  // Where a call takes long however few rows it has, as with networks that go step by step, small
  // chunks would lead to even smaller ones. A model that takes its rows one by one gains nothing
  // from larger chunks.
  const longest = Math.max(CALL_MILLISECONDS, slot.batchRows === 1 ? 0 : 2 * slot.quickest[pace]);
  const most = units(speed === null ? firstRows(pace, columns) : speed * longest);
  // Several evaluators get smaller chunks towards the end, so that all of them finish together.
  const part =
    places === 1
      ? untaken
      : Math.max(units((speed ?? 0) * LEAST_MILLISECONDS), Math.ceil(untaken / (CALLS_AT_A_TIME * places)));
  work.next = Math.min(total, from + Math.min(most, part, Math.ceil(untaken / places)));
  return [from, work.next];
}
