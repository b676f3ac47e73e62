import type { Explanation } from '../../records/record.ts';
import type { AppState, Shown } from '../state.ts';

/**
 * What an average answer is the average of: a table's background, or of a text or picture, which
 * have none, what that very explanation hid.
 */
export const averageFor = ({ background, id }: Explanation): string => background?.sha256 ?? id;

/** Whether a known average is that which an explanation is compared with. */
export const isAverage = (average: AppState['average'], { record, study }: Shown): boolean =>
  average?.study === study && average.of === averageFor(record);

/** The average answer for an output of an explanation; null where it is not known. */
export function averageOf(average: AppState['average'], shown: Shown, output: number): number | null {
  if (!average || !isAverage(average, shown)) return null;
  return average.base[average.outputs.indexOf(shown.record.outputs[output])] ?? null;
}
