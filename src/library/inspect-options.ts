import type { Budget, InspectRequest } from '../engine/protocol.ts';
import type { OptionValues } from '../explainers/explainer.ts';
import type { Space } from '../games/game.ts';
import type { BackendWish } from '../models/model.ts';
import type { Backgrounds } from './backgrounds.ts';
import type { GivenFile } from './given-files.ts';
import type { Background } from './options.ts';

/**
 * How a model is inspected. Inspections that differ in nothing but `signal` and `priority` have the
 * same numbers on the CPU.
 *
 * @example
 * model.inspect({ protected: ['sex', 'age', 'sex*age'], rows: 10_000 });
 */
export interface InspectOptions {
  /** Most rows that are looked at, drawn from the seed. Default: all that the model can take. */
  readonly rows?: number;
  /** Most of them that are explained. Default: all where that is exact, else 100. */
  readonly explained?: number;
  /** The output that is explained. Default: of two the second, of more the commonest answer. */
  readonly output?: string;
  /** Scores from this on are taken for the output's class. Default: the card's, or 0.5. */
  readonly threshold?: number;
  /** What mistakes cost, in units of your own. Default: 1 each. */
  readonly costs?: { readonly falsePositive: number; readonly falseNegative: number };
  /** Columns of the table by which rows are grouped; `a*b` crosses two. Default: the card's. */
  readonly protected?: readonly string[];
  /** How many columns curves are drawn for, the most important first. Default: 5. */
  readonly curves?: number;
  /** Where attributions add up. Default: the model's own units, or raw where only that is exact. */
  readonly space?: Space;
  readonly explainer?: string;
  readonly explainerOptions?: OptionValues;
  /** What ends each row's explanation, where rows are explained one by one. */
  readonly budget?: Budget;
  /** What rows are compared with. Default: a sample of 100 rows. */
  readonly background?: Background;
  /** Another table: which columns are spread otherwise in it, and which attributions are others. */
  readonly against?: GivenFile;
  /** Of the random numbers, 0 to 4294967295. Default: 0. */
  readonly seed?: number;
  /** `wasm` is the CPU: the same bits everywhere. Default: `auto`. */
  readonly backend?: BackendWish;
  /** Whether what a person waits for goes first (`batch`, the default). */
  readonly priority?: 'person' | 'batch';
  /** Aborting it cancels, as `job.cancel()` does. */
  readonly signal?: AbortSignal;
}

/** What options ask of the engine, whose other tables are opened. */
export async function inspectRequestOf(
  study: string,
  { priority: _priority, signal: _signal, background: compared, against: other, seed = 0, ...asked }: InspectOptions,
  backgrounds: Backgrounds,
): Promise<InspectRequest> {
  const background = await backgrounds.open(compared);
  const against = (await backgrounds.open(other === undefined ? undefined : { file: other }))?.table;
  return { study, seed, ...asked, ...(background && { background }), ...(against !== undefined && { against }) };
}
