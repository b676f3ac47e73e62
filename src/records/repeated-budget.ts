import type { Explanation } from './record.ts';

/** How far an explanation is to go. */
export interface RepeatedBudget {
  readonly samples?: number;
  /** The part of the answer that errors may be, 0 to 1. */
  readonly error?: number;
}

/** A budget that ends where the record did, as far as the record tells. */
export function repeatedBudget({ stopped, coalitions, asked }: Explanation): RepeatedBudget {
  if (stopped === 'deadline' || stopped === 'cancelled') return { samples: coalitions, error: 0 };
  if (!asked) return stopped === 'samples' ? { samples: coalitions, error: 0 } : {};
  // A limit of time that was kept left the number of samples open.
  const open = asked.milliseconds !== undefined && stopped !== 'done' ? coalitions : undefined;
  const { samples = open, error } = asked;
  return { ...(samples !== undefined && { samples }), ...(error !== undefined && { error }) };
}
