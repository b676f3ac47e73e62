import type { Explanation } from '../records/record.ts';
import type { Deciding } from '../records/request.ts';
import type { ValueOf } from './kinds.ts';

/**
 * How far a record can be made again: to the bit (undefined), within the tolerance of a GPU, or not
 * at all.
 */
export type Repeatable = ValueOf<'record'>['repeatable'];

/**
 * Says so of a record. `limited`: it was made under a time limit, which decides how much is done,
 * and how, by what the machine managed at that moment.
 */
export function repeatableOf(record: Explanation, { limited }: { readonly limited: boolean }): Repeatable {
  if (limited || record.stopped === 'deadline' || record.stopped === 'cancelled') return 'no';
  return record.backend.name === 'webgpu' || record.backend.name === 'mixed' ? 'within-tolerance' : undefined;
}

/** A kept record with the request that it answered. */
export interface Kept {
  /** Key of the request's entry: its id. */
  readonly id: string;
  readonly request: ValueOf<'request'>;
  readonly record: ValueOf<'record'>;
}

/** What is asked for now. */
export interface Wanted {
  readonly id: string;
  readonly family: string;
  readonly request: Pick<Deciding, 'samples' | 'error'>;
  /** Only a record that anybody can make again to the bit will do. */
  readonly toTheBit?: boolean;
}

export type Answer =
  /** The record is the answer to this very request. */
  | { readonly kind: 'hit' }
  /** The record knows at least as much as was asked for, and says so itself. */
  | { readonly kind: 'reuse'; readonly because: 'exact' | 'error' | 'samples' }
  | { readonly kind: 'miss' };

/** Whether a kept record answers a request. */
export function answers({ id, request, record: { record, repeatable } }: Kept, wanted: Wanted): Answer {
  const miss: Answer = { kind: 'miss' };
  if (request.family !== wanted.family || record.endsOnly) return miss;
  if (wanted.toTheBit && repeatable !== undefined) return miss;
  // What was cut short is an equal request's answer only as far as it got.
  if (id === wanted.id && repeatable !== 'no') return { kind: 'hit' };
  const { samples, error } = wanted.request;
  // More samples would have changed nothing.
  if (record.stopped === 'done') return { kind: 'reuse', because: 'exact' };
  if (!request.nested) return miss;
  if (error > 0 && relativeError(record) <= error) return { kind: 'reuse', because: 'error' };
  if (samples !== null && reached(request.request, record) >= samples) return { kind: 'reuse', because: 'samples' };
  return miss;
}

/** Samples a record is worth: a budget that was used up counts whole, also where pairs left one. */
function reached({ samples }: Deciding, { coalitions, stopped }: Explanation): number {
  return stopped === 'samples' ? Math.max(coalitions, samples ?? 0) : coalitions;
}

/**
 * The largest standard error over the sum of absolute attributions, of the worst output; Infinity
 * where there are no errors.
 */
export function relativeError({ attributions, standardErrors }: Explanation): number {
  if (!standardErrors) return Number.POSITIVE_INFINITY;
  const ofOutput = attributions.map((values, k) => {
    const largest = standardErrors[k].reduce((most, error) => Math.max(most, error), 0);
    const sum = values.reduce((total, value) => total + Math.abs(value), 0);
    return largest > 0 ? largest / sum : 0;
  });
  return Math.max(0, ...ofOutput);
}
