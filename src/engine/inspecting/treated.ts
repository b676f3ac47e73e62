import type { Inspection } from '../../records/inspection.ts';
import { fairnessOf } from '../../whole-model/fairness.ts';
import { gapsOf } from '../../whole-model/gaps.ts';
import { groupsWithin } from '../../whole-model/groups.ts';
import type { Attributions } from '../../whole-model/importance.ts';
import type { Judged } from './judge.ts';
import type { GroupColumns } from './table-columns.ts';

/** How groups of rows are treated; null where nothing is decided, or nothing divides the rows. */
export function treatedGroups(
  grouped: readonly GroupColumns[],
  { scores, positive, threshold }: Judged,
): Inspection['fairness'] {
  if (!scores || threshold === null || grouped.length === 0) return null;
  return grouped.map(({ columns, groups }) =>
    plain({ ...fairnessOf({ columns, groups, scores, truth: positive, threshold }), gaps: null }),
  );
}

/**
 * The same with the columns that carry the differences.
 * @param places of the rows that are explained.
 */
export function carriedGaps(
  found: Inspection['fairness'],
  grouped: readonly GroupColumns[],
  { attributions, places }: { readonly attributions: Attributions; readonly places: Int32Array },
): Inspection['fairness'] {
  return (
    found?.map((one, at) => {
      const sets = groupsWithin(grouped[at].groups, places).map(({ rows }) => rows);
      return { ...one, gaps: plain(gapsOf(attributions, sets)) };
    }) ?? null
  );
}

/** What only differs in what may be written to. */
const plain = <T>(value: unknown): T => value as T;
