import type { Attribution } from '../../explainers/explainer.ts';
import { relativeError } from '../../explainers/shared/relative-error.ts';
import { ERROR_TARGET } from '../../limits.ts';

/** The error is looked at again once this many times as many values are known. */
const LOOK = 1.25;

export interface StoppingRule {
  /** Whether it is time to look at the error, with this many values known. */
  isDue(known: number): boolean;
  /** Whether the error of an estimate is small enough. */
  isMet(estimate: Attribution): boolean;
}

/**
 * The rule for the error that a request names (`Budget.error`). Its looks are due at fixed numbers
 * of values, so that where an explanation stops depends on its values alone, and not on timing.
 */
export function createStoppingRule(error = ERROR_TARGET): StoppingRule {
  if (error === 0) return { isDue: () => false, isMet: () => false };
  let look = 1;
  return {
    isDue(known) {
      if (known < look) return false;
      look = LOOK * known;
      return true;
    },
    isMet: (estimate) => relativeError(estimate) <= error,
  };
}
