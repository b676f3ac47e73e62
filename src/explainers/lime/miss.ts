import { type Message, message } from '../../catalogue/message.ts';

/** How a surrogate answers the explained row, beside the model, for one output. */
export interface Miss {
  readonly local: number;
  readonly prediction: number;
  /** Root of its weighted mean squared error over the neighbourhood. */
  readonly error: number;
  /** The model's weighted standard deviation over the neighbourhood. */
  readonly spread: number;
}

/**
 * A ridge regression misses even a line by a little: a miss of less than this part of the spread is
 * none.
 */
const SLIGHT = 0.05;
/** What rounding alone may miss, as a part of the answer. */
const ROUNDING = 1e-9;

/**
 * A surrogate that is further off at the explained row than it is on average over its neighbourhood
 * does not describe what happens there: its coefficients may even have the wrong sign. The worst
 * output is named by its numbers.
 */
export function missNote(misses: readonly Miss[]): { readonly note?: Message } {
  const excess = ({ local, prediction, error, spread }: Miss): number => {
    const miss = Math.abs(local - prediction);
    return miss > Math.max(error, SLIGHT * spread, ROUNDING * Math.abs(prediction)) ? miss / error : 0;
  };
  const worst = misses.reduce((a, b) => (excess(b) > excess(a) ? b : a));
  if (!(excess(worst) > 0)) return {};
  const { local, prediction, error } = worst;
  return { note: message('explaining.surrogateMiss', { local, prediction, error }) };
}
