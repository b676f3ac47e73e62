import type { ChangeLimits, ChangeTarget, CounterfactualRequest } from '../engine/protocol.ts';
import { limits as bounds } from '../limits.ts';
import type { BackendWish } from '../models/model.ts';

/**
 * Which other answer is looked for, and within which limits a row may change (see `ChangeLimits`).
 *
 * @example
 * model.counterfactual(384, { fixed: ['purpose'], onlyDown: ['credit_amount'], count: 2 });
 */
export interface CounterfactualOptions extends ChangeLimits {
  /**
   * The class that is asked for, or a range: `{ least: 100, most: 150 }`. Default: the other of two
   * classes, any other of several.
   */
  readonly to?: string | ChangeTarget;
  /** How many ways, which differ in what they change, 1 to 4. Default: 4. */
  readonly count?: number;
  /**
   * Whether to say as well how near the answer is to tipping: how far each column can go by itself,
   * and how many of the table's rows are nearer to another answer. Takes more time, up to
   * `milliseconds`. Default: false.
   */
  readonly tipping?: boolean;
  /** Of the random numbers of a search, 0 to 4294967295. Default: 0. */
  readonly seed?: number;
  /** Ends it with what was found by then. Default: 10,000. */
  readonly milliseconds?: number;
  /** `wasm` is the CPU. Default: `auto`. */
  readonly backend?: BackendWish;
  /** A batch lets what a person waits for go first. Default: `person`. */
  readonly priority?: 'person' | 'batch';
  /** Aborting it cancels, as `job.cancel()` does. */
  readonly signal?: AbortSignal;
}

/** What options ask of the engine; the input is opened before. */
export function changeRequestOf(study: string, options: CounterfactualOptions): Omit<CounterfactualRequest, 'input'> {
  const {
    to,
    count,
    tipping,
    seed = 0,
    milliseconds,
    backend,
    priority: _priority,
    signal: _signal,
    ...limits
  } = options;
  const [, most] = bounds.ways;
  return {
    study,
    ...(to !== undefined && { to: typeof to === 'string' ? { class: to } : to }),
    limits,
    count: count ?? most,
    ...(tipping && { tipping }),
    seed,
    ...(milliseconds !== undefined && { milliseconds }),
    ...(backend !== undefined && { backend }),
  };
}
