import type { Answered, EvaluatorApi } from '../protocol.ts';
import type { Pace, Preparation, Slot } from './slot.ts';

/** Units of work to be split over the evaluators; each is answered with `width` numbers. */
export interface Work {
  readonly total: number;
  readonly width: number;
  /** Model rows per unit. */
  readonly rowsPerUnit: number;
  /** Numbers per row. */
  readonly columns: number;
  readonly preparation: Preparation | null;
  readonly pace: Pace;
  call(api: EvaluatorApi, from: number, to: number): Promise<Answered>;
}

/** Told of each part as it is answered: its units, the first of them, and their values. */
export type AnsweredPart = (units: number, from: number, values: Float64Array) => void;

/** Units from, up to but without, to. */
export type Chunk = readonly [from: number, to: number];

/** Work that is not done yet. */
export interface ActiveWork extends Work {
  /** Identifies who wants it: all work of one caller stops together. */
  readonly caller: AbortSignal;
  readonly result: Float64Array;
  readonly answered: AnsweredPart;
  /** The first unit that no evaluator has been given. */
  next: number;
  /** Units not answered yet. */
  left: number;
  /** Chunks to be given out again, since an evaluator failed on them or skipped them. */
  readonly returned: Chunk[];
  /** Failures in a row: of all evaluators together, and of each. */
  failures: number;
  readonly failuresOf: Map<Slot, number>;
  /** Whether nobody waits for its answers any more. */
  ended: boolean;
  end(error?: unknown): void;
}
