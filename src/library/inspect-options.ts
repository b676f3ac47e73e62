import type { InspectRequest, Study } from '../engine/protocol.ts';
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
export interface InspectOptions
  extends Omit<InspectRequest, 'study' | 'background' | 'against' | 'againstModel' | 'seed'> {
  /** What rows are compared with. Default: a sample of 100 rows. */
  readonly background?: Background;
  /** Another table: which columns are spread otherwise in it, and which attributions are others. */
  readonly against?: GivenFile;
  /**
   * Another model that was opened with the same table by the same `Oriel`: how good both are, where
   * they disagree, and which columns they use otherwise. Both are explained in the space that both
   * would be by themselves, else in the models' own units. `job.result` rejects with
   * `request-invalid` where it answers something else, or its rows are others.
   */
  readonly againstModel?: { readonly facts: Pick<Study, 'handle'> };
  /** Of the random numbers, 0 to 4294967295. Default: 0. */
  readonly seed?: number;
  /** Whether what a person waits for goes first (`batch`, the default). */
  readonly priority?: 'person' | 'batch';
  /** Aborting it cancels, as `job.cancel()` does. */
  readonly signal?: AbortSignal;
}

/** What options ask of the engine, whose other tables are opened. */
export async function inspectRequestOf(
  study: string,
  {
    priority: _priority,
    signal: _signal,
    background: compared,
    against: other,
    againstModel,
    seed = 0,
    ...asked
  }: InspectOptions,
  backgrounds: Backgrounds,
): Promise<InspectRequest> {
  const background = await backgrounds.open(compared);
  const against = (await backgrounds.open(other === undefined ? undefined : { file: other }))?.table;
  return {
    study,
    seed,
    ...asked,
    ...(background && { background }),
    ...(against !== undefined && { against }),
    ...(againstModel && { againstModel: againstModel.facts.handle }),
  };
}
