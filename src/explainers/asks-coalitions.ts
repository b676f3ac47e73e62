import type { ExplainerDescription } from './explainer.ts';

/**
 * Whether it explains a row of a table by asking a game what sets of columns are worth, whatever
 * stands for the absent ones. Others read the model's structure or its derivatives, or ask for rows
 * of their own, and so have settled that.
 */
export const asksCoalitions = ({
  derivatives,
  family,
  structural,
}: Pick<ExplainerDescription, 'derivatives' | 'family' | 'structural'>): boolean =>
  !structural && !derivatives && family !== 'lime';
